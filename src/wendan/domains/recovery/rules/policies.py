"""What a policy may be, what it says about an order, and when a store's night is."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from wendan.domains.recovery.errors import PolicyChangedMeanwhile, PolicyFieldIsUnknown, PolicyIsInvalid
from wendan.domains.recovery.model import Effect, Policy, PolicyRow, Sentence
from wendan.domains.recovery.rules.ladder import IN_PAGE, WAYS


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
    days = [rung.days_from_due for rung in policy.collecting.rungs]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise PolicyIsInvalid(field="collecting.rungs", why="each rung comes after the one before it")
    if any(WAYS[rung.channel] == IN_PAGE for rung in policy.collecting.rungs):
        raise PolicyIsInvalid(
            field="collecting.rungs", why="nobody looks at the page of a meal that was eaten"
        )
    if any(WAYS[way] == IN_PAGE for way in policy.failures.ways):
        raise PolicyIsInvalid(
            field="failures.ways", why="the page has not shown it, so another way is needed"
        )
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


def next_midnight(now: datetime, timezone: str) -> datetime:
    """24:00 of the store's own day: when its night's audit is due."""
    zone = ZoneInfo(timezone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def last_ended_day(now: datetime, timezone: str) -> date:
    """The store's newest day that is over."""
    return now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
