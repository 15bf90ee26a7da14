"""Diners' orders for the tests of risk: each told by how it ended."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from examples import NOON, STORE_ID
from hypothesis import strategies as st

from wendan.domains.risk.model import Ask, Attempt, PastOrder
from wendan.kernel.news import Cause

DINER = UUID(int=77)
ASK = Ask(STORE_ID, "h5", 1800, 12, NOON)


def placed(days_ago: float, **more) -> PastOrder:
    at = NOON - timedelta(days=days_ago)
    order = PastOrder(
        STORE_ID, UUID(int=int(days_ago * 1e6) + 10**9), DINER, "h5", 1800, 12, at, at + timedelta(minutes=30)
    )
    return replace(order, **more)


def attempt(order: PastOrder, minutes: float, cause: Cause | None = None, known_after=1.0, **more) -> Attempt:
    began = order.placed_at + timedelta(minutes=minutes)
    return Attempt(began, began + timedelta(minutes=known_after), cause, **more)


def paid(days_ago: float, **more) -> PastOrder:
    order = placed(days_ago, **more)
    return replace(
        order,
        confirmed_at=order.placed_at + timedelta(minutes=2),
        attempts=(attempt(order, 1, has_money=True, network="10.0.0"),),
    )


def unpaid(days_ago: float, *causes: Cause | None, **more) -> PastOrder:
    order = placed(days_ago, **more)
    made = tuple(attempt(order, 2 + 3 * n, cause) for n, cause in enumerate(causes))
    return replace(order, closed_at=order.expires_at, attempts=made)


def late(days_ago: float) -> PastOrder:
    order = unpaid(days_ago)
    return replace(order, confirmed_at=order.expires_at + timedelta(minutes=10))


@st.composite
def histories(draw, least: int = 0) -> list[PastOrder]:
    """Orders around NOON, before and after it, with any ends."""
    found = []
    for n in range(draw(st.integers(least, 8))):
        order = placed(draw(st.floats(-20, 200)), id=UUID(int=10_000 + n), hour=draw(st.integers(0, 23)))
        order = replace(
            order,
            entry=draw(st.sampled_from(["h5", "table", "mini-program"])),
            total_fen=draw(st.integers(100, 90_000)),
            closed_at=draw(st.none() | _later(order.placed_at)),
            confirmed_at=draw(st.none() | _later(order.placed_at)),
            troubled_at=draw(st.none() | _later(order.placed_at)),
        )
        causes = draw(st.lists(st.none() | st.sampled_from(list(Cause)), max_size=3))
        minutes = st.floats(0, 3e4)
        tries = tuple(attempt(order, draw(minutes), cause, known_after=draw(minutes)) for cause in causes)
        found.append(replace(order, attempts=tries))
    return found


def _later(at: datetime) -> st.SearchStrategy[datetime]:
    return st.floats(0, 40_000).map(lambda minutes: at + timedelta(minutes=minutes))
