"""What the books hold: trades, their refunds, and the notices about both."""

from dataclasses import dataclass, field
from enum import StrEnum

from wendan.sandbox.core import events as e


class State(StrEnum):
    """Where a trade stands; every channel has its own words for it."""

    OPEN = "open"
    PAID = "paid"
    REFUNDED = "refunded"  # paid, and some of it is or was on its way back
    CLOSED = "closed"  # unpaid for good


@dataclass(slots=True)
class Refund:
    """`status` is PROCESSING, SUCCESS, CLOSED or ABNORMAL."""

    asked: e.RefundAsked
    reference: str
    status: str = "PROCESSING"
    ended_at: float | None = None

    @property
    def settled_fen(self) -> int:
        """What the customer gets and the merchant pays."""
        return self.asked.fen - self.asked.promoted_fen


@dataclass(slots=True)
class Trade:
    """One order as the channel keeps it, with what the customer did."""

    order: e.Ordered
    closes_at: float  # by itself, when nobody has paid
    is_known: bool = True
    token: str = ""  # what opens it: prepay id, code, link
    preparations: int = 0
    closed_at: float | None = None
    taken_fen: int | None = None
    promoted_fen: int = 0  # of it, by the merchant's own promotion at the channel
    taken_at: float = 0.0
    payer: str = ""
    reference: str = ""  # the channel's own number
    wallet: str = "waiting"  # waiting, prompted, failed, left, paid
    prompt: e.Prompted | None = None
    cause: str = ""
    refunds: list[Refund] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The merchant's number."""
        return self.order.number

    @property
    def settled_fen(self) -> int:
        """What the customer paid and the merchant gets: all but the merchant's own promotion."""
        return (self.taken_fen or 0) - self.promoted_fen

    def promoted_of(self, fen: int) -> int:
        """What of a further refund of `fen` is the promotion's: in proportion, and of the whole all of it."""
        before = [each for each in self.refunds if each.status != "CLOSED"]
        back = sum(each.asked.fen for each in before) + fen
        gone = sum(each.asked.promoted_fen for each in before)
        return self.promoted_fen * back // (self.taken_fen or 1) - gone

    def state(self, now: float) -> State:
        """An unpaid order closes by itself when its time is over."""
        if self.taken_fen is not None:
            return State.REFUNDED if self.refunds else State.PAID
        is_dead = self.closed_at is not None or now >= self.closes_at
        return State.CLOSED if is_dead else State.OPEN

    def refunded_fen(self, *statuses: str) -> int:
        """Sum of the refunds in these states."""
        return sum(refund.asked.fen for refund in self.refunds if refund.status in statuses)


@dataclass(slots=True)
class Notice:
    """One callback: made once, sent until it is accepted."""

    made: e.NoticeMade
    sends: int = 0
    first_sent_at: float | None = None
    is_accepted: bool = False
    due_at: float | None = None  # None: nothing more will be sent
