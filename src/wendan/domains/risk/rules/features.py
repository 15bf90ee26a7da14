"""What a diner did before a moment, as numbers. Everything is read through `as_known`, so nothing sees the future."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import median
from typing import Final
from uuid import UUID

from wendan.domains.risk.model import Ask, Attempt, Features, Outcome, PastOrder, Sample, Samples
from wendan.domains.risk.rules.known import CUSTOMERS_OWN, SHARED_ENTRIES, all_known, outcome_of

LOOKS_BACK_DAYS: Final = 180
LOOKS_BACK: Final = timedelta(days=LOOKS_BACK_DAYS)
MONTH: Final = timedelta(days=30)
HOUR: Final = timedelta(hours=1)
NIGHT_FROM, NIGHT_UNTIL = 22, 6
DAY_S: Final = 86_400.0
ADDED_ORDERS, ADDED_UNPAID = 2.0, 0.2
"""What is added to a diner's own orders, so that one unpaid of one is not yet a share of everything."""
ENDED: Final = (Outcome.PAID, Outcome.LATE, Outcome.UNPAID)
LEARNT_FROM: Final = (Outcome.PAID, Outcome.UNPAID)
LEAK_SAMPLE: Final = 60

Ended = Sequence[tuple[PastOrder, Outcome]]
Numbers = Mapping[str, float | None]
Measure = Callable[[Ask, Sequence[PastOrder]], Numbers]
Histories = Mapping[UUID, Sequence[PastOrder]]


def ask_of(order: PastOrder) -> Ask:
    """An order at the moment it was placed."""
    return Ask(order.store_id, order.entry, order.total_fen, order.hour, order.placed_at)


def measure(ask: Ask, history: Iterable[PastOrder]) -> Features:
    """The features of one order from its diner's orders; what happened at or after `ask.at` changes nothing."""
    since = ask.at - LOOKS_BACK
    known = sorted(
        (order for order in all_known(history, ask.at) if order.placed_at >= since),
        key=lambda order: order.placed_at,
    )
    ended = [(o, outcome) for o in known if (outcome := outcome_of(o)) in ENDED]
    nothing = Features(
        True, *(None,) * 14, orders_1h=_placed_since(known, ask, HOUR), waiting_now=_waiting(known)
    )
    # Whoever left behind nothing but open or blameless orders has no history to be judged by.
    return nothing if not ended else _of_history(nothing, ask, known, ended)


def _of_history(nothing: Features, ask: Ask, known: Sequence[PastOrder], ended: Ended) -> Features:
    unpaid = [order for order, outcome in ended if outcome is Outcome.UNPAID]
    late = sum(outcome is Outcome.LATE for _, outcome in ended)
    paid = [order for order, outcome in ended if outcome is Outcome.PAID]
    since_unpaid = min(
        (_days(ask, order.closed_at or order.placed_at) for order in unpaid), default=LOOKS_BACK_DAYS
    )
    lately = [each for order in known for each in order.attempts if ask.at - each.requested_at <= MONTH]
    return replace(
        nothing,
        is_newcomer=False,
        unpaid_30d=float(sum(ask.at - (order.closed_at or order.placed_at) <= MONTH for order in unpaid)),
        unpaid_in_row=float(_in_row(ended)),
        unpaid_share=(len(unpaid) + ADDED_UNPAID) / (len(ended) + ADDED_ORDERS),
        days_since_unpaid=float(since_unpaid),
        late_share=late / len(ended),
        paid_180d=float(len(paid)),
        age_days=_days(ask, known[0].placed_at),
        amount_ratio=ask.total_fen / median(order.total_fen for order in paid) if paid else None,
        amount_fen=float(ask.total_fen),
        is_first_night=float(_is_night(ask.hour) and not any(_is_night(order.hour) for order in paid)),
        is_new_entry=float(all(order.entry != ask.entry for order in known)),
        is_new_store=float(all(order.store_id != ask.store_id for order in known)),
        networks_30d=float(len({each.network for each in lately if each.network})),
        cancelled_30d=float(sum(each.cause in CUSTOMERS_OWN for each in lately)),
    )


def _is_night(hour: int) -> bool:
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def _in_row(ended: Ended) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[1] is Outcome.UNPAID, reversed(ended)))


def _placed_since(known: Iterable[PastOrder], ask: Ask, span: timedelta) -> float:
    return float(sum(ask.at - order.placed_at <= span for order in known))


def _waiting(known: Iterable[PastOrder]) -> float:
    return float(sum(outcome_of(order) is Outcome.OPEN for order in known))


def _days(ask: Ask, since: datetime) -> float:
    return (ask.at - since).total_seconds() / DAY_S


def numbers_of(features: Features) -> dict[str, float | None]:
    """The features by name, without the mark of a newcomer."""
    return {name: value for name, value in asdict(features).items() if name != "is_newcomer"}


def measured(ask: Ask, history: Sequence[PastOrder]) -> Numbers:
    """`measure` by name: what the leakage test asks."""
    return numbers_of(measure(ask, history))


def leaks(measured_by: Measure, orders: Sequence[PastOrder]) -> set[str]:
    """Names of features that know the future: one diner's orders whole, cut at each moment, and with another end.

    Empty for features that may be used. Each order's own end is future as well.
    """
    found: set[str] = set()
    for order in orders:
        ask = ask_of(order)
        before = measured_by(ask, all_known(orders, ask.at))
        for history in (orders, [_otherwise(each, order) for each in orders]):
            seen = measured_by(ask, history)
            found |= {name for name in before if seen[name] != before[name]}
    return found


def leaks_of(histories: Histories, measured_by: Measure = measured) -> set[str]:
    """Features that know the future, looked for in the orders of some diners."""
    chosen = [orders for orders in histories.values() if len(orders) > 3][:LEAK_SAMPLE]
    return {name for orders in chosen for name in leaks(measured_by, orders)}


def histories_of(orders: Iterable[PastOrder]) -> dict[UUID, list[PastOrder]]:
    """Each diner's orders."""
    found: dict[UUID, list[PastOrder]] = defaultdict(list)
    for order in orders:
        found[order.diner_id].append(order)
    return dict(found)


def _otherwise(order: PastOrder, asked: PastOrder) -> PastOrder:
    """The order with another end, wherever that end was still to come when `asked` was placed; its tries as well."""
    at, later = asked.placed_at, asked.placed_at + timedelta(days=1)
    order = replace(order, attempts=tuple(_ended_otherwise(each, at, later) for each in order.attempts))
    is_decided = order.placed_at < at and any(
        m is not None and m < at for m in (order.confirmed_at, order.closed_at)
    )
    if is_decided:
        return order
    if order.confirmed_at is None:
        return replace(order, confirmed_at=max(later, order.placed_at), closed_at=None)
    return replace(order, confirmed_at=None, closed_at=max(later, order.expires_at))


def _ended_otherwise(attempt: Attempt, at: datetime, later: datetime) -> Attempt:
    if attempt.known_at is not None and attempt.known_at < at:
        return attempt
    cause = CUSTOMERS_OWN[0] if attempt.cause is None else None
    return replace(attempt, known_at=later, cause=cause, has_money=not attempt.has_money)


def samples_of(orders: Iterable[PastOrder], histories: Histories) -> Samples:
    """What can be learnt from orders whose ends are known: each with the features before it.

    `histories` holds each diner's orders. Late payers and those whom a channel failed are neither good nor bad, and
    a pre-authorised order could not stay unpaid: they are counted and left out; so are devices that serve everybody.
    """
    found = Samples()
    for order in orders:
        outcome = Outcome.GUARANTEED if order.is_guaranteed else outcome_of(order)
        if order.entry in SHARED_ENTRIES:
            continue
        if outcome not in LEARNT_FROM:
            found.left_out[outcome] = found.left_out.get(outcome, 0) + 1
            continue
        history = histories.get(order.diner_id, ())
        features = measure(ask_of(order), history)
        found.rows.append(Sample(order, features, outcome is Outcome.UNPAID, _unpaid_before(order, history)))
    return found


def _unpaid_before(order: PastOrder, history: Sequence[PastOrder]) -> int:
    known = all_known(history, order.placed_at)
    return sum(
        outcome_of(each) is Outcome.UNPAID for each in known if order.placed_at - each.placed_at <= LOOKS_BACK
    )
