"""Diners who leave orders unpaid on purpose may not order for a while; they appeal, and two people let them back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import OWNER_OF_STORE, STORES_OF_MERCHANT
from wendan.domains.people.errors import NotAllowed
from wendan.domains.risk.errors import DinerIsListedAlready, EntryIsUnknown
from wendan.domains.risk.model import Entry, Evidence, Limits, PastOrder, Person
from wendan.domains.risk.rules.blacklist import appealed, is_in_force, lifted, rejected, standing_of
from wendan.domains.risk.rules.features import LOOKS_BACK
from wendan.domains.risk.rules.malice import deserves_listing, malicious
from wendan.domains.risk.service import keep, list_diner, make_room, new_entry
from wendan.domains.risk.store import DINERS_LEFT_UNPAID, ENTRIES_OF_DINER, ENTRY_BY_ID, HISTORY_OF_DINER
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.ids import first_id_at

MACHINE: Final = "wendan"
REASON: Final = "malicious-unpaid"


@dataclass(frozen=True, slots=True)
class Listing:
    """Somebody lists a diner by hand; `merchant_id` None: an operator, for the whole cell."""

    merchant_id: UUID | None
    diner_id: UUID
    days: int
    person: Person


async def limits_of(house: House, merchant_id: UUID | None) -> Limits:
    """What the merchant's policy says counts as too much; for an operator, what is usual."""
    rules = (await house.policies.in_force(HEAD_OFFICE, merchant_id)).policy.blacklist
    return Limits(rules.after_malicious, rules.within_days, rules.lasts_days)


async def history_of(
    house: House, store_ids: Sequence[UUID], diner_id: UUID, now: datetime
) -> list[PastOrder]:
    """A diner's newest orders at these stores, half a year at most."""
    return await house.database.read(
        HISTORY_OF_DINER,
        store_ids=list(store_ids),
        diner_id=diner_id,
        now=now,
        history_since_id=first_id_at(now - LOOKS_BACK),
    )


async def stores_of(house: House, merchant_id: UUID | None) -> list[UUID]:
    """The merchant's stores, all of the cell for an operator."""
    return [s.store_id for s in await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)]


async def review_diner(
    house: House, merchant_id: UUID, store_ids: Sequence[UUID], diner_id: UUID
) -> Entry | None:
    """After an order ran out: the diner's new entry, if there is now enough evidence of intent and none in force."""
    now, limits = house.clock.now(), await limits_of(house, merchant_id)
    history = await history_of(house, store_ids, diner_id, now)
    evidence = malicious(history, now, limits)
    if not deserves_listing(history, evidence, now, limits):
        return None
    why = (MACHINE, REASON, evidence)
    try:
        return await house.decide(
            "blacklist", lambda: _list_once(house, (merchant_id, diner_id), why, limits.listed_days)
        )
    except DinerIsListedAlready:
        return None


async def review_unpaid(house: House, merchant_id: UUID, since: datetime) -> list[Entry]:
    """Everybody who left an order unpaid since then, looked at once; for the night."""
    stores = await stores_of(house, merchant_id)
    orders = await house.reports.read(
        DINERS_LEFT_UNPAID,
        store_ids=stores,
        from_id=first_id_at(since),
        until_id=first_id_at(house.clock.now()),
    )
    found = [await review_diner(house, merchant_id, stores, order.diner_id) for order in orders]
    return [entry for entry in found if entry is not None]


async def review_night(house: House, store: Store, days: tuple[datetime, datetime]) -> None:
    """Everybody who left an order of this store unpaid on these days, judged by all stores of the merchant."""
    left = await house.reports.read(
        DINERS_LEFT_UNPAID,
        store_ids=[store.store_id],
        from_id=first_id_at(days[0]),
        until_id=first_id_at(days[1]),
    )
    stores = await stores_of(house, store.merchant_id) if left else []
    for order in left:
        await review_diner(house, store.merchant_id, stores, order.diner_id)


async def blacklist_diner(house: House, listing: Listing) -> Entry:
    """A person's entry, with whatever evidence the orders give. Raises DinerIsListedAlready."""
    now = house.clock.now()
    history = await history_of(house, await stores_of(house, listing.merchant_id), listing.diner_id, now)
    limits = await limits_of(house, listing.merchant_id)
    why = (listing.person.name, listing.person.words, malicious(history, now, limits))
    whose = (listing.merchant_id, listing.diner_id)
    return await house.decide("blacklist", lambda: _list_once(house, whose, why, listing.days))


async def _list_once(
    house: House, whose: tuple[UUID | None, UUID], why: tuple[str, str, Sequence[Evidence]], days: int
) -> Entry:
    merchant_id, diner_id = whose
    known = await house.database.read(ENTRIES_OF_DINER, diner_id=diner_id)
    stamp = house.stamp()
    if any(entry.merchant_id == merchant_id and is_in_force(entry, stamp.now) for entry in known):
        raise DinerIsListedAlready
    await house.database.commit(make_room(known, merchant_id, stamp.now))
    entry = new_entry(stamp.id(), whose, why, stamp.now, days)
    await house.database.commit(list_diner(entry))
    return entry


async def standing(house: House, store_id: UUID, diner_id: UUID) -> Entry | None:
    """The entry that keeps this diner from ordering in this store. Raises StoreIsUnknown."""
    owner, entries = await house.database.read(
        OWNER_OF_STORE, ENTRIES_OF_DINER, store_id=store_id, diner_id=diner_id
    )
    if owner is None:
        raise StoreIsUnknown
    return standing_of(entries, owner.merchant_id, house.clock.now())


async def appeal(house: House, store_id: UUID, diner_id: UUID, words: str) -> Entry:
    """The diner says why the entry is wrong; a person will answer. Raises NothingToAppeal, AppealWasMade, AppealIsTooLate."""

    async def once() -> Entry:
        entry = await standing(house, store_id, diner_id)
        within = timedelta(days=(await house.policies.in_force(store_id)).policy.blacklist.appeal_within_days)
        entry = appealed(entry, words, within, house.clock.now())
        await house.database.commit(keep(entry))
        return entry

    return await house.decide("blacklist", once)


async def reject_appeal(house: House, place: tuple[UUID | None, UUID], by: Person) -> Entry:
    """The entry goes on; `place` is (merchant, entry). Raises EntryIsUnknown, NotAllowed, EntryHasEnded, NoAppealWaits."""
    return await _change(house, place, lambda entry, now: rejected(entry, by, now))


async def lift(house: House, place: tuple[UUID | None, UUID], by: Person) -> Entry:
    """The first person proposes the removal, another one carries it out.

    Raises EntryIsUnknown, NotAllowed, EntryHasEnded, AnotherPersonMustLift.
    """
    return await _change(house, place, lambda entry, now: lifted(entry, by, now))


async def _change(
    house: House, place: tuple[UUID | None, UUID], change: Callable[[Entry, datetime], Entry]
) -> Entry:
    merchant_id, entry_id = place

    async def once() -> Entry:
        entry = await house.database.read(ENTRY_BY_ID, entry_id=entry_id, merchant_id=merchant_id)
        if entry is None:
            raise EntryIsUnknown
        if merchant_id is not None and entry.merchant_id is None:
            # What counts at every merchant is the operator's to decide.
            raise NotAllowed
        changed = change(entry, house.clock.now())
        await house.database.commit(keep(changed))
        return changed

    return await house.decide("blacklist", once)
