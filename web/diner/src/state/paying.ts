/** Pressing 支付, and finding out what came of it. The device's word is a hint; the server's is the truth. */
import { onUnload } from "@dcloudio/uni-app";
import { computed, reactive, ref, watch, type Ref } from "vue";
import type { CauseAction } from "../../../shared/messages/causes";
import type { OrderPage, MethodView, PaymentView } from "../../../shared/types";
import { Refused } from "../api/http";
import { beginPayment, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { ASK_AFTER_MS, isInApp, openAgainAfterS, stageOf, type Door, type Press } from "../rules/pay-stage";
import { after } from "./clock";
import { goneFor, noteBack, noteGone } from "./gone-to-pay";
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
  /** How long the server took to answer a press, in milliseconds. */
  answered(tookMs: number): void;
  /** The coupon the next attempt carries. */
  couponId(): string | null;
}

export interface Failure {
  cause: string;
  /** The channel said no for certain; otherwise nobody knows yet. */
  isCertain: boolean;
}

export function usePaying({ page, ask, hear, placeOf, answered, couponId }: Order) {
  const press = reactive<Press>({ isOpening: false, paymentId: null, isBack: false, seenFailures: [], isUnclear: false });
  const pressed = ref<MethodView | null>(null);
  /** A way that wants a word before anything happens: an account that pays at once, a code to be scanned. */
  const questioned = ref<MethodView | null>(null);
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
  /** The payment this page asks about while nobody knows. */
  const awaited = computed(() => page.value?.payments.find(({ id }) => id === press.paymentId) ?? null);

  /** Press a method; also the one-tap other method of a failure. */
  async function pay(method: MethodView): Promise<void> {
    putAway();
    pressed.value = method;
    tries = 0;
    if (method.scene === "at-once" || method.scene === "barcode") questioned.value = method;
    else await tryToOpen(method);
  }

  /** The customer said yes, with the code of their payment app where one was asked for. */
  async function agree(authCode?: string): Promise<void> {
    const method = questioned.value;
    questioned.value = null;
    if (method) await tryToOpen(method, authCode);
  }

  async function tryToOpen(method: MethodView, authCode?: string): Promise<void> {
    const coupon = couponId();
    const key = paymentKey(attemptOf(method));
    const wish = {
      channel: method.channel,
      method: method.method,
      ...(authCode ? { auth_code: authCode } : {}),
      ...(coupon ? { coupon_id: coupon } : {}),
    };
    const askedAt = platform.clocks.steady();
    press.isOpening = true;
    try {
      const { payment, isCertain } = await beginPayment(placeOf(), key, wish);
      answered(platform.clocks.steady() - askedAt);
      know(payment);
      press.paymentId = payment.id;
      if (isCertain) return await opened(method, payment);
    } catch (error) {
      if (error instanceof Refused) return refused(error, method);
      answered(platform.clocks.steady() - askedAt);
    }
    // Nothing certain: once more with the same key, so it stays one payment.
    tries += 1;
    again.value = openAgainAfterS(tries);
    stopAgain();
    stopAgain = after(again.value * 1000, () => press.isOpening && void tryToOpen(method, authCode));
  }

  const attemptOf = ({ channel, method }: MethodView) => ({ orderId: placeOf().orderId, channel, method, couponId: couponId() });

  async function opened(method: MethodView, payment: PaymentView): Promise<void> {
    press.isOpening = false;
    if (payment.state !== "PENDING") endPaymentKey(attemptOf(method));
    // Paid in the answer itself: the order follows in the same breath.
    if (payment.state === "SUCCEEDED") check();
    else if (payment.state === "PENDING" && isInApp(payment)) {
      const told = await platform.pay(payment.parameters ?? {});
      hint.value = told === "cancelled" ? "customer-cancelled" : "still-asking";
      check();
    }
  }

  function refused(error: Refused, method: MethodView): void {
    press.isOpening = false;
    endPaymentKey(attemptOf(method));
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

  /** Away to the channel's page in another tab; coming back is when there is something to ask. */
  function goneToPay(): void {
    if (press.paymentId) noteGone(placeOf().orderId, press.paymentId);
    const stop = platform.onShow(() => {
      stop();
      noteBack(placeOf().orderId);
      if (stage.value?.kind === "link") check();
    });
  }

  /** Away in this very tab: this page ends here, and its successor picks the payment up again. */
  function goByForm({ url, fields }: Door): void {
    goneToPay();
    platform.openForm(url, fields ?? {});
  }

  /** This page was opened by somebody who comes back from the channel's page. */
  function resume(methods: MethodView[] | null): void {
    const { orderId } = placeOf();
    const payment = page.value?.payments.find(({ id }) => id === goneFor(orderId));
    noteBack(orderId);
    if (!payment || press.paymentId || stage.value?.kind !== "choose") return;
    pressed.value = methods?.find(({ channel, method }) => channel === payment.channel && method === payment.method) ?? null;
    press.paymentId = payment.id;
    check();
  }

  function act(action: CauseAction): void {
    if (action === "ask-again") return check();
    if (action === "order-again") return void ways.freshMenu();
    if ((action === "retry" || action === "switch-network") && pressed.value) return void pay(pressed.value);
    putAway();
  }

  function putAway(): void {
    if (press.paymentId && stage.value?.kind === "failed") press.seenFailures.push(press.paymentId);
    reset();
  }

  function reset(): void {
    stopAgain();
    stopAsking();
    questioned.value = null;
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
    if (now?.kind === "failed" && pressed.value) endPaymentKey({ ...attemptOf(pressed.value), couponId: now.payment.coupon_id });
  });
  onUnload(reset);

  return { stage, pressed, questioned, awaited, again, failure, pay, agree, check, goneToPay, goByForm, resume, act, putAway };
}
