/** Paid, and the order is not there: whether the server vouches for the meal meanwhile. */
import { onUnload } from "@dcloudio/uni-app";
import { shallowRef, watch } from "vue";
import type { OrderPage, PassView } from "../../../shared/types";
import { readPass, type OrderPlace } from "../api/diner";
import { asksAgainMs, isWaitingForOrder } from "../rules/pass";
import { after } from "./clock";

/** Asks while the order waits for its money, whether or not the order itself can be read. */
export function usePass(pageOf: () => OrderPage | null, placeOf: () => OrderPlace) {
  const pass = shallowRef<PassView | null>(null);
  let stop = () => {};
  let times = 0;

  function lookOn(): void {
    stop();
    stop = after(asksAgainMs(times), () => void look());
  }

  async function look(): Promise<void> {
    times += 1;
    // Refused: there is nothing to vouch for. Silence: asked again.
    const told = await readPass(placeOf()).catch(() => null);
    const isWanted = isWaitingForOrder(pageOf());
    pass.value = isWanted ? (told ?? pass.value) : null;
    if (isWanted && !pass.value) lookOn();
  }

  watch(
    () => isWaitingForOrder(pageOf()),
    (isWaiting) => {
      times = 0;
      if (isWaiting) return lookOn();
      stop();
      pass.value = null;
    },
    { immediate: true },
  );
  onUnload(() => stop());
  return { pass };
}
