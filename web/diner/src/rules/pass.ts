/** The temporary pick-up pass: when to ask for one, and what it shows at a moment. */
import type { OrderPage, PassView } from "../../../shared/types";

const TRIED = ["REQUESTED", "PENDING", "UNKNOWN", "SUCCEEDED"];

/** Money may be known of which the order knows nothing yet. */
export function isWaitingForOrder(page: OrderPage | null): boolean {
  if (!page || page.order.state !== "AWAITING_PAYMENT" || page.order.purpose !== "MEAL") return false;
  return page.payments.some((payment) => TRIED.includes(payment.state));
}

/** Every five seconds in the first minute, when most payments are made; then four times a minute. */
export function asksAgainMs(times: number): number {
  return times < 12 ? 5000 : 15_000;
}

export interface Shown {
  text: string;
  /** Whole seconds until the code changes. */
  changesInS: number;
}

/** What the code says at `nowMs`; null when its time is over. */
export function shownAt(pass: PassView, nowMs: number): Shown | null {
  const seconds = nowMs / 1000;
  const step = Math.floor(seconds / pass.step_s);
  const code = pass.codes[step - pass.first_step];
  if (code === undefined || nowMs >= Date.parse(pass.expires_at)) return null;
  return { text: `${pass.signed}.${step}.${code}`, changesInS: Math.ceil((step + 1) * pass.step_s - seconds) };
}
