/** Letting the order's amount be held: the consent is sent with it, and the server's word says what came of it. */
import { onUnload } from "@dcloudio/uni-app";
import { ref, type Ref } from "vue";
import type { MethodView, OrderPage, PreauthView } from "../../../shared/types";
import { beginHold, type OrderPlace } from "../api/diner";
import { Refused } from "../api/http";
import { platform } from "../platform";
import { isHeldInApp } from "../rules/holding";
import { openAgainAfterS } from "../rules/pay-stage";
import { after } from "./clock";
import { say } from "./notice";
import { endPaymentKey, paymentKey } from "./payment-keys";
import { wordsOf } from "./trouble";

interface Order {
  page: Ref<OrderPage | null>;
  ask(): Promise<boolean>;
  hear(news: OrderPage): void;
  placeOf(): OrderPlace;
  /** Read again what is asked for: the words may have changed. */
  reload(): Promise<void>;
}

export function useHolding({ page, ask, hear, placeOf, reload }: Order) {
  /** Being asked for: the server said 202, or nothing. */
  const isHolding = ref(false);
  let stopAgain = () => {};
  let tries = 0;

  async function holdWith(way: MethodView, version: string): Promise<void> {
    tries = 0;
    await tryToHold(way, version);
  }

  async function tryToHold(way: MethodView, version: string): Promise<void> {
    stopAgain();
    isHolding.value = true;
    const attempt = { orderId: placeOf().orderId, channel: way.channel, method: way.method, couponId: null };
    try {
      const { hold, isCertain } = await beginHold(placeOf(), paymentKey(attempt), { channel: way.channel, consent_version: version });
      know(hold);
      if (isCertain) {
        isHolding.value = false;
        if (hold.state !== "PENDING") endPaymentKey(attempt);
        return await openHold(hold);
      }
    } catch (error) {
      if (error instanceof Refused) {
        isHolding.value = false;
        endPaymentKey(attempt);
        say(wordsOf(error));
        return void reload();
      }
    }
    // Nothing certain: once more with the same key, so it stays one hold.
    tries += 1;
    stopAgain = after(openAgainAfterS(tries) * 1000, () => isHolding.value && void tryToHold(way, version));
  }

  /** The payment app's own page, where there is one; a code to scan stands on ours. */
  async function openHold(hold: PreauthView): Promise<void> {
    if (hold.state !== "PENDING" || !isHeldInApp(hold)) return;
    await platform.pay(hold.parameters ?? {});
    await checkHold();
  }

  async function checkHold(): Promise<void> {
    await ask();
  }

  /** Put the hold's own answer on the page, unless the socket was quicker. */
  function know(hold: PreauthView): void {
    if (!page.value || page.value.preauths.some(({ id, state }) => id === hold.id && state !== hold.state)) return;
    hear({ ...page.value, preauths: [...page.value.preauths.filter(({ id }) => id !== hold.id), hold] });
  }

  onUnload(() => stopAgain());

  return { isHolding, holdWith, openHold, checkHold };
}
