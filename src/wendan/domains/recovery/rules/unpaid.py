"""Why an order is unpaid."""

from typing import Final

from wendan.domains.recovery.model import LastHint, LastTry, Sentence, UnpaidFacts, UnpaidReason
from wendan.kernel.causes import ADVICE, Blame
from wendan.kernel.news import Cause

# A customer types a password within two minutes; whoever's page is silent for five is not at it any more.
STILL_PAYING_S: Final = 120.0
PAGE_IS_GONE_S: Final = 300.0

REASONS: Final = {
    UnpaidReason.NEVER_TRIED: Sentence("还没有点支付", "Nobody has pressed pay yet"),
    UnpaidReason.PAYING_NOW: Sentence("正在支付", "Paying at this moment"),
    UnpaidReason.LEFT_HALF_WAY: Sentence("支付到一半离开了页面", "Left the page half-way"),
    UnpaidReason.APP_KILLED: Sentence("页面已关闭，没有再回来", "Closed the page and has not come back"),
    UnpaidReason.STUCK_AT_CHANNEL: Sentence(
        "卡在支付渠道，结果未明", "Stuck at the channel, outcome unknown"
    ),
    UnpaidReason.CHANNEL_FAILED: Sentence("支付渠道失败", "The channel failed"),
    UnpaidReason.CUSTOMER_DECLINED: Sentence(
        "顾客一方未能支付，如余额不足或已取消", "The customer's side: no balance, or cancelled"
    ),
    UnpaidReason.OUR_FAULT: Sentence("我方故障", "Our own fault"),
    UnpaidReason.RECORD_GONE: Sentence(
        "支付单已关闭，订单仍在等待", "The attempt is closed, the order still waits"
    ),
    UnpaidReason.WAITING_AT_COUNTER: Sentence("顾客正在柜台付款", "Waiting at the counter"),
    UnpaidReason.NETWORK_TROUBLE: Sentence("网络不稳定", "Network trouble"),
    UnpaidReason.GIVEN_UP: Sentence("顾客或店员已放弃，正在关闭", "Given up, and being closed"),
    UnpaidReason.TIME_OVER: Sentence("支付时间已过，正在关闭", "Time is over, and it is being closed"),
    UnpaidReason.UNCLEAR: Sentence("原因不明", "Unclear"),
}


def why_unpaid(facts: UnpaidFacts) -> UnpaidReason:
    """One reason for any facts: what a channel said weighs more than what a page hinted, and silence says little."""
    if facts.is_given_up:
        return UnpaidReason.GIVEN_UP
    if facts.is_coming and not facts.is_closing and facts.last_try is not LastTry.ARRIVED:
        return UnpaidReason.WAITING_AT_COUNTER
    if facts.last_try is LastTry.NONE:
        return UnpaidReason.TIME_OVER if facts.is_closing else UnpaidReason.NEVER_TRIED
    if facts.last_try is LastTry.FAILED:
        return _why_failed(facts.cause)
    if facts.last_try is LastTry.CLOSED:
        return UnpaidReason.TIME_OVER if facts.is_closing else UnpaidReason.RECORD_GONE
    if facts.last_try is LastTry.ARRIVED:
        # Money is here, and the order still waits: its case says why, we do not.
        return UnpaidReason.UNCLEAR
    if facts.is_at_counter:
        return UnpaidReason.WAITING_AT_COUNTER
    return _why_open(facts)


def _why_failed(cause: Cause | None) -> UnpaidReason:
    if cause is Cause.CUSTOMER_LEFT:
        return UnpaidReason.LEFT_HALF_WAY
    if cause is Cause.NETWORK_UNSTABLE:
        return UnpaidReason.NETWORK_TROUBLE
    if cause is None:
        return UnpaidReason.UNCLEAR
    return {
        Blame.CUSTOMER: UnpaidReason.CUSTOMER_DECLINED,
        Blame.CHANNEL: UnpaidReason.CHANNEL_FAILED,
        Blame.OURS: UnpaidReason.OUR_FAULT,
        Blame.NOBODY: UnpaidReason.UNCLEAR,
    }[ADVICE[cause].blame]


def _why_open(facts: UnpaidFacts) -> UnpaidReason:
    """The attempt may still succeed: the page's last word, then the channel's silence, then time."""
    hint_age_s, try_age_s = facts.hint_age_s or 0.0, facts.try_age_s or 0.0
    if facts.last_hint is LastHint.LEFT:
        is_gone = hint_age_s >= PAGE_IS_GONE_S
        return UnpaidReason.APP_KILLED if is_gone else UnpaidReason.LEFT_HALF_WAY
    if facts.last_try is LastTry.SILENT:
        return UnpaidReason.STUCK_AT_CHANNEL
    if facts.last_hint is LastHint.NETWORK and try_age_s >= STILL_PAYING_S:
        return UnpaidReason.NETWORK_TROUBLE
    if try_age_s < STILL_PAYING_S:
        return UnpaidReason.PAYING_NOW
    # The page is back, or never left, and minutes later the channel still says "paying".
    return UnpaidReason.STUCK_AT_CHANNEL if facts.last_hint is LastHint.BACK else UnpaidReason.LEFT_HALF_WAY
