"""A drawer's day: opened with a float, counted at the end, closed only when every order has reached us."""

from dataclasses import dataclass
from uuid import UUID

from wendan.domains.shifts.errors import ShiftIsOpenAlready, ShiftIsUnknown
from wendan.domains.shifts.model import Cashier, Shift, ShiftView
from wendan.domains.shifts.rules import counted_up, demand_closable, demand_same_float
from wendan.domains.shifts.service import begin, count
from wendan.domains.shifts.store import OPEN_SHIFT, SHIFT_BY_ID, SHIFT_BY_KEY, SUMS_BY_ID
from wendan.flows.house import House
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class Count:
    """What was found in the drawer, and how many orders of the device have not reached us."""

    counted_fen: Fen
    unsynced_orders: int
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The shift, and whether it was opened before under the same key."""

    shift: ShiftView
    is_replay: bool


async def open_shift(
    house: House, store_id: UUID, cashier: Cashier, opening_float: Fen, client_key: str
) -> Opened:
    """Open the cashier's drawer. Raises ShiftIsOpenAlready, ShiftIdWasUsed."""
    shift_id, is_replay = await house.decide(
        "shift", lambda: _open_once(house, store_id, cashier, opening_float, client_key)
    )
    return Opened(await read_shift(house, store_id, shift_id), is_replay)


async def _open_once(
    house: House, store_id: UUID, cashier: Cashier, opening_float: Fen, client_key: str
) -> tuple[UUID, bool]:
    earlier, current = await house.database.read(
        SHIFT_BY_KEY, OPEN_SHIFT, store_id=store_id, drawer_id=cashier.drawer_id, client_key=client_key
    )
    if earlier is not None:
        demand_same_float(earlier, opening_float)
        return earlier.id, True
    if current is not None:
        raise ShiftIsOpenAlready(shift_id=str(current.id))
    stamp = house.stamp()
    shift = Shift(
        store_id=store_id,
        id=stamp.id(),
        drawer_id=cashier.drawer_id,
        client_key=client_key,
        device_id=cashier.device_id,
        staff_id=cashier.staff_id,
        staff_name=cashier.name,
        opened_at=stamp.now,
        opening_float_fen=opening_float,
        closed_at=None,
        counted_fen=None,
        words="",
        version=1,
    )
    await house.database.commit(begin(shift))
    return shift.id, False


async def close_shift(house: House, store_id: UUID, shift_id: UUID, counted: Count) -> ShiftView:
    """Count the drawer and end the shift. Raises ShiftIsUnknown, ShiftIsClosed, OrdersAreUnsynced."""
    await house.decide("shift", lambda: _close_once(house, store_id, shift_id, counted))
    return await read_shift(house, store_id, shift_id)


async def _close_once(house: House, store_id: UUID, shift_id: UUID, counted: Count) -> None:
    shift = await house.database.read(SHIFT_BY_ID, store_id=store_id, shift_id=shift_id)
    if shift is None:
        raise ShiftIsUnknown
    demand_closable(shift, counted.unsynced_orders)
    now = house.clock.now()
    await house.database.commit(count(shift, counted.counted_fen, counted.words, now)[1])


async def read_shift(house: House, store_id: UUID, shift_id: UUID) -> ShiftView:
    """The shift with its sums. Raises ShiftIsUnknown."""
    sums = await house.database.read(SUMS_BY_ID, store_id=store_id, shift_id=shift_id)
    if sums is None:
        raise ShiftIsUnknown
    return counted_up(sums)
