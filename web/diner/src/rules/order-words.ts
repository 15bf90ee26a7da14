/** Where an order stands, in the words of the order list. */
import type { OrderPage, OrderView, RefundView } from "../../../shared/types";

export type OrderTab = "all" | "unpaid" | "active" | "done" | "refund";
export const TABS: OrderTab[] = ["all", "unpaid", "active", "done", "refund"];

export type OrderTone = "wait" | "note" | "ok" | "quiet";

export function tabOf(order: OrderView): Exclude<OrderTab, "all"> {
  switch (order.state) {
    case "AWAITING_PAYMENT":
      return "unpaid";
    case "CLOSING":
    case "CONFIRMED":
    case "PREPARING":
    case "READY":
      return "active";
    case "CANCELLED":
      return "refund";
    case "CLOSED":
    case "COMPLETED":
      return "done";
  }
}

export function toneOf(order: OrderView): OrderTone {
  if (order.state === "AWAITING_PAYMENT" || order.state === "CLOSING") return "wait";
  if (order.state === "READY") return "ok";
  return order.state === "CONFIRMED" || order.state === "PREPARING" ? "note" : "quiet";
}

export function isPaid(order: OrderView): boolean {
  return ["CONFIRMED", "PREPARING", "READY", "COMPLETED"].includes(order.state);
}

export type Step = "placed" | "paid" | "cooking" | "ready" | "handed-over";
export const STEPS: Step[] = ["placed", "paid", "cooking", "ready", "handed-over"];

/** How many of the steps are behind an order; 0 for one that was given up. */
export function stepsDone(order: OrderView): number {
  const done = { AWAITING_PAYMENT: 1, CLOSING: 1, CONFIRMED: 2, PREPARING: 3, READY: 4, COMPLETED: 5, CLOSED: 0, CANCELLED: 0 };
  return done[order.state];
}

export interface MoneyMove {
  id: string;
  at: string;
  kind: "payment" | "refund" | "hold";
  channel: string;
  state: string;
  reason: string | null;
  amountFen: number;
  number: string;
}

/** Money is held for the order now, and nothing was charged yet. */
export function heldFen(page: OrderPage): number | null {
  return page.preauths.find((hold) => hold.state === "FROZEN" || hold.state === "CAPTURING")?.amount_fen ?? null;
}

/** Holds, payments and refunds in the order of time. */
export function moneyMoves(page: OrderPage): MoneyMove[] {
  const channelOf = (refund: RefundView) => page.payments.find((payment) => payment.id === refund.payment_id)?.channel ?? "";
  const paid = page.payments.map((payment): MoneyMove => ({
    id: payment.id,
    at: payment.paid_at ?? payment.requested_at,
    kind: "payment",
    channel: payment.channel,
    state: payment.state,
    reason: null,
    amountFen: payment.amount_fen,
    number: payment.number,
  }));
  const back = page.refunds.map((refund): MoneyMove => ({
    id: refund.id,
    at: refund.finished_at ?? refund.created_at,
    kind: "refund",
    channel: channelOf(refund),
    state: refund.state,
    reason: refund.reason,
    amountFen: -refund.amount_fen,
    number: refund.number,
  }));
  const held = page.preauths.map((hold): MoneyMove => ({
    id: hold.id,
    at: hold.ended_at ?? hold.held_at ?? hold.requested_at,
    kind: "hold",
    channel: hold.channel,
    state: hold.state,
    reason: hold.why,
    amountFen: hold.amount_fen,
    number: hold.number,
  }));
  return [...held, ...paid, ...back].sort((a, b) => (a.at < b.at ? -1 : 1));
}
