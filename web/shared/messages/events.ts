/** Every kind of event in an order's history (Happening in src/wendan), in words for the diner and for staff. */
import type { Locale } from "../i18n";

/** What part of the story an event belongs to; the timeline draws one mark for each. */
export type EventTopic = "order" | "payment" | "kitchen" | "refund" | "care";

interface EventEntry {
  topic: EventTopic;
  "zh-CN": string;
  en: string;
}

const entry = (topic: EventTopic, zh: string, en: string): EventEntry => ({ topic, "zh-CN": zh, en });

export const EVENTS: Record<string, EventEntry> = {
  "order-placed": entry("order", "订单已提交，菜品已为您留好", "Order placed, dishes held for you"),
  "order-closing": entry("order", "正在关闭订单，先向支付渠道核实", "Closing the order, checking with the payment provider first"),
  "order-closed": entry("order", "订单已关闭", "Order closed"),
  "order-confirmed": entry("order", "门店已确认订单", "Order confirmed by the store"),
  "order-revived": entry("order", "迟到的付款已到账，订单恢复", "Late payment arrived, order revived"),
  "order-cancelled": entry("order", "订单已取消", "Order cancelled"),
  "order-reentered": entry("order", "店员为这笔款项补了单", "Staff re-entered this order for its payment"),
  "payment-requested": entry("payment", "已发起支付", "Payment started"),
  "payment-prepared": entry("payment", "支付渠道已准备好收款", "Payment provider is ready"),
  "payment-unanswered": entry("payment", "支付渠道暂无答复，继续询问", "No answer from the payment provider yet, asking on"),
  "payment-pending": entry("payment", "等待付款", "Waiting for the payment"),
  "payment-unknown": entry("payment", "支付结果待确认，继续询问", "Payment result unknown, asking on"),
  "payment-succeeded": entry("payment", "款项已到账", "Payment received"),
  "payment-failed": entry("payment", "付款没有成功", "Payment did not succeed"),
  "payment-closed": entry("payment", "这次支付已关闭，没有扣款", "This payment was closed, no money taken"),
  "consent-given": entry("payment", "您已同意冻结订单金额的条款", "You agreed to the terms of holding the amount"),
  "hold-requested": entry("payment", "已向支付渠道申请冻结订单金额", "Asked the payment provider to hold the amount"),
  "hold-prepared": entry("payment", "等待您在支付应用里同意冻结", "Waiting for you to agree in the payment app"),
  "hold-unanswered": entry("payment", "支付渠道暂无答复，继续询问冻结结果", "No answer about the hold yet, asking on"),
  "hold-pending": entry("payment", "等待您在支付应用里同意冻结", "Waiting for you to agree in the payment app"),
  "hold-frozen": entry("payment", "订单金额已冻结，没有扣款", "The amount is held, nothing was charged"),
  "hold-failed": entry("payment", "冻结没有成功，没有扣款", "The hold did not succeed, nothing was charged"),
  "hold-closed": entry("payment", "这次冻结已关闭，没有扣款", "This hold was closed, nothing was charged"),
  "hold-releasing": entry("refund", "正在解冻", "The held amount is being freed"),
  "hold-released": entry("refund", "已全额解冻，没有扣款", "The held amount is free again, nothing was charged"),
  "capture-requested": entry("payment", "已取餐，正在从冻结金额中扣款", "Meal handed over, charging the held amount"),
  "order-paid": entry("order", "餐费已付清", "The meal is paid"),
  "ticket-queued": entry("kitchen", "小票已送往后厨", "Ticket sent to the kitchen"),
  "ticket-acknowledged": entry("kitchen", "后厨已看到小票", "Kitchen has seen the ticket"),
  "ticket-moved": entry("kitchen", "后厨有了新进展", "Kitchen moved on"),
  "ticket-started": entry("kitchen", "开始制作", "Cooking has begun"),
  "ticket-finished": entry("kitchen", "餐品做好了", "Your meal is ready"),
  "ticket-recalled": entry("kitchen", "后厨重新处理", "Kitchen took it back"),
  "ticket-handed-over": entry("kitchen", "餐品已交给您", "Handed over to you"),
  "value-on-its-way": entry("order", "款项已到，正在入账", "Money is here, being credited"),
  "value-credited": entry("order", "已记入您的账户", "Credited to your account"),
  "cash-taken": entry("payment", "收银员已收现金", "Cash taken"),
  "card-taken": entry("payment", "收银员已确认刷卡", "Card payment confirmed"),
  "cash-returned": entry("refund", "现金已退还", "Cash given back"),
  "card-returned": entry("refund", "已在刷卡机上退款", "Refunded on the card terminal"),
  "refund-created": entry("refund", "已登记退款", "Refund registered"),
  "refund-requested": entry("refund", "已向支付渠道申请退款", "Refund requested from the payment provider"),
  "refund-processing": entry("refund", "退款处理中", "Refund under way"),
  "refund-unknown": entry("refund", "退款结果待确认，继续询问", "Refund result unknown, asking on"),
  "refund-succeeded": entry("refund", "退款已到账", "Refund arrived"),
  "refund-failed": entry("refund", "退款受阻，正在另行处理", "Refund was blocked, another way is being taken"),
  "refund-renumbered": entry("refund", "已换单号重新退款", "Refund sent again under a new number"),
  "case-opened": entry("care", "已转交工作人员处理", "Handed to a person"),
  "case-resolved": entry("care", "工作人员已处理", "A person has settled it"),
  "reminder-sending": entry("care", "提醒您付款", "Reminder of the payment"),
  "debt-settled": entry("payment", "先吃后付已还清", "The meal paid later is repaid"),
  "message-sent": entry("care", "提醒已发出", "Reminder sent"),
  "message-delivered": entry("care", "提醒已送达", "Reminder delivered"),
  "message-undeliverable": entry("care", "提醒未能送达", "Reminder could not be delivered"),
  "message-unknown": entry("care", "提醒是否送达不明", "Whether the reminder arrived is unknown"),
  "messages-allowed": entry("care", "您允许了消息提醒", "You allowed messages"),
  "case-made-good": entry("care", "门店向您致歉，送出一张优惠券", "The store apologised with a coupon"),
  "coupon-issued": entry("care", "一张优惠券已放入您的账户", "A coupon was given to you"),
  "coupon-given": entry("care", "门店送出一张优惠券", "The store gave a coupon"),
  "coupon-held": entry("payment", "优惠券已为这次支付保留", "Coupon kept for this payment"),
  "coupon-used": entry("payment", "优惠券已使用", "Coupon used"),
  "coupon-freed": entry("payment", "优惠券已释放，可用于其他订单", "Coupon free again for other orders"),
  "customer-asked": entry("order", "款项在订单关闭后到账，请您选择要餐还是退款", "Money came after closing: meal or money, please choose"),
  "late-choice": entry("order", "已按选择处理迟到的付款", "Late payment handled as chosen"),
  "feedback-given": entry("care", "您留下了评价", "You left feedback"),
};

/** Where a moved ticket stands now tells what happened to it. */
const MOVES: Record<string, string> = {
  QUEUED: "ticket-recalled",
  PREPARING: "ticket-started",
  READY: "ticket-finished",
  HANDED_OVER: "ticket-handed-over",
};

/** How an event reads; a kind this page has not learnt yet still shows that something was recorded. */
export function eventIn(locale: Locale, { kind, to }: { kind: string; to?: string | null }): { topic: EventTopic; words: string } {
  const found = EVENTS[(kind === "ticket-moved" && MOVES[to ?? ""]) || kind];
  if (found) return { topic: found.topic, words: found[locale] };
  return { topic: "care", words: locale === "en" ? "Recorded" : "已记录一步进展" };
}
