"""What a policy may be, what it says about an order, and why an order is unpaid."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from wendan.domains.recovery.errors import PolicyChangedMeanwhile, PolicyFieldIsUnknown, PolicyIsInvalid
from wendan.domains.recovery.model import (
    Effect,
    LastHint,
    LastTry,
    Policy,
    PolicyRow,
    Sentence,
    UnpaidFacts,
    UnpaidReason,
)
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


def retention_of(policy: Policy, entry: str) -> timedelta:
    """How long an unpaid order from this entry channel keeps its stock."""
    minutes: int = getattr(policy.retention_minutes, entry.replace("-", "_"))
    return timedelta(minutes=minutes)


def changed_policy(policy: Policy, fields: Mapping[str, Any]) -> Policy:
    """The policy with these fields in place of its own; what is left out stays.

    Raises PolicyFieldIsUnknown, PolicyIsInvalid.
    """
    try:
        changed = msgspec.convert(_overlaid(msgspec.to_builtins(policy), fields, ""), Policy)
    except msgspec.ValidationError as error:
        why, _, place = str(error).partition(" - at `$.")
        raise PolicyIsInvalid(field=place.rstrip("`"), why=why) from None
    demand_sound(changed)
    return changed


def _overlaid(base: dict[str, Any], fields: Mapping[str, Any], place: str) -> dict[str, Any]:
    merged = dict(base)
    for name, value in fields.items():
        if name not in base:
            raise PolicyFieldIsUnknown(field=f"{place}{name}")
        own = base[name]
        is_part = isinstance(own, dict) and isinstance(value, dict)
        merged[name] = _overlaid(own, value, f"{place}{name}.") if is_part else value
    return merged


def demand_sound(policy: Policy) -> None:
    """What single bounds cannot say. Raises PolicyIsInvalid."""
    delays = [rung.after_minutes for rung in policy.reminding.rungs]
    if any(later <= earlier for earlier, later in pairwise(delays)):
        raise PolicyIsInvalid(field="reminding.rungs", why="each rung comes after the one before it")
    budget = policy.compensation
    if not budget.per_case_fen <= budget.per_day_fen <= budget.fund_per_month_fen:
        raise PolicyIsInvalid(field="compensation", why="a case within a day's budget, a day within the fund")


def demand_same_version(newest: PolicyRow | None, wanted: int | None) -> int:
    """The next version; `wanted` is the one somebody looked at, 0 for none. Raises PolicyChangedMeanwhile."""
    version = 0 if newest is None else newest.version
    if wanted not in (None, version):
        raise PolicyChangedMeanwhile(version=version)
    return version + 1


def holding(*rows: PolicyRow | None) -> PolicyRow | None:
    """The row in force: the nearest one that says something."""
    return next((row for row in rows if row is not None and row.content is not None), None)


def told(effect: Effect, days: int) -> list[Sentence]:
    """An effect in words, for whoever is about to change a policy."""
    at = effect.looked_at
    told_now = [
        Sentence(f"最近 {days} 天共看了 {at} 个订单。", f"Looked at {at} orders of the last {days} days."),
        Sentence(
            f"已付款的 {effect.paid} 个订单里，{effect.paid_too_late} 个会在付款之前就已超时关闭。",
            f"Of {effect.paid} paid orders, {effect.paid_too_late} would have expired before they were paid.",
        ),
        Sentence(
            f"未付款的 {effect.unpaid} 个订单里，{effect.freed_earlier} 个会更早放出库存，{effect.held_longer} 个会占用更久。",
            f"Of {effect.unpaid} orders never paid, {effect.freed_earlier} would have freed their stock earlier and "
            f"{effect.held_longer} would have held it longer.",
        ),
        Sentence(
            f"迟到付款后恢复的 {effect.revived} 个订单里，{effect.no_longer_revived} 个会改为退款。",
            f"Of {effect.revived} orders revived by late money, {effect.no_longer_revived} would be refunded instead.",
        ),
        Sentence(
            f"合规核查会从 {effect.compliance_now} 单变为 {effect.compliance_then} 单。",
            f"Compliance cases would be {effect.compliance_then} instead of {effect.compliance_now}.",
        ),
    ]
    return told_now if at else told_now[:1]


def why_unpaid(facts: UnpaidFacts) -> UnpaidReason:
    """One reason for any facts: what a channel said weighs more than what a page hinted, and silence says little."""
    if facts.is_given_up:
        return UnpaidReason.GIVEN_UP
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


def next_midnight(now: datetime, timezone: str) -> datetime:
    """24:00 of the store's own day: when its night's audit is due."""
    zone = ZoneInfo(timezone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def last_ended_day(now: datetime, timezone: str) -> date:
    """The store's newest day that is over."""
    return now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
