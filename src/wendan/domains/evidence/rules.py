"""How links are made and checked.

hash = SHA-256 over previous_hash, store, order, event number, kind, time in microseconds and content,
joined by line feeds, in UTF-8.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import msgspec

from wendan.domains.evidence.model import GENESIS, ChainEnd, Event, Happening

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone(timedelta(0)))
_encode = msgspec.json.Encoder(order="deterministic").encode


def hash_of(event: Event) -> str:
    """The hash this event must carry."""
    micros = (event.happened_at - _EPOCH) // timedelta(microseconds=1)
    parts = (
        event.previous_hash,
        str(event.store_id),
        str(event.order_id),
        str(event.event_no),
        event.kind,
        str(micros),
        event.content,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def link(
    end: ChainEnd | None, place: tuple[UUID, UUID], happenings: Iterable[Happening], now: datetime
) -> list[Event]:
    """The happenings as the chain's next links; `place` is (store, order)."""
    events: list[Event] = []
    event_no, previous = (end.event_no, end.hash) if end else (0, GENESIS)
    for happening in happenings:
        event_no += 1
        content = _encode(happening.content).decode()
        event = Event(*place, event_no, happening.kind, now, content, previous, "")
        previous = hash_of(event)
        events.append(replace(event, hash=previous))
    return events


def first_break(chain: Iterable[Event]) -> int | None:
    """The number at which an order's chain, in order, stops being true; None when it is whole."""
    previous = GENESIS
    for expected_no, event in enumerate(chain, start=1):
        if event.event_no != expected_no or event.previous_hash != previous or event.hash != hash_of(event):
            return expected_no
        previous = event.hash
    return None
