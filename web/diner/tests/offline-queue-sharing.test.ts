import { describe, expect, it } from "vitest";
import { NO_LOCK, World, states } from "./queue-world";

describe("two tabs", () => {
  it("send an order once when the browser has locks", async () => {
    const world = new World();
    const [one, two] = [world.tab(), world.tab()];
    one.submit("a", { dish: "noodles" });
    void two.wake();
    await world.clock.turn(10_000);

    expect(world.shop.posts).toEqual(["a"]);
    expect(states(two)).toEqual({ a: "delivered" });
  });

  it("make one order of it when the browser has none", async () => {
    const world = new World();
    const [one, two] = [world.tab(NO_LOCK), world.tab(NO_LOCK)];
    one.submit("a", { dish: "noodles" });
    void two.wake();
    await world.clock.turn(10_000);

    expect(world.shop.orders.size).toBe(1);
    expect(states(one)).toEqual({ a: "delivered" });
  });

  it("do not overwrite each other's orders", async () => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [world.tab(), world.tab()];
    one.submit("a", { dish: "noodles" });
    two.submit("b", { dish: "rice" });
    one.submit("c", { dish: "soup" });

    expect(Object.keys(states(two)).sort()).toEqual(["a", "b", "c"]);
  });

  it("the waiting tab takes over when the sending one is gone", async () => {
    const world = new World();
    const busy = { exclusively: async () => false };
    const waiting = world.tab(busy);
    waiting.submit("a", { dish: "noodles" });
    await world.clock.turn(5_000);
    expect(states(waiting)).toEqual({ a: "waiting" });

    busy.exclusively = world.door.exclusively as never;
    await world.clock.turn(5_000);
    expect(states(waiting)).toEqual({ a: "delivered" });
  });
});

describe("full storage", () => {
  it("makes room by forgetting delivered orders", async () => {
    const world = new World();
    const queue = world.tab();
    queue.submit("old", { dish: "noodles" });
    await world.clock.turn(100);
    world.isOnline = false;
    world.shelf.room = 300;
    const kept = queue.submit("new", { dish: "rice" });

    expect(kept.isDurable).toBe(true);
    expect(queue.orders().map((order) => order.id)).toEqual(["new"]);
  });

  it("says so, and still sends the order", async () => {
    const world = new World();
    world.shelf.room = 10;
    const queue = world.tab();
    expect(queue.submit("a", { dish: "noodles" }).isDurable).toBe(false);
    await world.clock.turn(100);

    expect(states(queue)).toEqual({ a: "delivered" });
  });

  it("keeps the newest delivered orders only", async () => {
    const world = new World();
    const queue = world.tab();
    for (let n = 0; n < 30; n += 1) {
      world.clock.wallMs += 1;
      queue.submit(`id-${n}`, { dish: "noodles" });
      await world.clock.turn(1);
    }

    expect(queue.orders()).toHaveLength(20);
    expect(queue.find("id-29")).toBeDefined();
  });
});
