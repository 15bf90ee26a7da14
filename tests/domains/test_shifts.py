"""What should be in a drawer, whatever moved."""

from dataclasses import replace
from uuid import UUID

import pytest
from examples import NOON, STORE_ID
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.shifts.errors import (
    CashIsTooLittle,
    OrdersAreUnsynced,
    ShiftIdWasUsed,
    ShiftIsClosed,
    ShiftIsNeeded,
)
from wendan.domains.shifts.model import Cashier, Shift, ShiftSums
from wendan.domains.shifts.rules import (
    change_due,
    counted_up,
    demand_closable,
    demand_same_float,
    demand_shift,
)
from wendan.kernel.money import Fen

FEN = st.integers(0, 10**7).map(Fen)
SHIFT = Shift(
    STORE_ID, UUID(int=1), UUID(int=2), "key", None, UUID(int=2), "小王", NOON, Fen(20000), None, None, "", 1
)
SUMS = ShiftSums(
    STORE_ID, SHIFT.id, None, SHIFT.staff_id, "小王", NOON, Fen(0), Fen(0), Fen(0), None, None, "", 1
)


@given(FEN, st.lists(FEN), st.lists(FEN), FEN)
def test_float_plus_taken_less_returned_is_expected_and_the_count_says_the_rest(
    start, taken, returned, counted
):
    sums = replace(
        SUMS,
        opening_float_fen=start,
        cash_taken_fen=Fen(sum(taken)),
        cash_returned_fen=Fen(sum(returned)),
        counted_fen=counted,
    )
    view = counted_up(sums)

    assert view.expected_fen == start + sum(taken) - sum(returned)
    assert view.difference_fen is not None
    assert view.expected_fen + view.difference_fen == counted
    assert counted_up(replace(sums, counted_fen=None)).difference_fen is None


@given(FEN, FEN)
def test_change_and_price_are_what_was_put_down(total: Fen, tendered: Fen) -> None:
    if tendered < total:
        with pytest.raises(CashIsTooLittle) as refused:
            change_due(total, tendered)
        assert refused.value.facts == {"total_fen": total, "tendered_fen": tendered}
    else:
        assert change_due(total, tendered) + total == tendered


def test_a_drawer_belongs_to_a_device_or_to_the_person_who_works_without_one() -> None:
    assert Cashier(UUID(int=1), "小王", UUID(int=9)).drawer_id == UUID(int=9)
    assert Cashier(UUID(int=1), "小王", None).drawer_id == UUID(int=1)


def test_a_shift_ends_once_and_only_when_every_order_has_reached_us() -> None:
    demand_closable(SHIFT, 0)
    with pytest.raises(OrdersAreUnsynced):
        demand_closable(SHIFT, 2)
    with pytest.raises(ShiftIsClosed):
        demand_closable(replace(SHIFT, closed_at=NOON), 0)


def test_cash_needs_a_shift_and_a_repeat_the_same_float() -> None:
    assert demand_shift(SHIFT) is SHIFT
    with pytest.raises(ShiftIsNeeded):
        demand_shift(None)
    demand_same_float(SHIFT, Fen(20000))
    with pytest.raises(ShiftIdWasUsed):
        demand_same_float(SHIFT, Fen(1))
