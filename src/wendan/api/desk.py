"""What every handler works with: the house and what only the doors need."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.types import Scope

from wendan.api.limits import Limit
from wendan.api.live.hub import Hub
from wendan.api.order_page import Pages
from wendan.api.parse import BODY
from wendan.api.settling import Settling
from wendan.domains.people.model import Staff
from wendan.domains.shifts.model import Cashier
from wendan.flows.audit import Deed, acting_for
from wendan.flows.house import House
from wendan.platform.auth import Credentials, Session, Sessions
from wendan.platform.pass_keys import PassKeys
from wendan.platform.passwords import Seal

DESK: Final = "desk"
"""Whose desk it is stands beside each question: the application itself knows none."""
OWNER: Final = "owner"
"""Whose the store in the path is, kept by the guard."""
_ACTING: Final = "acting"


@dataclass(frozen=True, slots=True)
class Desk:
    """One per process."""

    house: House
    sessions: Sessions
    credentials: Credentials
    passes: PassKeys
    pages: Pages
    hub: Hub
    settling: Settling
    secret: str
    seal: Seal
    staff_tries: Limit
    sign_ins: Limit
    orders: Limit
    payments: Limit
    reads: Limit


class Asked(Request[Any, Any, Any]):
    """A request that knows the desk and who stands before it."""

    @property
    def desk(self) -> Desk:
        desk: Desk = self.scope["state"][DESK]
        return desk

    @property
    def house(self) -> House:
        """The house; in a staff member's hands every commit also says who did it."""
        who = self.scope.get("auth")
        if not isinstance(who, Staff) or self.method == "GET":
            return self.desk.house
        kept = self.scope["state"]
        if _ACTING not in kept:
            kept[_ACTING] = acting_for(self.desk.house, self._deed(who))
        acting: House = kept[_ACTING]
        return acting

    def _deed(self, who: Staff) -> Deed:
        store_id: UUID = self.path_params.get("store_id", who.store_id)
        kept = self.scope["state"]
        owner: UUID | None = kept.get(OWNER, who.merchant_id)
        subject = " ".join(str(value) for name, value in self.path_params.items() if name != "store_id")
        action = self.route_handler.handler_name
        return Deed(who, (store_id, owner), action, subject, lambda: kept.get(BODY, b""))

    @property
    def diner(self) -> Session:
        """The diner whom the guard let in."""
        who = self.scope["auth"]
        assert isinstance(who, Session)
        return who

    @property
    def staff(self) -> Staff:
        """The staff member whom the guard let in."""
        who = self.scope["auth"]
        assert isinstance(who, Staff)
        return who

    @property
    def cashier(self) -> Cashier:
        """The staff member as one who stands at a drawer."""
        return Cashier(self.staff.id, self.staff.name, self.staff.device_id)

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
