/** What a paying customer sees, out of what the server knows and what was pressed here. */
import type { OrderPage, PaymentView } from "../../../shared/types";

/** What this page did about the payment; the server's word goes before all of it. */
export interface Press {
  /** Being prepared: the server said 202, or nothing. */
  isOpening: boolean;
  /** The payment whose code, link or app was opened here. */
  paymentId: string | null;
  /** The customer has been to the payment app and is back. */
  isBack: boolean;
  /** Failures the customer has read and put away. */
  seenFailures: string[];
  /** Asked often enough without an answer that the customer should choose. */
  isUnclear: boolean;
}

export type Stage =
  | { kind: "paid" }
  | { kind: "choose" }
  | { kind: "opening" }
  | { kind: "code"; payment: PaymentView; code: string }
  | { kind: "link"; payment: PaymentView; to: Door }
  | { kind: "confirming" }
  | { kind: "unclear" }
  | { kind: "failed"; payment: PaymentView; cause: string }
  | { kind: "checking" }
  | { kind: "closing" }
  | { kind: "closed"; isMoneyComingBack: boolean }
  | { kind: "cancelled" };

/** The channel's own page: an address to open, or one that wants a form posted to it. */
export interface Door {
  url: string;
  fields: Record<string, string> | null;
}

const PAID = ["CONFIRMED", "PREPARING", "READY", "COMPLETED"];

export function stageOf(page: OrderPage, press: Press): Stage {
  const { order, payments } = page;
  if (PAID.includes(order.state) && !page.is_owed) return { kind: "paid" };
  if (order.state === "CANCELLED") return { kind: "cancelled" };
  // Money that a person looks at: whatever else is true, nobody should pay again.
  if (payments.some((payment) => payment.fate === "IN_CASE")) return { kind: "checking" };
  if (order.state === "CLOSED") return { kind: "closed", isMoneyComingBack: payments.some((p) => p.fate === "RETURNING") };
  if (order.state === "CLOSING") return { kind: "closing" };
  if (press.isOpening) return { kind: "opening" };
  return stageOfPressed(payments.find((payment) => payment.id === press.paymentId), press) ?? { kind: "choose" };
}

function stageOfPressed(payment: PaymentView | undefined, press: Press): Stage | null {
  if (!payment) return null;
  if (payment.state === "SUCCEEDED") return { kind: "confirming" };
  if (payment.state === "FAILED" || payment.state === "CLOSED") {
    if (press.seenFailures.includes(payment.id)) return null;
    return { kind: "failed", payment, cause: payment.cause ?? (payment.state === "CLOSED" ? "customer-left" : "still-asking") };
  }
  if (press.isUnclear) return { kind: "unclear" };
  if (press.isBack || payment.state === "UNKNOWN") return { kind: "confirming" };
  const code = payment.parameters?.code_url;
  if (code) return { kind: "code", payment, code };
  const to = doorOf(payment.parameters);
  return to ? { kind: "link", payment, to } : { kind: "confirming" };
}

/** Where the customer goes to pay; null where the payment has no such place, or one that no page may open. */
export function doorOf(parameters: PaymentView["parameters"]): Door | null {
  const { h5_url: link, form_url: form, form_fields: fields } = parameters ?? {};
  if (link) return isWebAddress(link) ? { url: link, fields: null } : null;
  const known = form && isWebAddress(form) ? fieldsOf(fields) : null;
  return known ? { url: form!, fields: known } : null;
}

function fieldsOf(text: string | undefined): Record<string, string> | null {
  try {
    const found: unknown = JSON.parse(text ?? "");
    const isFlat = typeof found === "object" && found !== null && Object.values(found).every((value) => typeof value === "string");
    return isFlat ? (found as Record<string, string>) : null;
  } catch {
    return null;
  }
}

/** More than one payment could still take money: the customer must be told not to pay twice. */
export function isDoubleDanger(page: OrderPage): boolean {
  return page.payments.filter((payment) => ["REQUESTED", "PENDING", "UNKNOWN"].includes(payment.state)).length > 1;
}

/** WeChat's signed package, or Alipay's trade number: what opens the payment app over this page. */
export function isInApp(payment: PaymentView): boolean {
  return payment.parameters?.paySign !== undefined || payment.parameters?.tradeNO !== undefined;
}

/** Seconds until the n-th try to open a payment (n from 1), told to the customer before it happens. */
export function openAgainAfterS(tries: number): number {
  return [1, 2, 3, 5, 8, 13][Math.min(tries, 6) - 1] ?? 13;
}

/** When the page asks after the customer is back, in milliseconds after the one before. */
export const ASK_AFTER_MS = [0, 1000, 1500, 2000, 3000, 4000];

/** An address the page may open: never a script, whatever a channel sends. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
