"""Who may enter: each router names its guard, each staff address the right it asks for.

What has no guard is public and listed in tests/api/test_doors.py.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from wendan.api.desk import DESK, OWNER, Desk
from wendan.domains.catalog.store import OWNER_OF_STORE
from wendan.domains.people.errors import SignInNeeded
from wendan.domains.people.model import Right, Staff
from wendan.domains.people.rules import (
    demand_done_there,
    demand_office,
    demand_present,
    demand_right,
    demand_store,
    hash_of,
)
from wendan.domains.people.store import STAFF_BY_TOKEN
from wendan.flows.house import House
from wendan.platform.auth import Session, SessionIsInvalid, Sessions

DEVICE_HEADER: Final = "Wendan-Device"
RIGHT: Final = "right"

Connection = ASGIConnection[Any, Any, Any, Any]


async def diners(connection: Connection, _: BaseRouteHandler) -> None:
    """Diners with a session of ours. Raises SignInNeeded."""
    desk: Desk = connection.scope["state"][DESK]
    connection.scope["auth"] = session_of(desk.sessions, _token(connection))


async def store_staff(connection: Connection, handler: BaseRouteHandler) -> None:
    """Staff of the store in the path, and its merchant's head office. Raises SignInNeeded, NotAllowed."""
    desk: Desk = connection.scope["state"][DESK]
    proof = Proof(_token(connection), connection.headers.get(DEVICE_HEADER))
    store_id: UUID = connection.path_params["store_id"]
    staff, owner = await staff_in_store(desk.house, proof, store_id, right_of(handler))
    connection.scope["auth"] = staff
    connection.scope["state"][OWNER] = owner


async def office_staff(connection: Connection, handler: BaseRouteHandler) -> None:
    """Who works for the whole merchant. Raises SignInNeeded, NotAllowed."""
    staff = demand_office(demand_right(await _present(connection), right_of(handler)))
    if "store_id" in connection.path_params:
        await store_staff(connection, handler)
    connection.scope["auth"] = staff


async def any_staff(connection: Connection, handler: BaseRouteHandler) -> None:
    """Whoever works here. Raises SignInNeeded, NotAllowed."""
    connection.scope["auth"] = demand_right(await _present(connection), right_of(handler))


def right_of(handler: BaseRouteHandler) -> Right:
    """What a staff address asks for; one that does not say is a bug that no test lets pass."""
    right: Right = handler.opt[RIGHT]
    return right


class Proof(NamedTuple):
    """What a staff member shows: a token, and the key of the device they work on."""

    token: str
    device_key: str | None


async def staff_in_store(
    house: House, proof: Proof, store_id: UUID, right: Right
) -> tuple[Staff, UUID | None]:
    """The staff member who may do this in this store, and whose store it is.

    Raises SignInNeeded, DeviceIsNeeded, NotAllowed.
    """
    found, owner = await house.database.read(
        STAFF_BY_TOKEN, OWNER_OF_STORE, token_hash=hash_of(proof.token), store_id=store_id
    )
    staff = demand_present(found, proof.device_key, house.clock.now())
    demand_done_there(store_id, right)
    merchant_id = None if owner is None else owner.merchant_id
    return demand_right(demand_store(staff, store_id, merchant_id), right), merchant_id


async def _present(connection: Connection) -> Staff:
    house = connection.scope["state"][DESK].house
    found = await house.database.read(STAFF_BY_TOKEN, token_hash=hash_of(_token(connection)))
    return demand_present(found, connection.headers.get(DEVICE_HEADER), house.clock.now())


def session_of(sessions: Sessions, token: str) -> Session:
    """Raises SignInNeeded."""
    try:
        return sessions.read(token)
    except SessionIsInvalid:
        raise SignInNeeded from None


def _token(connection: Connection) -> str:
    for name, value in connection.scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token:
                return token.strip()
    raise SignInNeeded
