/**
 * Why a payment did not succeed (kernel/news.py Cause), for the person who wanted to pay: what happened, whether the
 * money is safe, what to do, and the one thing a tap does about it.
 */
import type { Locale } from "../i18n";

export type CauseAction = "retry" | "other-method" | "ask-again" | "order-again" | "call-staff";

export interface CauseWords {
  happened: string;
  money: string;
  advice: string;
}

export type Cause =
  | "network-unstable"
  | "balance-insufficient"
  | "limit-exceeded"
  | "account-restricted"
  | "customer-cancelled"
  | "customer-left"
  | "risk-check"
  | "channel-busy"
  | "our-timeout"
  | "duplicate-refused"
  | "expired"
  | "amount-mismatch"
  | "our-mistake"
  | "still-asking";

interface CauseEntry {
  action: CauseAction;
  "zh-CN": CauseWords;
  en: CauseWords;
}

const NOT_TAKEN_ZH = "没有扣款，订单为您保留。";
const NOT_TAKEN_EN = "No money was taken; your order is kept.";
const UNSURE_ZH = "我们正在向支付渠道核实。若已扣款，会自动确认订单或原路退回。";
const UNSURE_EN = "We are checking with the payment provider. If money was taken, the order is confirmed or it goes back.";

const entry = (action: CauseAction, zh: [string, string, string], en: [string, string, string]): CauseEntry => ({
  action,
  "zh-CN": { happened: zh[0], money: zh[1], advice: zh[2] },
  en: { happened: en[0], money: en[1], advice: en[2] },
});

export const CAUSES: Record<Cause, CauseEntry> = {
  "network-unstable": entry(
    "retry",
    ["网络不稳定，付款没有完成", NOT_TAKEN_ZH, "校园或商场网络拥挤时，切换到移动数据再试一次。"],
    ["The network dropped and the payment did not finish", NOT_TAKEN_EN, "On crowded Wi-Fi, switch to mobile data and try again."],
  ),
  "balance-insufficient": entry(
    "other-method",
    ["余额不足", NOT_TAKEN_ZH, "换一张银行卡，或换一种支付方式。"],
    ["The balance is too low", NOT_TAKEN_EN, "Choose another card or another way to pay."],
  ),
  "limit-exceeded": entry(
    "other-method",
    ["超出了支付限额", NOT_TAKEN_ZH, "换一张银行卡，或换一种支付方式。"],
    ["The amount is above your payment limit", NOT_TAKEN_EN, "Choose another card or another way to pay."],
  ),
  "account-restricted": entry(
    "other-method",
    ["支付账户受到限制", NOT_TAKEN_ZH, "请换一种支付方式；限制原因可在支付应用里查看。"],
    ["The payment account is restricted", NOT_TAKEN_EN, "Choose another way to pay; the payment app can tell you why."],
  ),
  "customer-cancelled": entry(
    "retry",
    ["您取消了付款", NOT_TAKEN_ZH, "想好后随时可以继续支付。"],
    ["You cancelled the payment", NOT_TAKEN_EN, "You can go on whenever you like."],
  ),
  "customer-left": entry(
    "retry",
    ["付款页面被关闭，付款没有完成", NOT_TAKEN_ZH, "点一下就可以继续支付。"],
    ["The payment page was closed before it finished", NOT_TAKEN_EN, "One tap continues the payment."],
  ),
  "risk-check": entry(
    "other-method",
    ["支付应用的安全检查没有通过", NOT_TAKEN_ZH, "请按支付应用的提示验证，或换一种支付方式。"],
    ["The payment app's safety check stopped it", NOT_TAKEN_EN, "Follow the app's instructions, or choose another way to pay."],
  ),
  "channel-busy": entry(
    "other-method",
    ["支付渠道繁忙", NOT_TAKEN_ZH, "稍等片刻再试，或换一种支付方式。"],
    ["The payment provider is busy", NOT_TAKEN_EN, "Wait a moment and try again, or choose another way to pay."],
  ),
  "our-timeout": entry(
    "ask-again",
    ["支付渠道没有及时答复", UNSURE_ZH, "请勿重复支付，我们会继续查询。"],
    ["The payment provider did not answer in time", UNSURE_EN, "Please do not pay twice; we keep asking."],
  ),
  "duplicate-refused": entry(
    "ask-again",
    ["这笔订单可能已经付过款", UNSURE_ZH, "请勿重复支付，先点「查询结果」。"],
    ["This order may have been paid already", UNSURE_EN, "Please do not pay twice; check the result first."],
  ),
  expired: entry(
    "order-again",
    ["支付时间已过", "没有扣款；若刚刚付了款，会自动确认订单或原路退回。", "请重新下单。"],
    ["The time to pay is over", "No money was taken; if you have just paid, the order is confirmed or it goes back.", "Please order again."],
  ),
  "amount-mismatch": entry(
    "call-staff",
    ["到账金额与订单不一致", "款项已记录，工作人员正在核实，钱不会丢。", "请勿重复支付，可向店员出示本页。"],
    ["The amount that arrived is not the order's", "It is recorded and a person is checking it; it cannot get lost.", "Please do not pay again; show this page to the staff."],
  ),
  "our-mistake": entry(
    "other-method",
    ["我们这边出了问题，付款没有发起", NOT_TAKEN_ZH, "请换一种支付方式，或向店员出示本页。"],
    ["Something went wrong on our side; the payment did not start", NOT_TAKEN_EN, "Choose another way to pay, or show this page to the staff."],
  ),
  "still-asking": entry(
    "ask-again",
    ["还没有等到支付结果", UNSURE_ZH, "请勿重复支付，我们会继续查询。"],
    ["The result is not known yet", UNSURE_EN, "Please do not pay twice; we keep asking."],
  ),
};

/** The words and the action for a cause the server named; one it has only just learnt reads as still asking. */
export function causeIn(locale: Locale, cause: string): CauseWords & { action: CauseAction } {
  const found = CAUSES[cause as Cause] ?? CAUSES["still-asking"];
  return { action: found.action, ...found[locale] };
}
