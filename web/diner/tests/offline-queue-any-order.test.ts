import { describe, expect, it } from "vitest";
import { NO_LOCK, World, settle } from "./queue-world";

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
