"""Everything that happens to the books, as values; the journal holds them, one JSON line each."""

import msgspec

from wendan.sandbox.wechat.orders import Order


class _Event(msgspec.Struct, frozen=True, tag_field="event", omit_defaults=True):
    at: float  # seconds since the epoch, by the sandbox's clock


class Began(_Event, frozen=True, tag="began"):
    pass


class Ordered(_Event, frozen=True, tag="ordered"):
    kind: str
    order: Order


class Prepared(_Event, frozen=True, tag="prepared"):
    """A new prepay id, code or link for a known order; the old one is dead."""

    number: str


class Tried(_Event, frozen=True, tag="tried"):
    """The customer tried and failed, or left."""

    number: str
    wallet: str
    cause: str = ""


class Taken(_Event, frozen=True, tag="taken"):
    """Money really moved."""

    number: str
    taken_fen: int
    payer: str


class Closed(_Event, frozen=True, tag="closed"):
    number: str


class RefundAsked(_Event, frozen=True, tag="refund-asked"):
    number: str
    payment: str
    fen: int
    ends_at: float
    ending: str
    reason: str = ""
    notify_url: str = ""


class RefundEnded(_Event, frozen=True, tag="refund-ended"):
    number: str
    status: str


class CallbackMade(_Event, frozen=True, tag="callback-made"):
    id: str
    kind: str  # TRANSACTION.SUCCESS, REFUND.…
    number: str
    url: str
    due_at: float
    is_lost: bool = False


class CallbackSent(_Event, frozen=True, tag="callback-sent"):
    id: str
    is_accepted: bool


Event = (
    Began
    | Ordered
    | Prepared
    | Tried
    | Taken
    | Closed
    | RefundAsked
    | RefundEnded
    | CallbackMade
    | CallbackSent
)
