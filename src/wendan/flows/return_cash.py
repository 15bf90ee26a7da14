"""Cash goes back: it counts as returned when a cashier has handed it out of an open drawer, and not before."""

from datetime import date
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.payments.model import Fate
from wendan.domains.refunds.model import DRIVE_TIMER, Refund
from wendan.domains.refunds.states import UNFINISHED
from wendan.domains.routing.rules.accounts import CASH
from wendan.domains.shifts.model import Cashier, CashMove, Direction, Shift, Slip
from wendan.domains.shifts.rules import demand_shift
from wendan.domains.shifts.service import record
from wendan.domains.shifts.store import MOVES_BY_NUMBERS, OPEN_SHIFT
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.refund import RefundRequest, cancel_order, drive, refund_order
from wendan.platform.timers import Timer


async def refund_at_counter(house: House, request: RefundRequest, cashier: Cashier) -> Refund:
    """A staff member's refund; what was paid in cash leaves the cashier's drawer at once.

    Raises ShiftIsNeeded and whatever `refund_order` raises.
    """
    place = (request.store_id, request.order_id)
    await _demand_drawer(house, place, cashier)
    refund = await refund_order(house, request)
    return await _handed_back(house, place, refund, cashier)


async def cancel_at_counter(house: House, place: tuple[UUID, UUID], cashier: Cashier) -> Refund | None:
    """A paid order is cancelled before it is cooked; cash leaves the drawer at once.

    Raises ShiftIsNeeded and whatever `cancel_order` raises.
    """
    await _demand_drawer(house, place, cashier)
    refund = await cancel_order(house, *place, cashier.name)
    return None if refund is None else await _handed_back(house, place, refund, cashier)


async def _demand_drawer(house: House, place: tuple[UUID, UUID], cashier: Cashier) -> None:
    file = await file_of(house, place)
    if any(payment.fate is Fate.KEPT and payment.channel == CASH for payment in file.payments):
        demand_shift(await _shift(house, place, cashier))


async def _handed_back(house: House, place: tuple[UUID, UUID], refund: Refund, cashier: Cashier) -> Refund:
    if refund.channel != CASH or refund.state not in UNFINISHED:
        return refund
    await hand_back(house, place, cashier)
    file = await file_of(house, place)
    return next(known for known in file.refunds if known.id == refund.id)


async def hand_back(house: House, place: tuple[UUID, UUID], cashier: Cashier) -> None:
    """All cash of this order that waits at the counter is handed out; `place` is (store, order).

    Raises OrderIsUnknown, ShiftIsNeeded.
    """
    for refund in await house.decide("cash", lambda: _hand_back_once(house, place, cashier)):
        await drive(house, Timer(refund.store_id, DRIVE_TIMER, refund.id, refund.order_id, house.clock.now()))
    house.hints.changed(*place)


async def _hand_back_once(house: House, place: tuple[UUID, UUID], cashier: Cashier) -> list[Refund]:
    file = await file_of(house, place)
    waiting = [r for r in file.refunds if r.channel == CASH and r.state in UNFINISHED]
    if not waiting:
        return []
    shift, moves = await house.database.read(
        OPEN_SHIFT,
        MOVES_BY_NUMBERS,
        store_id=place[0],
        drawer_id=cashier.drawer_id,
        numbers=[refund.number for refund in waiting],
    )
    handed = {move.number for move in moves}
    fresh = [refund for refund in waiting if refund.number not in handed]
    if fresh:
        await _commit(house, file, (demand_shift(shift), fresh), cashier)
    return waiting


async def _commit(
    house: House, file: OrderFile, out_of: tuple[Shift, list[Refund]], cashier: Cashier
) -> None:
    (shift, refunds), stamp = out_of, house.stamp()
    moves = [move_back((shift, refund), cashier, stamp) for refund in refunds]
    happenings = [
        Happening(
            "cash-returned",
            {
                "number": move.number,
                "amount_fen": move.amount_fen,
                "by": cashier.name,
                "staff_id": cashier.staff_id,
                "device_id": cashier.device_id,
                "shift": shift.id,
            },
        )
        for move in moves
    ]
    await house.database.commit(record(shift, *moves) + file.evidence(stamp, *happenings))


def move_back(
    out_of: tuple[Shift, Refund], cashier: Cashier, stamp: Stamp, by_card: tuple[Slip, date] | None = None
) -> CashMove:
    """What a cashier gives back in this shift; by card with the slip of that business day."""
    shift, refund = out_of
    slip, day = by_card or (None, None)
    return CashMove(
        store_id=refund.store_id,
        id=stamp.id(),
        shift_id=shift.id,
        order_id=refund.order_id,
        number=refund.number,
        direction=Direction.RETURNED,
        amount_fen=refund.amount_fen,
        tendered_fen=None,
        staff_id=cashier.staff_id,
        staff_name=cashier.name,
        device_id=cashier.device_id,
        moved_at=stamp.now,
        channel=refund.channel,
        terminal_no=slip.terminal_no if slip else None,
        voucher=slip.voucher if slip else None,
        business_day=day,
    )


async def _shift(house: House, place: tuple[UUID, UUID], cashier: Cashier) -> Shift | None:
    return await house.database.read(OPEN_SHIFT, store_id=place[0], drawer_id=cashier.drawer_id)


async def file_of(house: House, place: tuple[UUID, UUID]) -> OrderFile:
    """The order's file. Raises OrderIsUnknown."""
    file = await read_order_file(house, *place)
    if file is None:
        raise OrderIsUnknown
    return file
