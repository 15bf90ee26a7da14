"""Where a diner may be reached, by their own word; a number is kept closed and shown with its middle hidden."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.members.model import Address
from wendan.domains.members.service import keep_addresses
from wendan.domains.members.store import ADDRESSES_OF_DINER
from wendan.flows.house import House

SMS: Final = "sms"
VOICE: Final = "voice"
_SHOWN_BEFORE: Final = 3
_SHOWN_AFTER: Final = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number and what it may be used for."""

    phone: str | None
    allows_sms: bool
    allows_calls: bool


async def read_contact(house: House, store_id: UUID, diner_id: UUID) -> Contact:
    """What is kept of this diner in this store, the number's middle hidden."""
    kept = await house.database.read(ADDRESSES_OF_DINER, store_id=store_id, diner_id=diner_id)
    by_way = {address.way: address for address in kept}
    sealed = next((by_way[way].sealed for way in (SMS, VOICE) if way in by_way and by_way[way].sealed), None)
    phone = None if sealed is None else house.addresses.open(sealed)
    allowed = {way: way in by_way and by_way[way].is_allowed for way in (SMS, VOICE)}
    return Contact(None if phone is None else _masked(phone), allowed[SMS], allowed[VOICE])


async def set_contact(house: House, store_id: UUID, diner_id: UUID, contact: Contact) -> Contact:
    """From now on; without a number the old one is forgotten. Raises StoreIsUnknown."""
    if await house.database.read(STORE_BY_ID, store_id=store_id) is None:
        raise StoreIsUnknown
    sealed = "" if contact.phone is None else house.addresses.close(contact.phone)
    allows = {SMS: contact.allows_sms, VOICE: contact.allows_calls}
    now = house.clock.now()
    addresses = [
        Address(store_id, diner_id, way, sealed, bool(sealed) and is_allowed, now)
        for way, is_allowed in allows.items()
    ]
    await house.database.commit(keep_addresses(addresses))
    return await read_contact(house, store_id, diner_id)


def _masked(phone: str) -> str:
    hidden = max(0, len(phone) - _SHOWN_BEFORE - _SHOWN_AFTER)
    return phone[:_SHOWN_BEFORE] + "*" * hidden + phone[_SHOWN_BEFORE + hidden :]
