/** Which reminder an open page shows, and when it says again how much time is left. */
import type { MessageView, OrderPage } from "../../../shared/types";

/** The newest thing the store says on this page that nobody has put away; nothing once the order is paid or over. */
export function newestReminder(page: OrderPage, putAway: string[]): MessageView | undefined {
  if (page.order.state !== "AWAITING_PAYMENT") return undefined;
  return page.messages.filter((message) => message.is_new && !putAway.includes(message.id)).at(-1);
}

/** How many whole steps of so many minutes have passed since the order was placed; it speaks whenever this grows. */
export function countdownStep(page: OrderPage, nowMs: number): number {
  const passedMs = nowMs - Date.parse(page.order.placed_at);
  return Math.max(0, Math.floor(passedMs / (page.countdown_every_minutes * 60_000)));
}

/** Minutes left, rounded up: "0 minutes" is said to nobody who can still pay. */
export function minutesLeft(page: OrderPage, nowMs: number): number {
  return Math.ceil((Date.parse(page.order.expires_at) - nowMs) / 60_000);
}
