"""Collecting a debt: whether its next rung is told now, later or not at all, and when a person takes over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from wendan.domains.recovery.model import Collecting
from wendan.domains.recovery.rules.ladder import (
    LOOK_AGAIN,
    WAYS,
    Decision,
    Reach,
    Send,
    Skip,
    SkipReason,
    Stop,
    Wait,
    end_of_quiet,
    obstacle_of,
)


@dataclass(frozen=True, slots=True)
class DebtFacts:
    """Everything the decision rests on. `is_arriving`: money of a repayment is known and not yet in the account;
    `paying_until`: the end of a repayment that has begun and may still be paid.
    """

    now: datetime
    timezone: str
    lent_at: datetime
    due_at: datetime
    is_owed: bool
    is_arriving: bool
    paying_until: datetime | None
    sent_of_debt: int
    sent_today: int
    reach: Mapping[str, Reach]


def debt_rung_due(collecting: Collecting, rung: int, due_at: datetime, timezone: str) -> datetime | None:
    """When rung `rung`, counted from 1, is due by the store's clock; None when there is no such rung."""
    if rung > len(collecting.rungs):
        return None
    zone = ZoneInfo(timezone)
    day = due_at.astimezone(zone).date() + timedelta(days=collecting.rungs[rung - 1].days_from_due)
    return datetime.combine(day, time(collecting.at_hour), zone)


def case_due(collecting: Collecting, due_at: datetime, timezone: str) -> datetime:
    """When a person takes over: after the last rung, and never before the debt is due."""
    last = debt_rung_due(collecting, len(collecting.rungs), due_at, timezone) if collecting.rungs else due_at
    return max(last or due_at, due_at) + timedelta(hours=collecting.case_after_hours)


def decide_debt_rung(collecting: Collecting, rung: int, facts: DebtFacts) -> Decision:
    """What becomes of this rung at this moment.

    Nobody is left out to compare with: whoever promised to repay is owed the reminder, for an overdue account rests.
    """
    rung_at = debt_rung_due(collecting, rung, facts.due_at, facts.timezone)
    if rung_at is None or not facts.is_owed:
        return Stop()
    if facts.now < rung_at:
        return Wait(rung_at)
    deadline = _deadline(collecting, rung, facts)
    if rung_at < facts.lent_at or facts.now >= deadline:
        return Skip(SkipReason.OVERTAKEN)
    chosen = collecting.rungs[rung - 1]
    blocked = obstacle_of(facts.reach.get(WAYS[chosen.channel])) or _limit(collecting, facts)
    if blocked is not None:
        return Skip(blocked)
    later = _better_later(collecting, facts)
    if later is not None:
        reason, until = later
        return Wait(until) if until < deadline else Skip(reason)
    return Send(WAYS[chosen.channel], chosen.template, 0, deadline)


def _deadline(collecting: Collecting, rung: int, facts: DebtFacts) -> datetime:
    """A rung belongs to the time before the next one, the last to the time before the case."""
    next_at = debt_rung_due(collecting, rung + 1, facts.due_at, facts.timezone)
    return next_at or case_due(collecting, facts.due_at, facts.timezone)


def _limit(collecting: Collecting, facts: DebtFacts) -> SkipReason | None:
    if facts.sent_of_debt >= collecting.most_per_debt:
        return SkipReason.ORDERS_LIMIT
    return SkipReason.DAYS_LIMIT if facts.sent_today >= collecting.most_per_day else None


def _better_later(collecting: Collecting, facts: DebtFacts) -> tuple[SkipReason, datetime] | None:
    """Why not at this moment, and when to decide again."""
    if facts.is_arriving:
        return SkipReason.UNCERTAIN, facts.now + LOOK_AGAIN
    if facts.paying_until is not None:
        # While a repayment may still be paid nobody is told: so no reminder is ever later than its payment.
        return SkipReason.PAYING_NOW, max(facts.now + LOOK_AGAIN, facts.paying_until)
    quiet_until = end_of_quiet(collecting, facts.now, facts.timezone)
    return None if quiet_until is None else (SkipReason.QUIET_HOURS, quiet_until)
