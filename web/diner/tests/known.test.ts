/** Becoming known inside WeChat's browser: away once, back to where it was, and never in a circle. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ref } from "vue";

const world = vi.hoisted(() => ({
  kept: new Map<string, string>(),
  platform: {} as Record<string, unknown>,
  asked: [] as { path: string; ask: Record<string, unknown> }[],
  answers: new Map<string, { status: number; body: unknown }>(),
  Refused: class extends Error {},
}));

vi.mock("../src/platform", () => ({ platform: world.platform }));
vi.mock("../src/state/place", () => ({ isShared: ref(false) }));
vi.mock("../src/api/http", () => ({
  Refused: world.Refused,
  bodyOf: (answer: { status: number; body: unknown }) => {
    if (answer.status === 0) throw new Error("silence");
    if (answer.status >= 300) throw new world.Refused(String(answer.status));
    return answer.body;
  },
  send: (path: string, ask: Record<string, unknown>) => {
    world.asked.push({ path, ask });
    return Promise.resolve(world.answers.get(path) ?? { status: 422, body: {} });
  },
}));

const BEGIN = "/api/diner/authorisations/s1";
const ADDRESS = "https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri=x";
const keep = (name: string, value: unknown) => world.kept.set(`wendan.${name}`, JSON.stringify(value));
const kept = (name: string) => JSON.parse(world.kept.get(`wendan.${name}`) ?? "null");

/** The pages as they start anew, in this browser. */
async function opened(change: object = {}) {
  vi.resetModules();
  world.asked = [];
  const left: string[] = [];
  Object.assign(world.platform, {
    client: "wechat",
    cameBack: null,
    clocks: { wall: () => 1_000_000 },
    whereabouts: () => "#/pages/menu/index?store=s1",
    leaveFor: (address: string, from: string) => (left.push(`${from} ${address}`), true),
    signInCode: () => Promise.resolve(null),
    storage: {
      get: (key: string) => world.kept.get(key) ?? null,
      set: (key: string, text: string) => void world.kept.set(key, text),
      remove: (key: string) => void world.kept.delete(key),
    },
    ...change,
  });
  const { becomeKnown } = await import("../src/state/known");
  const session = await import("../src/api/session");
  return { becomeKnown, session, left };
}

beforeEach(() => {
  world.kept.clear();
  world.answers.clear();
  world.answers.set("/api/diner/sessions", { status: 201, body: { token: "new", diner_id: "d-new" } });
  world.answers.set(BEGIN, { status: 201, body: { address: ADDRESS, state: "S1", expires_at: "" } });
});

describe("the way there", () => {
  it("is gone once, from the page that is open", async () => {
    const { becomeKnown, left } = await opened();
    expect(await becomeKnown("s1")).toBe(true);
    expect(await becomeKnown("s1")).toBe(false);
    expect(left).toEqual([`#/pages/menu/index?store=s1 ${ADDRESS}`]);
    expect(kept("authorising")).toEqual({ storeId: "s1", state: "S1", leftAt: 1_000_000 });
  });

  it("is not gone again soon by a page that opens anew: whoever came back with nothing sees the menu", async () => {
    await (await opened()).becomeKnown("s1");
    const { becomeKnown, left } = await opened({ clocks: { wall: () => 1_000_000 + 5 * 60_000 } });
    expect(await becomeKnown("s1")).toBe(false);
    expect(left).toEqual([]);
    const later = await opened({ clocks: { wall: () => 1_000_000 + 11 * 60_000 } });
    expect(await later.becomeKnown("s1")).toBe(true);
  });

  it.each(["h5", "alipay", "mini-program"])("is not gone in %s", async (client) => {
    const { becomeKnown } = await opened({ client });
    expect(await becomeKnown("s1")).toBe(false);
    expect(world.asked).toEqual([]);
  });

  it.each([
    ["is known already", { status: 200, body: { address: null, state: null, expires_at: null } }],
    ["is in a store without a service account", { status: 422, body: {} }],
    ["has no network", { status: 0, body: null }],
  ])("is not gone by whoever %s", async (_, answer) => {
    world.answers.set(BEGIN, answer);
    const { becomeKnown, left } = await opened();
    expect(await becomeKnown("s1")).toBe(false);
    expect(left).toEqual([]);
    expect(kept("authorising")).toBeNull();
  });

  it("is left for the next page when the customer has gone on meanwhile", async () => {
    const { becomeKnown } = await opened({ leaveFor: () => false });
    expect(await becomeKnown("s1")).toBe(false);
    Object.assign(world.platform, { leaveFor: () => true });
    expect(await becomeKnown("s1")).toBe(true);
  });
});

describe("a slow network", () => {
  it("lets the pay page ask for itself when the customer was there before the menu had its answer", async () => {
    const leaves = [false, true];
    const { becomeKnown } = await opened({ leaveFor: () => leaves.shift() });
    expect(await Promise.all([becomeKnown("s1"), becomeKnown("s1")])).toEqual([false, true]);
    expect(kept("authorising")).toMatchObject({ state: "S1" });
  });

  it("lets the next page ask again when nobody answered", async () => {
    world.answers.set(BEGIN, { status: 0, body: null });
    const { becomeKnown } = await opened();
    expect(await becomeKnown("s1")).toBe(false);
    world.answers.set(BEGIN, { status: 201, body: { address: ADDRESS, state: "S1", expires_at: "" } });
    expect(await becomeKnown("s1")).toBe(true);
  });

  it("asks no second time where it was refused", async () => {
    world.answers.set(BEGIN, { status: 422, body: {} });
    const { becomeKnown } = await opened();
    await becomeKnown("s1");
    await becomeKnown("s1");
    expect(world.asked.filter(({ path }) => path === BEGIN)).toHaveLength(1);
  });
});

describe("the way back", () => {
  const RETURN = `${BEGIN}/return`;
  const back = { cameBack: { code: "C1", state: "S1" } };

  beforeEach(() => {
    keep("session", { token: "old", diner_id: "d1" });
    keep("fresh", "d1");
    keep("authorising", { storeId: "s1", state: "S1", leftAt: 1_000_000 });
    world.answers.set(RETURN, { status: 201, body: { token: "known", diner_id: "d2" } });
  });

  it("makes a session that knows the customer, before anything else is asked", async () => {
    const { session } = await opened(back);
    expect(await Promise.all([session.token(), session.token()])).toEqual(["known", "known"]);
    expect(world.asked).toEqual([
      { path: RETURN, ask: { method: "POST", token: "old", body: { code: "C1", state: "S1", is_new: true } } },
    ]);
    expect(kept("authorising")).toBeNull();
  });

  it("does so on a page that asks for nothing else", async () => {
    world.answers.set(BEGIN, { status: 200, body: { address: null, state: null, expires_at: null } });
    const { becomeKnown } = await opened(back);
    expect(await becomeKnown("s1")).toBe(false);
    expect(world.asked.map(({ path, ask }) => [path, ask.token])).toEqual([[RETURN, "old"], [BEGIN, "known"]]);
  });

  it("leaves whoever has ordered the customer they were", async () => {
    const before = await opened();
    await before.session.sendSigned("/api/diner/orders", { method: "POST", key: "k" });
    const { session } = await opened(back);
    await session.token();
    expect(world.asked[0]?.ask.body).toEqual({ code: "C1", state: "S1", is_new: false });
  });

  it("leaves whoever signed in before anybody kept account of it the customer they were", async () => {
    world.kept.delete("wendan.fresh");
    const { session } = await opened(back);
    await session.token();
    expect(world.asked[0]?.ask.body).toEqual({ code: "C1", state: "S1", is_new: false });
  });

  it.each([404, 409, 422, 503, 0])("that is answered with %s changes nothing", async (status) => {
    world.answers.set(RETURN, { status, body: {} });
    const { session } = await opened(back);
    expect(await session.token()).toBe("old");
    expect(await session.token()).toBe("old");
    expect(world.asked).toHaveLength(1);
  });

  it("with a state that this browser did not begin is not believed", async () => {
    const { session } = await opened({ cameBack: { code: "C1", state: "another" } });
    expect(await session.token()).toBe("old");
    expect(world.asked).toEqual([]);
  });
});
