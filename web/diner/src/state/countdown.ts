/** The open page of an unpaid order says every few minutes how much time is left; the policy says how often. */
import { watch, type Ref } from "vue";
import type { OrderPage } from "../../../shared/types";
import { countdownStep, minutesLeft } from "../rules/reminders";
import { useNow } from "./clock";
import { t } from "./locale";
import { say } from "./notice";

export function useCountdown(page: Ref<OrderPage | null>): void {
  const now = useNow();
  let said = -1;
  watch(now, () => {
    const order = page.value;
    if (!order || order.order.state !== "AWAITING_PAYMENT") return;
    const step = countdownStep(order, now.value);
    const minutes = minutesLeft(order, now.value);
    // What had passed when the page was opened is no news.
    if (said >= 0 && step > said && minutes > 0) say(t("pay.countdown", { minutes }));
    said = Math.max(said, step);
  });
}
