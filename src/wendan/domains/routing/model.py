"""Ways to pay, and what is known about them now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wendan.kernel.scene import Scene


class Client(StrEnum):
    """What the customer, or the cashier for them, holds in hand."""

    H5 = "h5"  # a browser outside the payment apps
    WECHAT = "wechat"  # a page inside WeChat
    MINI_PROGRAM = "mini-program"
    ALIPAY = "alipay"  # a page inside Alipay
    KIOSK = "kiosk"
    POS = "pos"


class Recommendation(StrEnum):
    """Why a way to pay stands where it stands."""

    USUAL = "usual"
    HEALTHY = "healthy"
    ONLY_ONE = "only-one"
    LIKELY = "likely"  # most people here succeed with it
    INSTALMENTS = "instalments"  # a large amount
    LOCAL = "local"  # at home in this kind of place
    MOVED = "moved"  # a person sends everybody here for now


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and how it is used."""

    channel: str
    method: str


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely this customer pays successfully when shown this way first, and what that rests on."""

    probability: float
    reason: Recommendation | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What was tried and what of it succeeded; fractions, because old tries count less."""

    succeeded: float
    tried: float


@dataclass(frozen=True, slots=True)
class CrowdRow:
    """First tries of one store by one way, entry, band of amounts and band of hours, while these channels were away.

    `squares`: the sum over diners of their squared share of `tried`. `firsts` are diners who tried the way for the
    first time, `seconds` those who had succeeded once and tried it again: from both one sees how much diners differ.
    """

    channel: str
    method: str
    entry: str
    amount_band: int
    hour_band: int
    succeeded: float
    tried: float
    squares: float
    firsts: int
    firsts_succeeded: int
    seconds: int
    seconds_succeeded: int
    away: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DinerRow:
    """One diner's tries in one store by one way and band of amounts."""

    channel: str
    method: str
    amount_band: int
    succeeded: float
    tried: float


@dataclass(frozen=True, slots=True)
class FirstTry:
    """How a customer tried to pay first, and whether that paid for the order."""

    channel: str
    method: str
    entry: str
    amount_fen: int
    requested_at: datetime
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Belief:
    """A chance, and how many tries it weighs as much as."""

    mean: float
    weight: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """What everybody's tries say: a snapshot that never changes, to be kept for a minute or more.

    `beliefs` by (way), (way, client), (way, client, amount band), (…, hour band); `stubbornness`: how many tries of
    a diner's own weigh as much as what the crowd says.
    """

    beliefs: Mapping[tuple[object, ...], Belief]
    stubbornness: float


@dataclass(frozen=True, slots=True)
class Own:
    """A diner's own tries, added up by purse, by way, and by way and band of amounts."""

    by_purse: Mapping[str, Tally] = field(default_factory=dict)
    by_way: Mapping[Way, Tally] = field(default_factory=dict)
    by_band: Mapping[tuple[Way, int], Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who is about to pay, here and now. `hour` on the store's wall; `health` 1.0 where nothing is said."""

    client: Client
    amount_fen: int
    marks: frozenset[str]
    hour: int
    own: Own = field(default_factory=Own)
    health: Mapping[Way, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """One row: a channel's method and what decides whether it is offered."""

    channel: str
    method: str
    scene: Scene
    clients: frozenset[Client]
    least_fen: int
    most_fen: int
    place: str | None  # only in stores that carry this mark
    instalments: int  # 0: paid at once
    cost_bp: int  # what the channel keeps, in 1/10000 of the amount
    guess: float  # the chance of success when shown first, before anybody has tried
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Route:
    """A way to pay by one merchant account."""

    channel: str
    account: str
    method: str


class BreakerState(StrEnum):
    """Whether a route is offered."""

    CLOSED = "CLOSED"  # well
    OPEN = "OPEN"  # ill: nobody is sent there
    HALF_OPEN = "HALF_OPEN"  # rested: the next answers decide


class BreakerSignal(StrEnum):
    """What can be said of a route."""

    TOO_ILL = "TOO_ILL"  # most of a whole window went wrong
    RESTED = "RESTED"
    ILL = "ILL"
    WELL_AGAIN = "WELL_AGAIN"


@dataclass(frozen=True, slots=True)
class Pulse:
    """One stretch of time on one route: how many questions were answered, and how many met illness.

    `resolved` payments were unknown before, for `resolved_ms` in all.
    """

    channel: str
    account: str
    method: str
    began_at: datetime
    well: int
    ill: int
    took_ms: int
    resolved: int = 0
    resolved_ms: int = 0


@dataclass(frozen=True, slots=True)
class Breaker:
    """A route's state, since when, and how long it rests when open."""

    state: BreakerState
    since: datetime | None
    rest: timedelta


class Act(StrEnum):
    """What a person does to a route."""

    CLOSE = "CLOSE"  # nothing new is begun there
    DRAIN = "DRAIN"  # not offered any more; who has begun may go on
    MOVE = "MOVE"  # its traffic goes to another channel


@dataclass(frozen=True, slots=True)
class Switch:
    """A person's word about a channel, one of its accounts or methods, in force until it ends by itself.

    `merchant_id` is None for an operator's word, which goes for every merchant.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID | None
    channel: str
    account: str | None
    method: str | None
    act: Act
    to_channel: str | None
    reason: str
    set_by: str
    set_at: datetime
    until_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to pay that this customer can use here and now; `reason` is None where there is nothing to say."""

    channel: str
    method: str
    reason: Recommendation | None


@dataclass(frozen=True, slots=True)
class Health:
    """What became of the last quarter of an hour's payments by a channel; closed ones say nothing about it."""

    channel: str
    succeeded: int
    failed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides what is offered, collected beforehand: deciding asks nobody.

    `accounts` are the store's, by channel, in order; `methods` those that are set up; `payers` the channels that
    know who pays; `switches` those in force; `strange` the channels' accounts to which this customer is nobody.
    """

    client: Client
    amount_fen: int
    marks: Collection[str]
    accounts: Mapping[str, Sequence[str]]
    methods: Mapping[str, Collection[str]]
    payers: Collection[str]
    breakers: Mapping[Route, Breaker]
    switches: Sequence[Switch]
    chances: Mapping[Way, Chance]
    cost_weight: float = 1.0
    strange: Collection[tuple[str, str]] = ()
