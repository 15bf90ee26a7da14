/** Which coupon an order is paid with, and which of a diner's coupons can still be used. */
import type { CouponView, FittingCoupon, OrderView } from "../../../shared/types";

/** The customer's own choice: a coupon's id, none, or nothing said yet, for which the best one is taken. */
export type CouponChoice = { kind: "best" } | { kind: "none" } | { kind: "this"; id: string };

/** The coupon that the choice means among those that fit; the server names the best first. */
export function chosenOf(fitting: FittingCoupon[], choice: CouponChoice): FittingCoupon | null {
  if (choice.kind === "none") return null;
  const wanted = choice.kind === "this" ? fitting.find(({ coupon }) => coupon.id === choice.id) : undefined;
  return wanted ?? fitting[0] ?? null;
}

/** What is left to pay of an order. */
export function toPayOf(order: OrderView, chosen: FittingCoupon | null): number {
  return chosen === null ? order.total_fen : order.total_fen - chosen.discount_fen;
}

/** Those that can be used now or are being used, the soonest to end first; then what is over. */
export function sorted(coupons: CouponView[]): { open: CouponView[]; over: CouponView[] } {
  const open = coupons.filter(({ state }) => state === "ISSUED" || state === "HELD");
  const over = coupons.filter(({ state }) => state !== "ISSUED" && state !== "HELD");
  return { open: [...open].sort((a, b) => a.valid_until.localeCompare(b.valid_until)), over };
}
