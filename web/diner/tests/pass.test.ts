import { expect, it } from "vitest";
import type { OrderPage, PassView } from "../../shared/types";
import { asksAgainMs, isWaitingForOrder, shownAt } from "../src/rules/pass";

const START = Date.parse("2026-11-28T04:00:00Z");
const pass: PassView = {
  signed: "a.b.c",
  codes: ["one", "two", "three"],
  first_step: START / 5000,
  step_s: 5,
  issued_at: "2026-11-28T04:00:00Z",
  expires_at: "2026-11-28T04:00:14Z",
  expected_by: "2026-11-28T04:05:00Z",
  amount_fen: 1800,
  meal: "牛肉面×1",
};
const page = (state: string, payment: string, purpose = "MEAL") =>
  ({ order: { state, purpose }, payments: [{ state: payment }] }) as unknown as OrderPage;

it("shows the code of the moment, and how long it is good", () => {
  expect(shownAt(pass, START)).toEqual({ text: `a.b.c.${START / 5000}.one`, changesInS: 5 });
  expect(shownAt(pass, START + 4999)?.text).toMatch(/one$/);
  expect(shownAt(pass, START + 5000)).toEqual({ text: `a.b.c.${START / 5000 + 1}.two`, changesInS: 5 });
});

it("shows nothing before its first code and after its end", () => {
  expect(shownAt(pass, START - 1)).toBeNull();
  expect(shownAt(pass, START + 13_999)?.text).toMatch(/three$/);
  expect(shownAt(pass, START + 14_000)).toBeNull();
});

it("is asked for while a meal's payment may have arrived, and for nothing else", () => {
  expect(isWaitingForOrder(page("AWAITING_PAYMENT", "PENDING"))).toBe(true);
  expect(isWaitingForOrder(page("AWAITING_PAYMENT", "FAILED"))).toBe(false);
  expect(isWaitingForOrder(page("CONFIRMED", "SUCCEEDED"))).toBe(false);
  expect(isWaitingForOrder(page("AWAITING_PAYMENT", "PENDING", "TOP_UP"))).toBe(false);
  expect(isWaitingForOrder(null)).toBe(false);
});

it("is asked for ever less often, but never given up", () => {
  expect([0, 11, 12, 1000].map(asksAgainMs)).toEqual([5000, 5000, 15_000, 15_000]);
});
