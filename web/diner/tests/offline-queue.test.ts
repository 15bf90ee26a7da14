import { describe, expect, it } from "vitest";
import { verdictOf } from "../../shared/offline-queue";
import { NO_LOCK, World, settle } from "./queue-world";

const states = (queue: { orders(): { id: string; state: string }[] }) =>
  Object.fromEntries(queue.orders().map((order) => [order.id, order.state]));

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

describe("whatever happens, in any order", () => {
  const dice = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };

  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("every order ends delivered once or asked (%i)", async (seed) => {
    const world = new World();
    const chance = dice(seed * 7_919);
    const pick = <T>(...from: T[]) => from[Math.floor(chance() * from.length)]!;
    let tabs = [world.tab(), world.tab(NO_LOCK)];
    const given = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      const tab = pick(...tabs);
      const id = `order-${Math.floor(chance() * 12)}`;
      const deed = pick("submit", "submit", "network", "kill", "wait", "wake", "clock");
      if (deed === "submit") {
        if (!given.has(id)) world.shop.plan.set(id, Array.from({ length: 4 }, () => pick<"ok" | "lost" | "silent" | "hang" | number>("ok", "lost", "silent", "hang", 500, 429, 503)));
        given.add(id);
        tab.submit(id, { dish: id });
      }
      if (deed === "network") world.isOnline = !world.isOnline;
      if (deed === "kill") {
        tab.close();
        tabs = tabs.map((each) => (each === tab ? world.tab(pick(world.door, NO_LOCK)) : each));
      }
      if (deed === "wait") await world.clock.turn(chance() * 30_000);
      if (deed === "wake") void tab.wake();
      if (deed === "clock") world.clock.wallMs = chance() * 4e12;
    }
    world.isOnline = true;
    for (const tab of tabs) void tab.wake();
    await world.clock.turn(1_200_000);
    await settle();

    const left = tabs[0]!.orders();
    expect(left.map((order) => order.id).sort()).toEqual([...given].sort());
    expect(left.every((order) => order.state === "delivered")).toBe(true);
    expect([...world.shop.orders.keys()].sort()).toEqual([...given].sort());
  });
});
