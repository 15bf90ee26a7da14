"""Whoever of the staff changes something is named in the very commit that changes it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import msgspec

from wendan.domains.people.model import AuditEntry, Staff
from wendan.domains.people.store import AUDIT
from wendan.flows.house import House
from wendan.platform.changes import Changes
from wendan.platform.db import Database

MOST_WORDS: Final = 4000
SECRET_WORDS: Final = frozenset(("password", "old", "new", "one_time_code", "code"))
_MASK: Final = "•••"
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Deed:
    """Who asks for what, where: `place` is the store and whose it is, `action` names the address.

    `body` gives the request as it came, once it is read.
    """

    staff: Staff
    place: tuple[UUID, UUID | None]
    action: str
    subject: str
    body: Callable[[], bytes]


def acting_for(house: House, deed: Deed) -> House:
    """The same house in a staff member's hands: its first commit carries the audit entry."""
    return replace(house, database=_Audited(house, deed))


class _Audited(Database):
    def __init__(self, house: House, deed: Deed) -> None:
        super().__init__(house.database.pool)
        self._house, self._deed = house, deed
        self._is_written = False

    async def commit(self, changes: Changes) -> None:
        """As the house commits, with the entry beside the first changes."""
        if not changes or self._is_written:
            await super().commit(changes)
            return
        # A new id for each try: after a lost connection nobody knows whether the last one was written.
        await super().commit(changes + Changes.of(AUDIT.insert(self._entry())))
        self._is_written = True

    def _entry(self) -> AuditEntry:
        staff, stamp = self._deed.staff, self._house.stamp()
        store_id, merchant_id = self._deed.place
        return AuditEntry(
            store_id=store_id,
            id=stamp.id(),
            merchant_id=merchant_id,
            at=stamp.now,
            staff_id=staff.id,
            staff_name=staff.name,
            role=staff.role,
            device_id=staff.device_id,
            device_name=staff.device_name,
            action=self._deed.action,
            subject=self._deed.subject,
            words=words_of(self._deed.body()),
        )


def words_of(body: bytes) -> str:
    """What was asked, as JSON text without secrets, cut where it is long."""
    try:
        asked = msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError:
        asked = {}
    return _encode(_masked(asked)).decode()[:MOST_WORDS]


def _masked(asked: Any) -> Any:
    if isinstance(asked, dict):
        return {name: _MASK if name in SECRET_WORDS else _masked(value) for name, value in asked.items()}
    return [_masked(each) for each in asked] if isinstance(asked, list) else asked
