import { describe, expect, it } from "vitest";
import type { MessageView, OrderPage } from "../../shared/types";
import { countdownStep, minutesLeft, newestReminder } from "../src/rules/reminders";

const PLACED = Date.parse("2026-11-23T04:00:00Z");
const message = (id: string, is_new = true): MessageView => ({ id, is_new }) as MessageView;

function page(messages: MessageView[], state = "AWAITING_PAYMENT"): OrderPage {
  const order = { state, placed_at: "2026-11-23T04:00:00Z", expires_at: "2026-11-23T04:30:00Z" };
  return { order, messages, countdown_every_minutes: 5 } as unknown as OrderPage;
}

describe("what the open page of an unpaid order says", () => {
  it("shows the newest that nobody has put away", () => {
    expect(newestReminder(page([message("a"), message("b")]), [])?.id).toBe("b");
    expect(newestReminder(page([message("a"), message("b")]), ["b"])?.id).toBe("a");
    expect(newestReminder(page([message("a", false)]), [])).toBeUndefined();
  });

  it("is silent the instant the payment is known", () => {
    for (const state of ["CONFIRMED", "CLOSING", "CLOSED"]) expect(newestReminder(page([message("a")], state), [])).toBeUndefined();
  });

  it("says every five minutes how much time is left", () => {
    const after = (minutes: number) => PLACED + minutes * 60_000;
    expect([0, 4.9, 5, 9.9, 10, 29].map((minutes) => countdownStep(page([]), after(minutes)))).toEqual([0, 0, 1, 1, 2, 5]);
    expect(minutesLeft(page([]), after(5))).toBe(25);
    expect(minutesLeft(page([]), after(29.5))).toBe(1);
    expect(countdownStep(page([]), after(-1))).toBe(0);
  });
});
