"""Which unpaid orders look like intent, and whether there are enough of them. Every fact can be shown to the diner."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.risk.model import Evidence, Limits, Outcome, PastOrder
from wendan.domains.risk.rules.known import CUSTOMERS_OWN, SHARED_ENTRIES, all_known, outcome_of
from wendan.kernel.news import Cause

LEAST_CANCELLED: Final = 2
"""Whoever cancels once has changed their mind; whoever does it again keeps the stock from others."""
_GIVEN_UP: Final = (*CUSTOMERS_OWN, Cause.EXPIRED, None)

FACTS: Final = {
    "stock-held": ("菜品库存被占用直到超时", "stock was held until the order ran out"),
    "no-attempt": ("从未尝试支付", "no payment was ever tried"),
    "cancelled-again": ("反复发起支付又取消", "payments were begun and cancelled again and again"),
    "no-fault": ("支付渠道、网络与我方均无故障", "no fault of a channel, the network or ours"),
    "not-first": ("并非第一次下单", "it was not the first order"),
}


def malicious(history: Sequence[PastOrder], at: datetime, limits: Limits) -> list[Evidence]:
    """Unpaid orders of the last days that look like intent, the oldest first, as known strictly before `at`."""
    known = sorted(all_known(history, at), key=lambda order: order.placed_at)
    since = at - timedelta(days=limits.within_days)
    return [
        Evidence(order.store_id, order.id, order.placed_at, order.total_fen, facts)
        for n, order in enumerate(known)
        if order.placed_at >= since and (facts := _facts(order, is_first=n == 0))
    ]


def _facts(order: PastOrder, *, is_first: bool) -> tuple[str, ...]:
    """What speaks for intent; empty as soon as anything speaks against it."""
    is_excused = is_first or order.troubled_at is not None or order.entry in SHARED_ENTRIES
    if is_excused or outcome_of(order) is not Outcome.UNPAID:
        return ()
    if not order.attempts:
        return ("stock-held", "no-attempt", "no-fault", "not-first")
    given_up = [attempt for attempt in order.attempts if attempt.cause in _GIVEN_UP]
    # An empty purse or a limit reached is bad luck, not intent.
    if len(given_up) < len(order.attempts) or len(given_up) < LEAST_CANCELLED:
        return ()
    return ("stock-held", "cancelled-again", "no-fault", "not-first")


def deserves_listing(
    history: Sequence[PastOrder], evidence: Sequence[Evidence], at: datetime, limits: Limits
) -> bool:
    """Whether there is enough evidence, and it is more than the orders that were paid within the same days."""
    since = at - timedelta(days=limits.within_days)
    paid = sum(
        outcome_of(order) in (Outcome.PAID, Outcome.LATE)
        for order in all_known(history, at)
        if order.placed_at >= since
    )
    return len(evidence) >= limits.orders and len(evidence) > paid
