/** Why a payment did not succeed: what happened, is the money safe, what to do. Written by tools/openapi.py. */

export interface CauseWords {
  happened: string;
  money: string;
  advice: string;
}

export type CauseAction = "retry" | "other-method" | "switch-network" | "ask-again" | "order-again" | "call-staff";

export type Cause = "network-unstable" | "balance-insufficient" | "limit-exceeded" | "account-restricted" | "customer-cancelled" | "customer-left" | "risk-check" | "channel-busy" | "our-timeout" | "duplicate-refused" | "expired" | "amount-mismatch" | "our-mistake" | "still-asking";

export const CAUSES: Record<Cause, { action: CauseAction; "zh-CN": CauseWords; en: CauseWords }> = {
  "network-unstable": {
    action: "switch-network",
    "zh-CN": { happened: "网络不稳定，付款没有完成", money: "没有扣款，订单为您保留。", advice: "校园或商场网络拥挤时，切换到移动数据再试一次。" },
    en: { happened: "The network dropped and the payment did not finish", money: "No money was taken; your order is kept.", advice: "On crowded Wi-Fi, switch to mobile data and try again." },
  },
  "balance-insufficient": {
    action: "other-method",
    "zh-CN": { happened: "余额不足", money: "没有扣款，订单为您保留。", advice: "换一张银行卡，或换一种支付方式。" },
    en: { happened: "The balance is too low", money: "No money was taken; your order is kept.", advice: "Choose another card or another way to pay." },
  },
  "limit-exceeded": {
    action: "other-method",
    "zh-CN": { happened: "超出了支付限额", money: "没有扣款，订单为您保留。", advice: "换一张银行卡，或换一种支付方式。" },
    en: { happened: "The amount is above your payment limit", money: "No money was taken; your order is kept.", advice: "Choose another card or another way to pay." },
  },
  "account-restricted": {
    action: "other-method",
    "zh-CN": { happened: "支付账户受到限制", money: "没有扣款，订单为您保留。", advice: "请换一种支付方式；限制原因可在支付应用里查看。" },
    en: { happened: "The payment account is restricted", money: "No money was taken; your order is kept.", advice: "Choose another way to pay; the payment app can tell you why." },
  },
  "customer-cancelled": {
    action: "retry",
    "zh-CN": { happened: "您取消了付款", money: "没有扣款，订单为您保留。", advice: "想好后随时可以继续支付。" },
    en: { happened: "You cancelled the payment", money: "No money was taken; your order is kept.", advice: "You can go on whenever you like." },
  },
  "customer-left": {
    action: "retry",
    "zh-CN": { happened: "付款页面被关闭，付款没有完成", money: "没有扣款，订单为您保留。", advice: "点一下就可以继续支付。" },
    en: { happened: "The payment page was closed before it finished", money: "No money was taken; your order is kept.", advice: "One tap continues the payment." },
  },
  "risk-check": {
    action: "other-method",
    "zh-CN": { happened: "支付应用的安全检查没有通过", money: "没有扣款，订单为您保留。", advice: "请按支付应用的提示验证，或换一种支付方式。" },
    en: { happened: "The payment app's safety check stopped it", money: "No money was taken; your order is kept.", advice: "Follow the app's instructions, or choose another way to pay." },
  },
  "channel-busy": {
    action: "other-method",
    "zh-CN": { happened: "支付渠道繁忙", money: "没有扣款，订单为您保留。", advice: "稍等片刻再试，或换一种支付方式。" },
    en: { happened: "The payment provider is busy", money: "No money was taken; your order is kept.", advice: "Wait a moment and try again, or choose another way to pay." },
  },
  "our-timeout": {
    action: "ask-again",
    "zh-CN": { happened: "支付渠道没有及时答复", money: "我们正在向支付渠道核实。若已扣款，会自动确认订单或原路退回。", advice: "请勿重复支付，我们会继续查询。" },
    en: { happened: "The payment provider did not answer in time", money: "We are checking with the payment provider. If money was taken, the order is confirmed or it goes back.", advice: "Please do not pay twice; we keep asking." },
  },
  "duplicate-refused": {
    action: "ask-again",
    "zh-CN": { happened: "这笔订单可能已经付过款", money: "我们正在向支付渠道核实。若已扣款，会自动确认订单或原路退回。", advice: "请勿重复支付，先点「查询结果」。" },
    en: { happened: "This order may have been paid already", money: "We are checking with the payment provider. If money was taken, the order is confirmed or it goes back.", advice: "Please do not pay twice; check the result first." },
  },
  "expired": {
    action: "order-again",
    "zh-CN": { happened: "支付时间已过", money: "没有扣款；若刚刚付了款，会自动确认订单或原路退回。", advice: "请重新下单。" },
    en: { happened: "The time to pay is over", money: "No money was taken; if you have just paid, the order is confirmed or it goes back.", advice: "Please order again." },
  },
  "amount-mismatch": {
    action: "call-staff",
    "zh-CN": { happened: "到账金额与订单不一致", money: "款项已记录，工作人员正在核实，钱不会丢。", advice: "请勿重复支付，可向店员出示本页。" },
    en: { happened: "The amount that arrived is not the order's", money: "It is recorded and a person is checking it; it cannot get lost.", advice: "Please do not pay again; show this page to the staff." },
  },
  "our-mistake": {
    action: "other-method",
    "zh-CN": { happened: "我们这边出了问题，付款没有发起", money: "没有扣款，订单为您保留。", advice: "请换一种支付方式，或向店员出示本页。" },
    en: { happened: "Something went wrong on our side; the payment did not start", money: "No money was taken; your order is kept.", advice: "Choose another way to pay, or show this page to the staff." },
  },
  "still-asking": {
    action: "ask-again",
    "zh-CN": { happened: "还没有等到支付结果", money: "我们正在向支付渠道核实。若已扣款，会自动确认订单或原路退回。", advice: "请勿重复支付，我们会继续查询。" },
    en: { happened: "The result is not known yet", money: "We are checking with the payment provider. If money was taken, the order is confirmed or it goes back.", advice: "Please do not pay twice; we keep asking." },
  },
};
