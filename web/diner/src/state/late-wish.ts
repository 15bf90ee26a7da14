/** While the page of a closed order is open it says so, and tells the server what late money is for. */
import { onUnload } from "@dcloudio/uni-app";
import { watch, type Ref } from "vue";
import type { LateWish, OrderPage } from "../../../shared/types";
import { sayLateWish, type OrderPlace } from "../api/diner";
import { after } from "./clock";

/** The server takes a page for open for three of these. */
const SAY_EVERY_MS = 20_000;
/** Money that comes later than this finds nobody waiting before the page. */
const MOST_TIMES = 90;

interface Order {
  page: Ref<OrderPage | null>;
  take(call: () => Promise<OrderPage>): Promise<boolean>;
  placeOf(): OrderPlace;
}

export function useLateWish({ page, take, placeOf }: Order) {
  let stop = () => {};
  let times = 0;

  function sayOpen(): void {
    stop();
    if (!page.value?.late_wish || times >= MOST_TIMES) return;
    times += 1;
    void take(() => sayLateWish(placeOf(), null));
    stop = after(SAY_EVERY_MS, sayOpen);
  }

  async function wish(wanted: LateWish): Promise<void> {
    await take(() => sayLateWish(placeOf(), wanted));
  }

  watch(
    () => Boolean(page.value?.late_wish),
    (isWanted) => (isWanted ? sayOpen() : stop()),
    { immediate: true },
  );
  onUnload(() => stop());

  return { wish };
}
