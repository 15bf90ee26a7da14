"""From counts to figures: the whole is what its stores are together."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.insight.model import StoreDay
from wendan.domains.insight.rules import figures_of, share

N = st.integers(0, 1000)
DAY = st.builds(StoreDay, st.just(UUID(int=1)), *[N] * 11, st.none() | st.floats(0, 9999), N)


@given(st.lists(DAY))
def test_sums_add_up_and_shares_stay_between_nothing_and_all(days) -> None:
    whole = figures_of(days)

    assert whole.orders == sum(figures_of([day]).orders for day in days)
    assert whole.sales_fen == sum(day.sales_fen for day in days)
    assert whole.success_share is None or 0 <= whole.success_share <= 1
    assert (whole.oldest_ticket_s is None) == all(day.oldest_ticket_s is None for day in days)


def test_nothing_is_divided_by_nothing() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25
    assert figures_of([]).drop_share is None
