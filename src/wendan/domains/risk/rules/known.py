"""What was known of an order at a moment, and what it meant then. Moments, never states: a state forgets its past."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from wendan.domains.risk.model import Attempt, Outcome, PastOrder
from wendan.kernel.news import Cause

CUSTOMERS_OWN: Final = (Cause.CUSTOMER_CANCELLED, Cause.CUSTOMER_LEFT)
NOT_THE_DINERS: Final = (
    Cause.NETWORK_UNSTABLE,
    Cause.ACCOUNT_RESTRICTED,
    Cause.RISK_CHECK,
    Cause.CHANNEL_BUSY,
    Cause.OUR_TIMEOUT,
    Cause.DUPLICATE_REFUSED,
    Cause.AMOUNT_MISMATCH,
    Cause.OUR_MISTAKE,
    Cause.STILL_ASKING,
)
"""A channel's fault, a network's or ours; whether a channel should have refused somebody is not theirs to prove."""
SHARED_ENTRIES: Final = ("kiosk", "tablet", "pos")
"""There the diner is the device: every order is somebody else's, so nobody is judged by it."""


def as_known(order: PastOrder, at: datetime) -> PastOrder | None:
    """The order as it was known strictly before `at`; None when it had not been placed."""
    if order.placed_at >= at:
        return None
    return replace(
        order,
        confirmed_at=_if_before(order.confirmed_at, at),
        closed_at=_if_before(order.closed_at, at),
        troubled_at=_if_before(order.troubled_at, at),
        attempts=tuple(_attempt(each, at) for each in order.attempts if each.requested_at < at),
    )


def all_known(orders: Iterable[PastOrder], at: datetime) -> list[PastOrder]:
    """Every order as it was known strictly before `at`."""
    return [known for order in orders if (known := as_known(order, at)) is not None]


def _if_before(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment < at else None


def _attempt(attempt: Attempt, at: datetime) -> Attempt:
    if attempt.known_at is not None and attempt.known_at < at:
        return attempt
    return replace(attempt, known_at=None, cause=None, has_money=False)


def outcome_of(order: PastOrder) -> Outcome:
    """What became of the order, by what the given facts say."""
    if order.confirmed_at is not None:
        was_closed = order.closed_at is not None and order.closed_at < order.confirmed_at
        return Outcome.LATE if was_closed else Outcome.PAID
    if order.closed_at is None:
        return Outcome.OPEN
    if any(attempt.has_money for attempt in order.attempts):
        return Outcome.LATE
    if any(attempt.cause in NOT_THE_DINERS for attempt in order.attempts):
        return Outcome.BLAMELESS
    return Outcome.WITHDRAWN if order.closed_at < order.expires_at else Outcome.UNPAID
