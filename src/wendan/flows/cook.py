"""The kitchen sees a ticket, cooks it, bumps it, recalls it; the order moves along with it."""

from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import Case, CaseState, CaseType, Finding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.kitchen.errors import MealWasHandedOver, TicketIsUnknown
from wendan.domains.kitchen.model import Bump, Ticket, TicketSignal, TicketState
from wendan.domains.kitchen.rules import stations_of
from wendan.domains.kitchen.service import acknowledge as acknowledge_ticket
from wendan.domains.kitchen.service import press
from wendan.domains.kitchen.store import STATION_LINES, TICKET_BY_ID
from wendan.domains.ordering.model import OrderSignal
from wendan.domains.ordering.service import move as move_order
from wendan.domains.preauth.service import due
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.kernel.states import Contradicts
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer

_ORDER_SIGNAL = {
    TicketState.PREPARING: OrderSignal.COOK,
    TicketState.READY: OrderSignal.READY,
    TicketState.HANDED_OVER: OrderSignal.HAND_OVER,
}


async def acknowledge(house: House, store_id: UUID, ticket_id: UUID, by: str) -> Ticket:
    """A screen, printer or person has seen the ticket. Raises TicketIsUnknown."""
    ticket = await house.decide("cook", lambda: _acknowledge_once(house, (store_id, ticket_id), by))
    house.hints.changed(store_id, ticket.order_id)
    return ticket


async def _acknowledge_once(house: House, place: tuple[UUID, UUID], by: str) -> Ticket:
    file, ticket, _ = await _ticket_file(house, place)
    stamp = house.stamp()
    seen, changes = acknowledge_ticket(ticket, by, stamp.now)
    if changes:
        evidence = file.evidence(stamp, Happening("ticket-acknowledged", {"by": by}))
        await house.database.commit(changes + _calm(file, ticket, stamp) + evidence)
    return seen


async def move(house: House, place: tuple[UUID, UUID], bump: Bump) -> Ticket:
    """Start, finish, hand over or recall a ticket, or one station's part; `place` is (store, ticket).

    Raises TicketIsUnknown, TicketCannotDoThat, StationIsUnknown.
    """
    ticket = await house.decide("cook", lambda: _move_once(house, place, bump))
    house.hints.changed(place[0], ticket.order_id)
    return ticket


async def _move_once(house: House, place: tuple[UUID, UUID], bump: Bump) -> Ticket:
    file, ticket, stations = await _ticket_file(house, place)
    return await _pressed(house, file, (ticket, stations), bump)


async def _pressed(house: House, file: OrderFile, at: tuple[Ticket, list[str]], bump: Bump) -> Ticket:
    stamp = house.stamp()
    ticket, changes, happenings = pressed(file, at, bump, stamp)
    if changes:
        await house.database.commit(changes + file.evidence(stamp, *happenings))
    return ticket


def pressed(
    file: OrderFile, at: tuple[Ticket, list[str]], bump: Bump, stamp: Stamp
) -> tuple[Ticket, Changes, list[Happening]]:
    """The ticket and what is to be written for the press; `at` is the ticket and where it is cooked.

    Raises TicketCannotDoThat, StationIsUnknown.
    """
    ticket, stations = at
    moved, changes = press(ticket, bump, stations, stamp.now)
    if not changes:
        return ticket, NOTHING, []
    words = {"from": ticket.state, "to": moved.state, "by": bump.by}
    if bump.station is not None:
        words["station"] = bump.station
    changes += _order_moves(file, moved, stamp) + _calm(file, ticket, stamp)
    return moved, changes, [Happening("ticket-moved", words)]


def _order_moves(file: OrderFile, ticket: Ticket, stamp: Stamp) -> Changes:
    # A recalled ticket goes back in the kitchen; what the diner was told about the order stands.
    signal = _ORDER_SIGNAL.get(ticket.state)
    if signal is None:
        return NOTHING
    try:
        changes = move_order(file.order, signal, stamp.now)[1]
    except Contradicts:
        return NOTHING
    held = file.guarantee
    is_handed_over = ticket.state is TicketState.HANDED_OVER
    # The meal is in the customer's hands: what is held for it is taken now.
    return changes + (due(held, stamp.now) if is_handed_over and held is not None else NOTHING)


def _calm(file: OrderFile, ticket: Ticket, stamp: Stamp) -> Changes:
    """The alarm about an unseen ticket is over once somebody has seen it."""
    for case in file.cases:
        if _is_about(case, ticket):
            return resolve(case, "seen", stamp.now)[1]
    return NOTHING


def _is_about(case: Case, ticket: Ticket) -> bool:
    wanted = (CaseState.OPEN, CaseType.TICKET_UNSEEN, str(ticket.id))
    return (case.state, case.type, case.subject) == wanted


async def _ticket_file(house: House, place: tuple[UUID, UUID]) -> tuple[OrderFile, Ticket, list[str]]:
    store_id, ticket_id = place
    ticket, lines = await house.database.read(
        TICKET_BY_ID, STATION_LINES, store_id=store_id, ticket_id=ticket_id
    )
    if ticket is None:
        raise TicketIsUnknown
    file = await read_order_file(house, store_id, ticket.order_id)
    assert file is not None
    return file, next(known for known in file.tickets if known.id == ticket_id), stations_of(lines)


async def ring(house: House, timer: Timer) -> None:
    """Nobody has seen the ticket for too long: alarm."""
    await house.decide("cook", lambda: _ring_once(house, timer))
    house.hints.changed(timer.store_id, timer.order_id)


async def _ring_once(house: House, timer: Timer) -> None:
    file, ticket, _ = await _ticket_file(house, (timer.store_id, timer.subject_id))
    if ticket.acknowledged_at is not None:
        await house.database.commit(Changes.of(clear_timer(timer)))
        return
    stamp = house.stamp()
    reason = "a paid order's ticket was seen by no screen, printer or person"
    finding = Finding(
        ticket.store_id, ticket.order_id, CaseType.TICKET_UNSEEN, str(ticket.id), reason, file.order.total_fen
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if changes:
        evidence = file.evidence(stamp, Happening("case-opened", {"type": case.type, "reason": reason}))
        await house.database.commit(changes + evidence)


async def hand_over(house: House, store_id: UUID, order_id: UUID, by: str) -> Ticket:
    """The customer has shown the order's pick-up code and takes the meal, once.

    Raises TicketIsUnknown, MealWasHandedOver, TicketCannotDoThat.
    """
    ticket = await house.decide("cook", lambda: _hand_over_once(house, (store_id, order_id), by))
    house.hints.changed(store_id, order_id)
    return ticket


async def _hand_over_once(house: House, place: tuple[UUID, UUID], by: str) -> Ticket:
    file = await read_order_file(house, *place)
    ticket = None if file is None else next(iter(file.tickets), None)
    if file is None or ticket is None:
        raise TicketIsUnknown
    if ticket.state is TicketState.HANDED_OVER:
        raise MealWasHandedOver(handed_over_at=ticket.changed_at.isoformat())
    return await _pressed(house, file, (ticket, []), Bump(TicketSignal.HAND_OVER, by))
