import { describe, expect, it } from "vitest";
import { CAUSES } from "../../shared/messages/causes";
import type { AccountsView, MethodView, MoveView, Recommendation } from "../../shared/types";
import { en } from "../src/messages/en";
import { zh } from "../src/messages/zh";
import { giftOf, leftAfter, shownMoves, statementOf, sumsOf } from "../src/rules/account";
import { expectationAt, expectedBy } from "../src/rules/expected";
import { HintBudget, MOST_HINTS } from "../src/rules/hints";
import { doorOf, isInApp } from "../src/rules/pay-stage";
import { firstOf, otherThan, steadied } from "../src/rules/ways-to-pay";

const way = (channel: string, method: string, more: Partial<MethodView> = {}): MethodView => ({
  channel, method, scene: "link", name: channel, name_en: channel, reason: null, ...more,
});
const [wechat, code, alipay, union] = [way("wechat", "h5"), way("wechat", "native"), way("alipay", "wap"), way("unionpay", "wap")];

describe("words", () => {
  const REASONS: Record<Recommendation, true> = {
    usual: true, healthy: true, "only-one": true, likely: true, instalments: true, local: true, moved: true,
  };
  const CHANNELS = ["wechat", "alipay", "unionpay", "campus-card", "balance", "pay-later", "cash", "bank-card"];
  const MOVES = ["TOP_UP", "GIFT", "PAYMENT", "REFUND", "REPAYMENT", "TAKEN_BACK", "GIFT_BACK"];

  it.each([
    ...Object.keys(REASONS).map((reason) => `reason.${reason}`),
    ...CHANNELS.map((channel) => `channel.${channel}`),
    ...MOVES.map((kind) => `move.${kind}`),
    ...Object.values(CAUSES).map(({ action }) => `action.${action}`),
  ])("%s is said in both languages", (key) => {
    expect([zh, en].map((table) => (table as Record<string, string>)[key])).not.toContain(undefined);
  });
});

describe("the list of ways to pay", () => {
  const eight = [..."abcdefgh"].map((name) => way(name, "x"));

  it("shows five and the rest on wish; one more is not worth a tap", () => {
    expect([firstOf(eight, false).shown.length, firstOf(eight, false).more]).toEqual([5, 3]);
    expect(firstOf(eight, true)).toEqual({ shown: eight, more: 0 });
    expect(firstOf(eight.slice(0, 6), false).more).toBe(0);
  });

  it("does not move a row under a finger, but takes one that came or went", () => {
    const fresh = [way("alipay", "wap", { reason: "moved" }), wechat];
    expect(steadied([wechat, alipay], fresh)).toEqual([wechat, fresh[0]]);
    expect(steadied([wechat, alipay, union], fresh)).toBe(fresh);
    expect(steadied(null, fresh)).toBe(fresh);
  });

  it("after a failure offers another channel first, then another method, then the same", () => {
    expect(otherThan(wechat, [wechat, code, alipay])).toBe(alipay);
    expect(otherThan(wechat, [wechat, code])).toBe(code);
    expect(otherThan(wechat, [wechat])).toBe(wechat);
    expect(otherThan(null, [])).toBeNull();
  });
});

describe("where a payment leads", () => {
  it.each([
    [{ h5_url: "https://pay.example/x" }, { url: "https://pay.example/x", fields: null }],
    [{ form_url: "https://up.example", form_fields: '{"txnAmt":"100"}' }, { url: "https://up.example", fields: { txnAmt: "100" } }],
    [{ h5_url: "javascript:alert(1)" }, null],
    [{ form_url: "javascript:alert(1)", form_fields: "{}" }, null],
    [{ form_url: "https://up.example", form_fields: "not json" }, null],
    [{ form_url: "https://up.example", form_fields: '{"a":{"b":"c"}}' }, null],
    [null, null],
  ])("%o", (parameters, door) => expect(doorOf(parameters as Record<string, string> | null)).toEqual(door));

  it("into WeChat or Alipay by what each signs", () => {
    const opens = (parameters: Record<string, string>) => isInApp({ parameters } as never);
    expect([opens({ paySign: "s" }), opens({ tradeNO: "1" }), opens({ code_url: "c" })]).toEqual([true, true, false]);
  });
});

describe("how long it may still take", () => {
  it("is counted down, is unknown, or is over; never a promise", () => {
    expect(expectationAt(expectedBy(20, 1000), 6000)).toEqual({ kind: "counting", seconds: 15 });
    expect(expectationAt(expectedBy(null, 1000), 6000).kind).toBe("unknown");
    expect(expectationAt(expectedBy(3, 1000), 9000).kind).toBe("over");
  });
});

describe("what the page says of itself", () => {
  it("is said once a breath, and only a few times in all", () => {
    const budget = new HintBudget();
    expect([0, 100, 2100].map((at) => budget.allows("left-page", at))).toEqual([true, false, true]);
    const said = Array.from({ length: 40 }, (_, n) => budget.allows("came-back", n * 5000));
    expect(said.filter(Boolean)).toHaveLength(MOST_HINTS - 2);
  });
});

describe("an account", () => {
  const gifts = [{ from_fen: 10_000, gift_fen: 500 }, { from_fen: 30_000, gift_fen: 3000 }];
  const view = { gifts, least_top_up_fen: 5001, most_top_up_fen: 60_000, accounts: [{ account: { kind: "BALANCE", available_fen: 2000 }, moves: [] }] } as unknown as AccountsView;

  it("tells the highest gift that is reached", () => {
    expect([9999, 10_000, 30_000, 99_999].map((fen) => giftOf(fen, gifts))).toEqual([0, 500, 3000, 3000]);
  });

  it("offers sums where gifts begin and the usual ones, within the bounds", () => {
    expect(sumsOf(view)).toEqual([10_000, 20_000, 30_000, 50_000]);
  });

  it("says what would be left, and nothing where nothing is known", () => {
    expect(leftAfter(statementOf(view, "BALANCE"), 1600)).toBe(400);
    expect(leftAfter(statementOf(view, "CREDIT"), 1600)).toBeNull();
  });

  it("shows what moved, the newest first", () => {
    const move = (kind: string, moved_at: string) => ({ kind, moved_at }) as MoveView;
    const moves = [move("PAYMENT", "2026-11-01"), move("CLOSED", "2026-11-02"), move("TOP_UP", "2026-11-03")];
    expect(shownMoves(moves).map(({ kind }) => kind)).toEqual(["TOP_UP", "PAYMENT"]);
  });
});
