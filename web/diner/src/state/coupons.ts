/** The coupons that fit an order, and the one it is paid with: the best, unless the customer says otherwise. */
import { computed, ref, type Ref } from "vue";
import type { FittingCoupon, OrderPage } from "../../../shared/types";
import { readFittingCoupons, type OrderPlace } from "../api/diner";
import { chosenOf, toPayOf, type CouponChoice } from "../rules/coupons";

export function useCoupons(page: Ref<OrderPage | null>, placeOf: () => OrderPlace) {
  const fitting = ref<FittingCoupon[]>([]);
  const choice = ref<CouponChoice>({ kind: "best" });

  const chosen = computed(() => chosenOf(fitting.value, choice.value));
  const toPayFen = computed(() => (page.value ? toPayOf(page.value.order, chosen.value) : 0));

  /** Without an answer the order is paid in full, as it can be without any coupon. */
  async function loadCoupons(): Promise<void> {
    if (page.value?.order.purpose !== "MEAL") return;
    try {
      fitting.value = await readFittingCoupons(placeOf());
    } catch {
      fitting.value = [];
    }
  }

  function choose(wanted: CouponChoice): void {
    choice.value = wanted;
  }

  return { fitting, chosen, toPayFen, loadCoupons, choose };
}
