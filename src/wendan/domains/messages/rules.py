"""When a message is looked at again, and what of it people are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from wendan.domains.messages.model import Kind, Message, MessageState
from wendan.kernel.causes import ADVICE
from wendan.kernel.news import Cause

# How long one attempt to send may take, time-outs and second addresses included: whoever has said nothing by then is dead.
SENDING_TAKES: Final = timedelta(seconds=45)
# Gaps between questions what became of a message; after the last one nobody asks any more.
ASK_GAPS_S: Final = (20, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)


def ask_at(asked_times: int, now: datetime) -> datetime | None:
    """When to ask next; None when it has been asked often enough."""
    if asked_times >= len(ASK_GAPS_S):
        return None
    return now + timedelta(seconds=ASK_GAPS_S[asked_times])


def rungs_done(messages: Sequence[Message]) -> int:
    """The highest rung that was decided, 0 for none."""
    return max((message.rung for message in messages), default=0)


def number_of(cause: str) -> int:
    """A cause's number: an order has one message about what it brought."""
    return crc32(cause.encode()) & 0x7FFF_FFFF


def said(messages: Sequence[Message]) -> list[Message]:
    """Those that may have reached the customer."""
    return [
        message
        for message in messages
        if message.sending_at is not None and message.state is not MessageState.PLANNED
    ]


def words_of(message: Message) -> tuple[str, str]:
    """What a message says, in Chinese and English."""
    said_of = message.variables
    amount = said_of.get("amount", "")
    if message.kind is Kind.MONEY_BACK:
        zh, en = _WHY_BACK.get(said_of.get("reason", ""), ("", ""))
        return f"¥{amount} 正按原路退回{zh}。", f"¥{amount} is on its way back to you{en}."
    if message.kind is Kind.COUPON:
        zh, en = _WHY_GIVEN.get(said_of.get("reason", ""), ("", ""))
        return f"一张 ¥{amount} 优惠券已放入您的账户{zh}。", f"A coupon of ¥{amount} is in your account{en}."
    if message.kind is Kind.DEBT:
        return _debt_words(said_of, amount)
    if message.kind is Kind.FAILURE:
        zh, en = (getattr(ADVICE[Cause(said_of["cause"])], each) for each in ("zh", "en"))
        return (
            f"¥{amount} 没有付成：{zh.happened}。{zh.money}{zh.advice}",
            f"¥{amount} was not paid: {en.happened}. {en.money} {en.advice}",
        )
    until, coupon = said_of.get("expires_at", "").partition(" ")[2], said_of.get("coupon", "")
    gift_zh = f"送您一张 ¥{coupon} 优惠券，付款时可用。" if message.coupon_id else ""
    gift_en = f" A coupon of ¥{coupon} is yours; use it as you pay." if message.coupon_id else ""
    return (
        f"您的订单 ¥{amount} 还没有付款，请在 {until} 前完成支付，菜品已为您留好。{gift_zh}",
        f"Your order of ¥{amount} is not paid yet. Please pay before {until}; your dishes are held for you.{gift_en}",
    )


def _debt_words(said_of: Mapping[str, str], amount: str) -> tuple[str, str]:
    due, total = said_of.get("due_at", ""), said_of.get("total", "")
    more_zh = "" if total == amount else f"（先吃后付共欠 ¥{total}）"
    more_en = "" if total == amount else f" In all ¥{total} is owed."
    return (
        f"您先吃后付的 ¥{amount} 于 {due} 到期{more_zh}，任何支付方式都可以还。",
        f"¥{amount} of a meal you were to pay later is due {due}.{more_en} Repay it in any way you like.",
    )


_WHY_GIVEN: Final = {
    "late": (
        "：款项到账时本店已无法供餐，向您致歉",
        ": we could not serve you when your money came, with our apologies",
    ),
    "incident": ("：支付渠道故障给您添了麻烦", ": the payment trouble was not yours, with our apologies"),
    "returned": ("：用过的优惠券随退款还给您", ": the one you had used comes back with your money"),
    "case": ("：给您添了麻烦，向您致歉", ": with our apologies"),
}
_WHY_BACK: Final = {
    "second-payment": ("：同一订单付了两次", ": the order was paid twice"),
    "too-late": ("：到账时订单已关闭", ": it came after the order was closed"),
}
