"""An incident, what it is found by, and what was said in public."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen

INCIDENT_TIMER = "mass_incident"


class IncidentState(StrEnum):
    """How far an incident is answered."""

    OPEN = "OPEN"
    CONTAINED = "CONTAINED"  # the traffic has been moved
    OVER = "OVER"
    DISMISSED = "DISMISSED"  # a person says that it was none


class IncidentSignal(StrEnum):
    """What can happen to an incident."""

    CONTAIN = "CONTAIN"
    CALM = "CALM"
    DISMISS = "DISMISS"


class IncidentKind(StrEnum):
    """What is unusual."""

    PAYMENTS = "payments"  # attempts by one channel fail, or nobody knows what became of them
    ORDERS = "orders"  # orders stay unpaid
    WORDS = "words"  # customers and the public speak of it


@dataclass(frozen=True, slots=True)
class Sign:
    """What one merchant's last minutes say of one channel, or of its orders where `channel` is empty.

    `bad` of `seen` went wrong; `fen` is what those were worth; `began_at` is the first of them. Of the `newest`, the
    attempts of the last seconds whatever became of them, the channel itself failed at `failed`.
    """

    merchant_id: UUID
    kind: IncidentKind
    channel: str
    seen: int
    bad: int
    fen: Fen
    began_at: datetime | None
    newest: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class PastHour:
    """The same of one hour of one earlier day."""

    merchant_id: UUID
    kind: IncidentKind
    channel: str
    seen: int
    bad: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Normal:
    """What is usual at this hour: the median, and the spread that earlier days show around it.

    Shares of what was tried; for WORDS counts within an hour. `failing` and its spread: what the channel itself fails at.
    """

    median: float
    spread: float
    failing: float
    failing_spread: float
    days: int


@dataclass(frozen=True, slots=True)
class Incident:
    """事故: one at a time is open for a merchant, kind and channel. Head office's row, for it goes for many stores.

    `seen`, `bad` and `fen` grow while it lasts; `usual` and `found` are shares, in 1/10000.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID
    kind: IncidentKind
    channel: str
    state: IncidentState
    version: int
    began_at: datetime
    found_at: datetime
    usual_bp: int
    found_bp: int
    seen: int
    bad: int
    fen: Fen
    words: str
    last_bad_at: datetime
    propose_channel: str | None = None
    switch_id: UUID | None = None
    contained_at: datetime | None = None
    contained_by: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    end_words: str | None = None
    made_good_percent: int | None = None
    made_good_at: datetime | None = None
    made_good_by: str | None = None


@dataclass(frozen=True, slots=True)
class Success:
    """How many paid by a channel of late."""

    channel: str
    paid: int


@dataclass(frozen=True, slots=True)
class Affected:
    """An order that an incident met, and the coupon that makes it good, once there is one."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID
    total_fen: Fen
    placed_at: datetime
    confirmed_at: datetime | None
    coupon_fen: Fen | None
    coupon_state: str | None


@dataclass(frozen=True, slots=True)
class Minute:
    """A channel's attempts that began within one minute."""

    channel: str
    at: datetime
    seen: int
    bad: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Something said in public or to us: where, when, and which watched words it carries.

    `external_id` is the source's own, so that a feed may be imported as often as one likes.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID
    source: str
    external_id: str
    said_at: datetime
    heard_at: datetime
    text: str
    keywords: list[str]
