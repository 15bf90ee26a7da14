/** Paying inside WeChat's and Alipay's own browsers: a pretend app opens, and only the server says what came of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick, ref } from "vue";
import type { MethodView, OrderPage, PaymentView } from "../../shared/types";
import { BRIDGE_WITHIN_MS } from "../src/platform/bridge";

const world = vi.hoisted(() => {
  const browser: Record<string, unknown> = {};
  // Vue looks for one maker of elements at its start.
  const page = Object.assign(new EventTarget(), { createElement: () => ({}) });
  vi.stubGlobal("window", browser);
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { userAgent: "" });
  return { browser, page, begun: {} as object, platform: {} as Record<string, unknown> };
});

vi.mock("@dcloudio/uni-app", () => ({ onUnload: () => undefined }));
vi.mock("../src/platform", () => ({ platform: world.platform }));
vi.mock("../src/api/diner", () => ({ beginPayment: () => Promise.resolve({ payment: world.begun, isCertain: true }) }));
vi.mock("../src/state/notice", () => ({ say: () => undefined }));
vi.mock("../src/state/trouble", () => ({ wordsOf: () => "" }));
vi.mock("../src/state/ways", () => ({ ways: {} }));
vi.mock("../src/api/http", () => ({ Refused: class extends Error {} }));
vi.mock("../src/state/clock", () => ({
  after: (ms: number, call: () => void) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
}));

const { alipayHintOf, payInAlipay } = await import("../src/platform/alipay");
const { payInWechat, wechatHintOf } = await import("../src/platform/wechat");
const { usePaying } = await import("../src/state/paying");

const SIGNED = { appId: "wx1", timeStamp: "1", nonceStr: "n", package: "prepay_id=p", signType: "RSA", paySign: "s" };
const PLACE = { storeId: "s", orderId: "o" };
const kept = new Map<string, string>();

interface Call {
  name: string;
  parameters: object;
}

/** An app that answers every call alike, and what it was asked. */
function wechatSays(errMsg?: string): Call[] {
  const calls: Call[] = [];
  const invoke = (name: string, parameters: object, answer: (said: object) => void) => {
    calls.push({ name, parameters });
    answer({ err_msg: errMsg });
  };
  world.browser.WeixinJSBridge = { invoke };
  return calls;
}

function alipaySays(resultCode?: string): Call[] {
  const calls: Call[] = [];
  const call = (name: string, parameters: object, answer: (said: object) => void) => {
    calls.push({ name, parameters });
    answer({ resultCode });
  };
  world.browser.AlipayJSBridge = { call };
  return calls;
}

beforeEach(() => {
  vi.useFakeTimers();
  kept.clear();
  Object.assign(world.platform, {
    clocks: { wall: () => Date.now(), steady: () => Date.now() },
    newId: () => "the-key-of-this-payment",
    onShow: () => () => undefined,
    storage: {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key) ?? null,
      set: (key: string, text: string) => void kept.set(key, text),
      remove: (key: string) => void kept.delete(key),
    },
    pay: (given: Record<string, string>) => (given.tradeNO ? payInAlipay(given.tradeNO) : payInWechat(given)),
  });
});

afterEach(() => {
  vi.useRealTimers();
  delete world.browser.WeixinJSBridge;
  delete world.browser.AlipayJSBridge;
});

describe("what the apps are asked, and what their words are worth", () => {
  it("hands WeChat exactly what the server had signed", async () => {
    const calls = wechatSays("get_brand_wcpay_request:ok");
    expect(await payInWechat(SIGNED)).toBe("came-back");
    expect(calls).toEqual([{ name: "getBrandWCPayRequest", parameters: SIGNED }]);
  });

  it("hands Alipay the trade number and nothing else", async () => {
    const calls = alipaySays("9000");
    expect(await payInAlipay("2026112822001")).toBe("came-back");
    expect(calls).toEqual([{ name: "tradePay", parameters: { tradeNO: "2026112822001" } }]);
  });

  it.each([
    ["get_brand_wcpay_request:ok", "came-back"],
    ["get_brand_wcpay_request:cancel", "cancelled"],
    ["get_brand_wcpay_request:fail", "failed"],
    ["system:access_denied", "failed"],
    [undefined, "failed"],
  ])("WeChat's %s is %s", (said, hint) => expect(wechatHintOf(said)).toBe(hint));

  it.each([
    ["9000", "came-back"],
    ["8000", "came-back"],
    ["6004", "came-back"],
    ["6001", "cancelled"],
    ["6002", "failed"],
    ["4000", "failed"],
    [undefined, "came-back"],
  ])("Alipay's %s is %s", (said, hint) => expect(alipayHintOf(said)).toBe(hint));

  it("waits for a bridge that comes after the page", async () => {
    const paying = payInWechat(SIGNED);
    await vi.advanceTimersByTimeAsync(BRIDGE_WITHIN_MS / 2);
    const calls = wechatSays("get_brand_wcpay_request:ok");
    world.page.dispatchEvent(new Event("WeixinJSBridgeReady"));
    expect(await paying).toBe("came-back");
    expect(calls).toHaveLength(1);
  });

  it("does not wait for ever for one that never comes", async () => {
    const both = Promise.all([payInWechat(SIGNED), payInAlipay("2026")]);
    await vi.advanceTimersByTimeAsync(BRIDGE_WITHIN_MS);
    expect(await both).toEqual(["failed", "failed"]);
  });
});

const method = (channel: string) => ({ channel, method: "jsapi", scene: "in-app", name: "", name_en: "", reason: null }) as MethodView;
const payment = (channel: string, change: object = {}) =>
  ({
    id: "p", channel, method: "jsapi", state: "PENDING", fate: "NONE", cause: null,
    parameters: channel === "alipay" ? { tradeNO: "2026" } : SIGNED, ...change,
  }) as unknown as PaymentView;

/** A pay page whose server answers `truth` whenever it is asked. */
async function pressed(channel: string, truth: "paid" | "unpaid" | "failed") {
  world.begun = payment(channel);
  const page = ref({ order: { state: "AWAITING_PAYMENT" }, payments: [] } as unknown as OrderPage);
  let asked = 0;
  const ask = () => {
    asked += 1;
    if (truth === "paid") {
      const payments = [payment(channel, { state: "SUCCEEDED", fate: "KEPT" })];
      page.value = { ...page.value, order: { ...page.value.order, state: "CONFIRMED" }, payments };
    } else if (truth === "failed") {
      page.value = { ...page.value, payments: [payment(channel, { state: "FAILED", cause: "balance-insufficient" })] };
    }
    return Promise.resolve(true);
  };
  const paying = usePaying({ page, ask, hear: (news) => (page.value = news), placeOf: () => PLACE, answered: () => undefined, couponId: () => null });
  const stages = new Set<string>();
  const look = () => stages.add(paying.stage.value?.kind ?? "");
  void paying.pay(method(channel));
  for (let passed = 0; passed < 30_000; passed += 250) {
    await vi.advanceTimersByTimeAsync(250);
    await nextTick();
    look();
    if (asked === 0) expect(paying.stage.value?.kind).not.toBe("paid");
  }
  return { paying, stages, asked: () => asked };
}

const APPS = {
  wechat: { ok: () => wechatSays("get_brand_wcpay_request:ok"), cancel: () => wechatSays("get_brand_wcpay_request:cancel"), fail: () => wechatSays("get_brand_wcpay_request:fail"), absent: () => [] as Call[] },
  alipay: { ok: () => alipaySays("9000"), cancel: () => alipaySays("6001"), fail: () => alipaySays("4000"), absent: () => [] as Call[] },
};

describe.each(["wechat", "alipay"] as const)("a payment in %s's own browser", (channel) => {
  it.each(["ok", "cancel", "fail", "absent"] as const)("after %s is a success only when the server says so", async (word) => {
    APPS[channel][word]();
    const unpaid = await pressed(channel, "unpaid");
    expect([...unpaid.stages]).not.toContain("paid");
    expect(unpaid.asked()).toBeGreaterThan(3);
    expect(unpaid.paying.stage.value?.kind).toBe("unclear");

    const paid = await pressed(channel, "paid");
    expect(paid.paying.stage.value?.kind).toBe("paid");
    expect(paid.asked()).toBeGreaterThan(0);
  });

  it("that the app says is cancelled shows the customer's own words while nobody knows better", async () => {
    APPS[channel].cancel();
    const { paying } = await pressed(channel, "unpaid");
    expect(paying.failure.value).toEqual({ cause: "customer-cancelled", isCertain: false });
  });

  it.each(["ok", "fail", "absent"] as const)("after %s and no certain word says that it is still being asked", async (word) => {
    APPS[channel][word]();
    const { paying } = await pressed(channel, "unpaid");
    expect(paying.failure.value).toEqual({ cause: "still-asking", isCertain: false });
  });

  it("that the server knows has failed shows the server's cause, whatever the app said", async () => {
    APPS[channel].ok();
    const { paying } = await pressed(channel, "failed");
    expect(paying.failure.value).toEqual({ cause: "balance-insufficient", isCertain: true });
  });
});
