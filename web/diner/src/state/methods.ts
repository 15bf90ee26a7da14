/** The ways to pay an order, best first, as the server orders them; read again while the customer is choosing. */
import { onUnload } from "@dcloudio/uni-app";
import { ref } from "vue";
import type { GuaranteeView, MethodView } from "../../../shared/types";
import { readMethods, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { steadied } from "../rules/ways-to-pay";
import { after } from "./clock";
import { isShared } from "./place";
import { wordsOf } from "./trouble";

/** A channel that falls ill, or that a person shuts, is off the page within seconds. */
const READ_EVERY_MS = 8000;

export function useMethods(placeOf: () => OrderPlace, isChoosing: () => boolean, couponId: () => string | null) {
  const methods = ref<MethodView[] | null>(null);
  /** Whether the store takes cash at its counter. */
  const takesCash = ref(false);
  /** Why and how the amount is held first; null where nothing is to be held. */
  const guarantee = ref<GuaranteeView | null>(null);
  const methodTrouble = ref("");
  let stopTimer = () => {};
  let isGone = false;

  async function loadMethods(): Promise<void> {
    methodTrouble.value = "";
    try {
      const told = await readMethods(placeOf(), isShared.value ? "kiosk" : platform.client, couponId());
      methods.value = steadied(methods.value, told.methods);
      takesCash.value = told.takes_cash;
      guarantee.value = told.guarantee ?? null;
    } catch (error) {
      methodTrouble.value = wordsOf(error);
    }
    wait();
  }

  function wait(): void {
    stopTimer();
    if (!isGone) stopTimer = after(READ_EVERY_MS, () => (isChoosing() ? void loadMethods() : wait()));
  }

  onUnload(() => {
    isGone = true;
    stopTimer();
  });

  return { methods, takesCash, guarantee, methodTrouble, loadMethods };
}
