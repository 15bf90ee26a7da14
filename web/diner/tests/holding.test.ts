import { describe, expect, it } from "vitest";
import type { GuaranteeView, OrderPage, PreauthView } from "../../shared/types";
import { agreeable, guaranteeWords, hasFailed, isHeldInApp } from "../src/rules/holding";
import { heldFen, moneyMoves } from "../src/rules/order-words";
import { stageOf } from "../src/rules/pay-stage";

const hold = (state: PreauthView["state"], parameters: Record<string, string> | null = null): PreauthView =>
  ({ id: state, state, parameters, channel: "wechat", amount_fen: 1800, requested_at: "2026-11-28T04:00:00Z", why: null, number: "A1" }) as PreauthView;
const page = (holds: PreauthView[], more: Partial<OrderPage> = {}): OrderPage =>
  ({ order: { state: "COMPLETED" }, payments: [], refunds: [], preauths: holds, is_owed: false, ...more }) as unknown as OrderPage;
const PRESS = { isOpening: false, paymentId: null, isBack: false, seenFailures: [], isUnclear: false };

describe("a hold on the page", () => {
  it("is the newest one that can still be agreed to", () => {
    expect(agreeable([hold("CLOSED"), hold("PENDING")])?.state).toBe("PENDING");
    expect(agreeable([hold("PENDING"), hold("FROZEN")])?.state).toBe("PENDING");
    expect(agreeable([hold("FAILED")])).toBeNull();
  });

  it("has failed when the last one came to nothing", () => {
    expect(hasFailed([hold("PENDING"), hold("CLOSED")])).toBe(true);
    expect(hasFailed([hold("CLOSED"), hold("FROZEN")])).toBe(false);
    expect(hasFailed([])).toBe(false);
  });

  it("opens the payment app where the channel has a page there, else shows a code", () => {
    expect(isHeldInApp(hold("PENDING", { businessType: "wxpayScoreUse" }))).toBe(true);
    expect(isHeldInApp(hold("PENDING", { code_url: "https://qr.alipay.com/fz1" }))).toBe(false);
  });

  it("is held money until it is charged or freed", () => {
    expect(heldFen(page([hold("FROZEN")]))).toBe(1800);
    expect(heldFen(page([hold("RELEASED")]))).toBeNull();
    expect(moneyMoves(page([hold("RELEASED")])).map(({ kind, state }) => [kind, state])).toEqual([["hold", "RELEASED"]]);
  });
});

it("a meal that is owed is paid on the same page as any other", () => {
  expect(stageOf(page([hold("FROZEN")]), PRESS).kind).toBe("paid");
  expect(stageOf(page([hold("FROZEN")], { is_owed: true }), PRESS).kind).toBe("choose");
});

it("says why in the reader's language", () => {
  const told = { reasons: ["一小时内下单过多"], reasons_en: ["many orders"], consent: { version: "1", words: "条款", words_en: "terms" } };
  expect(guaranteeWords(told as unknown as GuaranteeView, "en")).toEqual({ reasons: ["many orders"], consent: "terms" });
  expect(guaranteeWords(told as unknown as GuaranteeView, "zh-CN").consent).toBe("条款");
});
