"""Card money goes back: it counts as returned when a cashier has done it on the terminal and names the slip."""

from dataclasses import dataclass
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.rules import business_day
from wendan.domains.refunds.errors import NothingToRefund
from wendan.domains.refunds.model import DRIVE_TIMER, Refund
from wendan.domains.refunds.states import UNFINISHED
from wendan.domains.routing.rules.accounts import BANK_CARD
from wendan.domains.shifts.model import Cashier, Slip
from wendan.domains.shifts.rules import demand_fresh_slip, demand_shift
from wendan.domains.shifts.service import record
from wendan.domains.shifts.store import MOVE_BY_SLIP, MOVES_BY_NUMBERS, OPEN_SHIFT
from wendan.flows.house import House
from wendan.flows.refund import drive
from wendan.flows.return_cash import file_of, move_back
from wendan.platform.timers import Timer


@dataclass(frozen=True, slots=True)
class CardReturned:
    """A refund that a cashier has made on the terminal."""

    store_id: UUID
    order_id: UUID
    refund_id: UUID
    slip: Slip
    cashier: Cashier


async def return_card(house: House, returned: CardReturned) -> None:
    """The refund is done; saying so again with the same slip changes nothing.

    Raises OrderIsUnknown, NothingToRefund, ShiftIsNeeded, SlipWasUsed.
    """
    refund = await house.decide("counter", lambda: _return_once(house, returned))
    if refund.state in UNFINISHED:
        now = house.clock.now()
        await drive(house, Timer(refund.store_id, DRIVE_TIMER, refund.id, refund.order_id, now))
    house.hints.changed(returned.store_id, returned.order_id)


async def _return_once(house: House, returned: CardReturned) -> Refund:
    file = await file_of(house, (returned.store_id, returned.order_id))
    stamp, slip, cashier = house.stamp(), returned.slip, returned.cashier
    refund = next((r for r in file.refunds if r.id == returned.refund_id and r.channel == BANK_CARD), None)
    if refund is None:
        raise NothingToRefund
    day = business_day(stamp.now, file.store.timezone)
    shift, moves, same_slip = await house.database.read(
        OPEN_SHIFT,
        MOVES_BY_NUMBERS,
        MOVE_BY_SLIP,
        store_id=returned.store_id,
        drawer_id=cashier.drawer_id,
        numbers=[refund.number],
        terminal_no=slip.terminal_no,
        voucher=slip.voucher,
        business_day=day,
    )
    if any(move.slip == slip for move in moves):
        return refund
    if moves or refund.state not in UNFINISHED:
        raise NothingToRefund
    demand_fresh_slip(same_slip)
    open_shift = demand_shift(shift)
    move = move_back((open_shift, refund), cashier, stamp, (slip, day))
    words = {
        "number": move.number,
        "amount_fen": move.amount_fen,
        "by": cashier.name,
        "staff_id": cashier.staff_id,
        "device_id": cashier.device_id,
        "shift": open_shift.id,
        "terminal_no": slip.terminal_no,
        "voucher": slip.voucher,
    }
    evidence = file.evidence(stamp, Happening("card-returned", words))
    await house.database.commit(record(open_shift, move) + evidence)
    return refund
