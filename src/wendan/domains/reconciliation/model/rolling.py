"""What the day's own check works with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.kernel.bills import Movement
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One side of a movement that has waited for the other side: the channel's word, or our fact."""

    store_id: UUID
    movement: Movement
    number: str
    reference: str
    order_id: UUID
    channel: str
    account: str
    theirs_fen: Fen | None
    ours_fen: Fen | None
    happened_at: datetime
    seen_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class SaidMoney:
    """That a channel said, during the day, that money moved on a number."""

    number: str
    reference: str
    amount_fen: Fen
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class RollingCursor:
    """How far both logs are read."""

    store_id: UUID
    id: UUID
    read_until: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ToldOfItem:
    """This open item is a difference by now."""

    store_id: UUID
    movement: Movement
    number: str
    reference: str
    told_at: datetime
