"""Who may enter: each router names its guard; what has none is public and listed in tests/api/test_doors.py."""

from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from wendan.api.desk import DESK, Desk
from wendan.domains.people.errors import SignInNeeded
from wendan.domains.people.model import StaffToken
from wendan.domains.people.rules import demand_office, demand_store, hash_of
from wendan.domains.people.store import STAFF_BY_TOKEN
from wendan.flows.house import House
from wendan.platform.auth import Session, SessionIsInvalid, Sessions

Connection = ASGIConnection[Any, Any, Any, Any]


async def diners(connection: Connection, _: BaseRouteHandler) -> None:
    """Diners with a session of ours. Raises SignInNeeded."""
    desk: Desk = connection.app.state[DESK]
    connection.scope["auth"] = session_of(desk.sessions, _token(connection))


async def store_staff(connection: Connection, _: BaseRouteHandler) -> None:
    """Staff of the store in the path, and head office. Raises SignInNeeded, NotAllowed."""
    desk: Desk = connection.app.state[DESK]
    staff = await staff_of(desk.house, _token(connection))
    store_id: UUID = connection.path_params["store_id"]
    connection.scope["auth"] = demand_store(staff, store_id)


async def office_staff(connection: Connection, _: BaseRouteHandler) -> None:
    """Head office. Raises SignInNeeded, NotAllowed."""
    desk: Desk = connection.app.state[DESK]
    staff = await staff_of(desk.house, _token(connection))
    connection.scope["auth"] = demand_office(staff)


def session_of(sessions: Sessions, token: str) -> Session:
    """Raises SignInNeeded."""
    try:
        return sessions.read(token)
    except SessionIsInvalid:
        raise SignInNeeded from None


async def staff_of(house: House, token: str) -> StaffToken | None:
    """The staff member with this token; asked each time, so that a token taken back opens nothing."""
    return await house.database.read(STAFF_BY_TOKEN, token_hash=hash_of(token))


def _token(connection: Connection) -> str:
    for name, value in connection.scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token:
                return token.strip()
    raise SignInNeeded
