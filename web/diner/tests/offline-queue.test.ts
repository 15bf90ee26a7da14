import { describe, expect, it } from "vitest";
import { verdictOf } from "../../shared/offline-queue";
import { NO_LOCK, World, states } from "./queue-world";

describe("an order that waits on the device", () => {
  it("is in storage before submit returns, and delivered when the shop answers", async () => {
    const world = new World();
    const queue = world.tab();
    const kept = queue.submit("a", { dish: "noodles" });

    expect(kept).toMatchObject({ isDurable: true, body: { dish: "noodles" } });
    expect(world.shelf.keys()).toEqual(["frozen/a"]);

    await world.clock.turn(0);
    expect(queue.find("a")).toMatchObject({ state: "delivered", answer: { orderId: "order-a" } });
    expect(queue.unsynced).toBe(0);
  });

  it("is one order however often the button is tapped", async () => {
    const world = new World();
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    queue.submit("a", { dish: "rice" });
    await world.clock.turn(60_000);

    expect(world.shop.posts).toEqual(["a"]);
    expect(world.shop.orders.get("a")).toContain("noodles");
  });

  it("goes by itself when the network comes back", async () => {
    const world = new World();
    world.isOnline = false;
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    await world.clock.turn(3_600_000);
    expect(states(queue)).toEqual({ a: "waiting" });

    world.isOnline = true;
    await queue.wake();
    expect(states(queue)).toEqual({ a: "delivered" });
  });

  it("goes even when the device never says that the network is back", async () => {
    const world = new World();
    world.isOnline = false;
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    await world.clock.turn(10_000);
    world.isOnline = true;
    await world.clock.turn(61_000);

    expect(states(queue)).toEqual({ a: "delivered" });
  });

  it("survives the app being killed, also in the middle of sending, and is still one order", async () => {
    const world = new World();
    world.shop.plan.set("a", ["lost"]);
    const first = world.tab(NO_LOCK);
    first.submit("a", { dish: "noodles" });
    first.close();
    expect(world.shelf.get("frozen/a")).toContain('"sending"');

    const second = world.tab(NO_LOCK);
    await second.wake();
    await world.clock.turn(5_000);
    expect(states(second)).toEqual({ a: "delivered" });
    expect(world.shop.orders.size).toBe(1);
  });

  it("backs off, doubling up to a minute, and listens to Retry-After", async () => {
    const world = new World();
    world.shop.plan.set("a", Array(12).fill(503));
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    const times: number[] = [];
    for (let second = 0; second < 600; second += 1) {
      const before = world.shop.posts.length;
      await world.clock.turn(1_000);
      if (world.shop.posts.length > before) times.push(second);
    }

    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(61);
    expect(gaps.slice(0, 5)).toEqual([...gaps.slice(0, 5)].sort((a, b) => a - b));
    expect(states(queue)).toEqual({ a: "delivered" });
  });

  it("does not care that the device's clock is wrong by hours, or is set while it waits", async () => {
    const world = new World();
    world.clock.wallMs = 0;
    world.shop.plan.set("a", ["silent", "silent"]);
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    world.clock.wallMs = 4_000_000_000_000;
    await world.clock.turn(1_000);
    world.clock.wallMs = 5;
    await world.clock.turn(10_000);

    expect(states(queue)).toEqual({ a: "delivered" });
  });
});

describe("one bad order", () => {
  it("that the shop refuses asks its customer and blocks nobody", async () => {
    const world = new World();
    world.shop.plan.set("bad", [422]);
    const queue = world.tab();
    queue.submit("bad", { dish: "?" });
    queue.submit("good", { dish: "noodles" });
    await world.clock.turn(600_000);

    expect(states(queue)).toEqual({ bad: "asking", good: "delivered" });
    expect(queue.find("bad")!.question).toMatchObject({ code: "because-422" });
    expect(world.shop.posts.filter((id) => id === "bad")).toHaveLength(1);
    expect(queue.unsynced).toBe(1);
  });

  it("that makes the server break or hang goes behind the others", async () => {
    const world = new World();
    world.shop.plan.set("breaks", Array(99).fill(500));
    world.shop.plan.set("hangs", Array(99).fill("hang"));
    const queue = world.tab();
    queue.submit("breaks", { dish: "?" });
    queue.submit("hangs", { dish: "?" });
    for (const id of ["c", "d", "e"]) queue.submit(id, { dish: id });
    await world.clock.turn(25_000);

    expect(states(queue)).toMatchObject({ c: "delivered", d: "delivered", e: "delivered" });
  });

  it("whose record is damaged is reported and blocks nobody", async () => {
    const world = new World();
    world.shelf.texts.set("frozen/torn", '{"v":1,"id":"torn","bo');
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    await world.clock.turn(1_000);
    let unreadable: string[] = [];
    queue.subscribe((_, ids) => (unreadable = ids));

    expect(unreadable).toEqual(["torn"]);
    expect(queue.unsynced).toBe(1);
    expect(queue.discard("torn")).toBe(true);
    expect(queue.unsynced).toBe(0);
  });

  it("a record of a newer version of the app is left for that version", async () => {
    const world = new World();
    world.shelf.texts.set("frozen/new", '{"v":2,"id":"new"}');
    const queue = world.tab();
    await queue.wake();

    expect(queue.orders()).toEqual([]);
    expect(world.shelf.get("frozen/new")).not.toBeNull();
  });
});

describe("the customer is asked", () => {
  it("and a new price that is accepted goes under the same id", async () => {
    const world = new World();
    world.shop.plan.set("a", [409]);
    const queue = world.tab();
    queue.submit("a", { dish: "noodles at 12" });
    await world.clock.turn(1_000);
    expect(queue.answer("a", { dish: "noodles at 13" })).toBe(true);
    await world.clock.turn(1_000);

    expect(world.shop.posts).toEqual(["a", "a"]);
    expect(world.shop.orders.get("a")).toContain("13");
    expect(queue.answer("a", { dish: "too late" })).toBe(false);
  });

  it("and may drop it; one that may have arrived only knowingly, a delivered one never", async () => {
    const world = new World();
    world.shop.plan.set("asked", [409]);
    world.shop.plan.set("unsure", ["lost", "silent", "silent"]);
    const queue = world.tab();
    for (const id of ["asked", "unsure", "there"]) queue.submit(id, { dish: id });
    await world.clock.turn(100);

    expect(queue.discard("asked")).toBe(true);
    expect(queue.discard("there")).toBe(false);
    expect(queue.discard("unsure")).toBe(false);
    expect(queue.discard("unsure", { evenIfUnsure: true })).toBe(true);
    queue.dismiss("there");
    expect(queue.orders()).toEqual([]);
  });

  it("an order dropped while it is on its way does not rise again", async () => {
    const world = new World();
    const queue = world.tab();
    queue.submit("a", { dish: "noodles" });
    queue.discard("a", { evenIfUnsure: true });
    await world.clock.turn(60_000);

    expect(queue.orders()).toEqual([]);
  });
});

describe("what an answer means", () => {
  it.each([
    [201, "delivered"],
    [200, "delivered"],
    [0, "later"],
    [302, "later"],
    [401, "later"],
    [408, "later"],
    [425, "later"],
    [429, "later"],
    [500, "later"],
    [503, "later"],
    [400, "refused"],
    [404, "refused"],
    [409, "refused"],
    [422, "refused"],
  ])("%i is %s", (status, kind) => {
    expect(verdictOf(status, "<html>a captive portal</html>").kind).toBe(kind);
  });
});
