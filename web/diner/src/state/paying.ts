/** Pressing 支付, and finding out what came of it. The device's word is a hint; the server's is the truth. */
import { onUnload } from "@dcloudio/uni-app";
import { computed, reactive, ref, watch, type Ref } from "vue";
import type { CauseAction } from "../../../shared/messages/causes";
import type { OrderPage, MethodView, PaymentView } from "../../../shared/types";
import { Refused } from "../api/http";
import { beginPayment, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { ASK_AFTER_MS, isJsapi, openAgainAfterS, stageOf, type Press } from "../rules/pay-stage";
import { after } from "./clock";
import { say } from "./notice";
import { endPaymentKey, paymentKey } from "./payment-keys";
import { wordsOf } from "./trouble";
import { ways } from "./ways";

const ENDED = ["SUCCEEDED", "FAILED", "CLOSED"];

interface Order {
  page: Ref<OrderPage | null>;
  ask(): Promise<boolean>;
  hear(news: OrderPage): void;
  placeOf(): OrderPlace;
}

export interface Failure {
  cause: string;
  /** The channel said no for certain; otherwise nobody knows yet. */
  isCertain: boolean;
}

export function usePaying({ page, ask, hear, placeOf }: Order) {
  const press = reactive<Press>({ isOpening: false, paymentId: null, isBack: false, seenFailures: [], isUnclear: false });
  const pressed = ref<MethodView | null>(null);
  const again = ref(1);
  const hint = ref("still-asking");
  let stopAgain = () => {};
  let stopAsking = () => {};
  let tries = 0;

  const stage = computed(() => (page.value ? stageOf(page.value, press) : null));
  const failure = computed((): Failure | null => {
    if (stage.value?.kind === "failed") return { cause: stage.value.cause, isCertain: true };
    return stage.value?.kind === "unclear" ? { cause: hint.value, isCertain: false } : null;
  });

  /** Press a method; also the one-tap other method of a failure. */
  async function pay(method: MethodView): Promise<void> {
    reset();
    pressed.value = method;
    tries = 0;
    await tryToOpen(method);
  }

  async function tryToOpen(method: MethodView): Promise<void> {
    const { orderId } = placeOf();
    const key = paymentKey(orderId, method.channel, method.method);
    press.isOpening = true;
    try {
      const { payment, isCertain } = await beginPayment(placeOf(), key, { channel: method.channel, method: method.method });
      know(payment);
      if (isCertain) return await opened(method, payment);
    } catch (error) {
      if (error instanceof Refused) return refused(error, method);
    }
    // Nothing certain: once more with the same key, so it stays one payment.
    tries += 1;
    again.value = openAgainAfterS(tries);
    stopAgain();
    stopAgain = after(again.value * 1000, () => press.isOpening && void tryToOpen(method));
  }

  async function opened(method: MethodView, payment: PaymentView): Promise<void> {
    press.isOpening = false;
    press.paymentId = payment.id;
    if (payment.state !== "PENDING") endPaymentKey(placeOf().orderId, method.channel, method.method);
    else if (isJsapi(payment)) {
      const told = await platform.pay(payment.parameters ?? {});
      hint.value = told === "cancelled" ? "customer-cancelled" : "still-asking";
      check();
    }
  }

  function refused(error: Refused, method: MethodView): void {
    press.isOpening = false;
    endPaymentKey(placeOf().orderId, method.channel, method.method);
    say(wordsOf(error));
    void ask();
  }

  /** The customer is back, or says that it is paid: have the server ask, some times, then let them choose. */
  function check(): void {
    press.isBack = true;
    press.isUnclear = false;
    askOn(0);
  }

  function askOn(times: number): void {
    stopAsking();
    const pause = ASK_AFTER_MS[times];
    if (pause === undefined) return void (press.isUnclear = true);
    stopAsking = after(pause, () => {
      void ask().then(() => press.isBack && stage.value?.kind === "confirming" && askOn(times + 1));
    });
  }

  /** Away to the payment page in another tab; coming back is when there is something to ask. */
  function goneToPay(): void {
    const stop = platform.onShow(() => {
      stop();
      if (stage.value?.kind === "link") check();
    });
  }

  function act(action: CauseAction): void {
    if (action === "ask-again") return check();
    if (action === "order-again") return void ways.freshMenu();
    if (action === "retry" && pressed.value) return void pay(pressed.value);
    putAway();
  }

  function putAway(): void {
    if (press.paymentId && stage.value?.kind === "failed") press.seenFailures.push(press.paymentId);
    reset();
  }

  function reset(): void {
    stopAgain();
    stopAsking();
    Object.assign(press, { isOpening: false, paymentId: null, isBack: false, isUnclear: false });
    hint.value = "still-asking";
  }

  /** Put the payment's own answer on the page, unless the socket was quicker and knows its end. */
  function know(payment: PaymentView): void {
    const known = page.value?.payments.find((each) => each.id === payment.id);
    if (!page.value || (known && ENDED.includes(known.state))) return;
    const others = page.value.payments.filter((each) => each.id !== payment.id);
    hear({ ...page.value, payments: [...others, payment] });
  }

  watch(stage, (now) => {
    if (now && now.kind !== "confirming") stopAsking();
    if (now?.kind === "failed" && pressed.value) endPaymentKey(placeOf().orderId, pressed.value.channel, pressed.value.method);
  });
  onUnload(reset);

  return { stage, pressed, again, failure, pay, check, goneToPay, act, putAway };
}
