"""What the public says is imported by whoever watches it, as often as they like: the same word counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.mass_incidents.model import Mention
from wendan.domains.mass_incidents.rules.words import found_in
from wendan.domains.mass_incidents.service import hear_all
from wendan.domains.mass_incidents.store import KNOWN_MENTIONS
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE

FROM_FEEDBACK: Final = "feedback"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said somewhere; `external_id` is the source's own."""

    external_id: str
    said_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How many were new, and how many of these carry a watched word."""

    new: int
    known: int
    watched: int


async def hear_mentions(house: House, merchant_id: UUID, source: str, said: Sequence[Said]) -> Heard:
    """Keep what is new of it; what is not about money is kept too, without keywords."""
    once = list({each.external_id: each for each in said}.values())
    return await house.decide("mentions", partial(_hear_once, house, (merchant_id, source), once))


async def _hear_once(house: House, whose: tuple[UUID, str], said: Sequence[Said]) -> Heard:
    merchant_id, source = whose
    ids = [each.external_id for each in said]
    known = await house.database.read(
        KNOWN_MENTIONS, store_id=HEAD_OFFICE, merchant_id=merchant_id, source=source, external_ids=ids
    )
    before = {each.external_id for each in known}
    stamp = house.stamp()
    new = [
        Mention(
            store_id=HEAD_OFFICE,
            id=stamp.id(),
            merchant_id=merchant_id,
            source=source,
            external_id=each.external_id,
            said_at=min(each.said_at, stamp.now),
            heard_at=stamp.now,
            text=each.text,
            keywords=found_in(each.text),
        )
        for each in said
        if each.external_id not in before
    ]
    await house.database.commit(hear_all(new))
    return Heard(len(new), len(said) - len(new), sum(bool(each.keywords) for each in new))
