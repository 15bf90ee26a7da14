"""What every handler works with: the house and what only the doors need."""

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request
from litestar.types import Scope

from wendan.api.limits import Limit
from wendan.api.live.hub import Hub
from wendan.api.settling import Settling
from wendan.domains.people.model import StaffToken
from wendan.flows.house import House
from wendan.platform.auth import Session, Sessions

DESK: Final = "desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """One per process."""

    house: House
    sessions: Sessions
    hub: Hub
    settling: Settling
    sign_ins: Limit
    orders: Limit
    payments: Limit
    reads: Limit


class Asked(Request[Any, Any, Any]):
    """A request that knows the desk and who stands before it."""

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.state[DESK]
        return desk

    @property
    def house(self) -> House:
        return self.desk.house

    @property
    def diner(self) -> Session:
        """The diner whom the guard let in."""
        who = self.scope["auth"]
        assert isinstance(who, Session)
        return who

    @property
    def staff(self) -> StaffToken:
        """The staff member whom the guard let in."""
        who = self.scope["auth"]
        assert isinstance(who, StaffToken)
        return who

    @property
    def address(self) -> str:
        """Where the request comes from: a trusted proxy's word, or the connection's other end."""
        return address_of(self.scope, self.house.settings.client_ip_header)


def address_of(scope: Scope, trusted_header: str | None) -> str:
    """The client's address; the header is believed only where the settings name it."""
    if trusted_header:
        wanted = trusted_header.lower().encode()
        for name, value in scope["headers"]:
            if name == wanted:
                # The last hop is what our own proxy saw; everything before it anybody may have written.
                return str(value.decode("latin-1").rpartition(",")[2].strip())
    client = scope.get("client")
    return client[0] if client else "127.0.0.1"
