"""The kitchen: what is to be cooked, and the bump bar."""

from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.refusals import AddressIsUnknown
from wendan.domains.kitchen.model import Bump, Ticket, TicketSignal, TicketView
from wendan.domains.kitchen.store import VIEWS_CHANGED, VIEWS_LIVE
from wendan.domains.people.model import Right
from wendan.flows.cook import acknowledge, move

STEPS: Final = {
    "start": TicketSignal.START,
    "finish": TicketSignal.FINISH,
    "hand-over": TicketSignal.HAND_OVER,
    "recall": TicketSignal.RECALL,
}


@get("/tickets", gives=list[TicketView], right=Right.SEE_KITCHEN)
async def list_tickets(
    request: Asked,
    store_id: FromPath[UUID],
    since: FromQuery[datetime | None] = None,
    after: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Live tickets by age; with `since`, those that changed after it, whatever their state.

    Five hundred at a time: `after` is the id of the last one had, and with `since` that one's `changed_at` as well.
    """
    database = request.house.database
    if since is None:
        return answer(await database.read(VIEWS_LIVE, store_id=store_id, after_id=after))
    return answer(await database.read(VIEWS_CHANGED, store_id=store_id, since=since, after_id=after))


@post("/tickets/{ticket_id:uuid}/acknowledge", gives=Ticket, right=Right.COOK)
async def acknowledge_ticket(
    request: Asked, store_id: FromPath[UUID], ticket_id: FromPath[UUID]
) -> Response[bytes]:
    """A screen, printer or person has seen the ticket."""
    return answer(await acknowledge(request.house, store_id, ticket_id, request.staff.name))


@post("/tickets/{ticket_id:uuid}/{step:str}", gives=Ticket, choices={"step": tuple(STEPS)}, right=Right.COOK)
async def move_ticket(
    request: Asked,
    store_id: FromPath[UUID],
    ticket_id: FromPath[UUID],
    step: FromPath[str],
    station: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Start, finish, hand over or recall a ticket; with `station`, finish or recall that station's part."""
    if step not in STEPS:
        raise AddressIsUnknown
    bump = Bump(STEPS[step], request.staff.name, station)
    return answer(await move(request.house, (store_id, ticket_id), bump))
