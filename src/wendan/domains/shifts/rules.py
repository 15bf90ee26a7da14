"""What should be in a drawer, how much change is due, and when a shift may end."""

from wendan.domains.shifts.errors import (
    CashIsTooLittle,
    OrdersAreUnsynced,
    ShiftIdWasUsed,
    ShiftIsClosed,
    ShiftIsNeeded,
    SlipWasUsed,
)
from wendan.domains.shifts.model import CashMove, Shift, ShiftSums, ShiftView
from wendan.kernel.money import Fen


def change_due(total: Fen, tendered: Fen) -> Fen:
    """What the customer gets back. Raises CashIsTooLittle."""
    if tendered < total:
        raise CashIsTooLittle(total_fen=total, tendered_fen=tendered)
    return Fen(tendered - total)


def demand_shift(shift: Shift | None) -> Shift:
    """Raises ShiftIsNeeded."""
    if shift is None:
        raise ShiftIsNeeded
    return shift


def demand_fresh_slip(same: CashMove | None) -> None:
    """Raises SlipWasUsed where something else was confirmed by the same slip."""
    if same is not None:
        raise SlipWasUsed(voucher=same.voucher, number=same.number)


def demand_same_float(earlier: Shift, opening_float: Fen) -> None:
    """Raises ShiftIdWasUsed when the same id comes with another float."""
    if earlier.opening_float_fen != opening_float:
        raise ShiftIdWasUsed(shift_id=str(earlier.id))


def demand_closable(shift: Shift, unsynced_orders: int) -> None:
    """Raises ShiftIsClosed, OrdersAreUnsynced."""
    if shift.closed_at is not None:
        raise ShiftIsClosed(closed_at=shift.closed_at.isoformat())
    if unsynced_orders > 0:
        raise OrdersAreUnsynced(unsynced_orders=unsynced_orders)


def counted_up(sums: ShiftSums) -> ShiftView:
    """Float + taken − returned is expected; the difference is what the count says beyond that."""
    expected = Fen(sums.opening_float_fen + sums.cash_taken_fen - sums.cash_returned_fen)
    return ShiftView(
        id=sums.id,
        store_id=sums.store_id,
        device_id=sums.device_id,
        staff_id=sums.staff_id,
        staff_name=sums.staff_name,
        opened_at=sums.opened_at,
        opening_float_fen=sums.opening_float_fen,
        cash_taken_fen=sums.cash_taken_fen,
        cash_returned_fen=sums.cash_returned_fen,
        card_taken_fen=sums.card_taken_fen,
        card_returned_fen=sums.card_returned_fen,
        expected_fen=expected,
        closed_at=sums.closed_at,
        counted_fen=sums.counted_fen,
        difference_fen=None if sums.counted_fen is None else Fen(sums.counted_fen - expected),
        words=sums.words,
        version=sums.version,
    )
