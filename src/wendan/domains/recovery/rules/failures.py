"""A failed payment that no page has shown: whether its customer is sent a message, by which way, now or later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wendan.domains.recovery.model import Failures
from wendan.domains.recovery.rules.ladder import (
    LEAST_TIME_TO_PAY,
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
class FailureFacts:
    """Everything the decision rests on. `is_news`: the order awaits payment, this was the last attempt, no page showed it."""

    now: datetime
    timezone: str
    expires_at: datetime
    is_news: bool
    is_uncertain: bool
    sent_of_order: int
    sent_today: int
    reach: Mapping[str, Reach]


def decide_failure(policy: Failures, facts: FailureFacts) -> Decision:
    """What becomes of one failure: told by the first way that reaches the customer, once, or left out with its reason."""
    if not facts.is_news:
        return Stop()
    deadline = facts.expires_at - LEAST_TIME_TO_PAY
    if facts.now >= deadline:
        return Skip(SkipReason.OVERTAKEN)
    way = _first_way(policy, facts)
    if isinstance(way, SkipReason):
        return Skip(way)
    if facts.sent_of_order >= policy.most_per_order:
        return Skip(SkipReason.ORDERS_LIMIT)
    if facts.sent_today >= policy.most_per_day:
        return Skip(SkipReason.DAYS_LIMIT)
    later = _better_later(policy, facts)
    if later is not None:
        reason, until = later
        return Wait(until) if until < deadline else Skip(reason)
    return Send(way, policy.template, 0, deadline)


def _first_way(policy: Failures, facts: FailureFacts) -> str | SkipReason:
    """The first way without an obstacle; without one, what stood in the last one's way."""
    obstacle = SkipReason.WAY_IS_MISSING
    for channel in policy.ways:
        found = obstacle_of(facts.reach.get(WAYS[channel]))
        if found is None:
            return WAYS[channel]
        obstacle = found
    return obstacle


def _better_later(policy: Failures, facts: FailureFacts) -> tuple[SkipReason, datetime] | None:
    """Why not at this moment, and when to decide again."""
    if facts.is_uncertain:
        return SkipReason.UNCERTAIN, facts.now + LOOK_AGAIN
    quiet_until = end_of_quiet(policy, facts.now, facts.timezone)
    return None if quiet_until is None else (SkipReason.QUIET_HOURS, quiet_until)
