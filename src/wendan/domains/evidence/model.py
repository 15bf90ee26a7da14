"""Events and the end of a chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One link. `content` is the JSON text exactly as it was hashed."""

    store_id: UUID
    order_id: UUID
    event_no: int
    kind: str
    happened_at: datetime
    content: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last link so far."""

    event_no: int
    hash: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, before it is part of a chain."""

    kind: str
    content: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainMark:
    """How long an order's chain is; None when there is no such order."""

    store_id: UUID
    order_id: UUID
    event_no: int | None
