"""Kitchen tickets."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen, Paid

UNSEEN_TIMER = "ticket_unseen"


class TicketState(StrEnum):
    """Where a ticket stands in the kitchen."""

    QUEUED = "QUEUED"
    PREPARING = "PREPARING"
    READY = "READY"
    HANDED_OVER = "HANDED_OVER"
    CANCELLED = "CANCELLED"


class TicketSignal(StrEnum):
    """What the kitchen does with a ticket; RECALL brings back one bumped too early."""

    START = "START"
    FINISH = "FINISH"
    HAND_OVER = "HAND_OVER"
    RECALL = "RECALL"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Ticket:
    """厨房小票: what is to be cooked for one order; `acknowledged_by` names the screen or person that saw it.

    `done_stations` are those that have finished their part.
    """

    store_id: UUID
    id: UUID
    order_id: UUID
    state: TicketState
    version: int
    queued_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    changed_at: datetime
    done_stations: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bump:
    """A press of the bump bar; with `station` it speaks for that station's part alone."""

    signal: TicketSignal
    by: str
    station: str | None = None


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A line as the cook reads it."""

    line_no: int
    name: str
    choices: list[str]
    quantity: int
    station: str
    name_en: str = ""
    choices_en: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """How many tickets wait or are being cooked in a store."""

    count: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with what to cook and the number to call."""

    store_id: UUID
    id: UUID
    order_id: UUID
    state: TicketState
    version: int
    queued_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    changed_at: datetime
    pickup: str | None
    entry: str
    table_no: str | None
    remark: str
    total_fen: Fen
    paid: Paid | None
    stations: list[str]
    done_stations: list[str]
    lines: list[TicketLine]


@dataclass(frozen=True, slots=True)
class TicketMark:
    """Enough of a ticket to know whether a screen has its latest version."""

    id: UUID
    order_id: UUID
    version: int
    changed_at: datetime
