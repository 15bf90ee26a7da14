"""What the customer does: pays, fails with a cause, leaves, pays late. This is where money really moves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Final

import msgspec

from wendan.sandbox.core import events
from wendan.sandbox.core.courier import Courier
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.trades import State, Trade

CAUSES: Final = (
    "network-unstable",
    "balance-insufficient",
    "limit-exceeded",
    "account-restricted",
    "customer-cancelled",
    "risk-check",
    "channel-busy",
    "duplicate-refused",
)


class Pay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the customer pays. Seconds are the clock's."""

    amount_fen: int | None = None  # really taken, when not the order's total
    promoted_fen: Annotated[int, msgspec.Meta(ge=0)] | None = (
        None  # of it, by the merchant's own promotion at the channel; None: fate's choice
    )
    delay_s: float = 0.0
    is_late: bool = False  # the last moment to pay is over; begun before it
    is_even_closed: bool = False  # contradicts the channel's own word
    invocation: dict[str, str] | None = None  # what the merchant's page hands to the channel's app


class NotPossible(Exception):
    """The customer cannot do this; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Looks at an invocation as the channel's app would, and knows which trade must open. Raises NotPossible.
CheckInvocation = Callable[[Trade, dict[str, str]], None]


def takes_no_invocation(_trade: Trade, _given: dict[str, str]) -> None:
    """For channels whose app is opened by a code or link only."""
    raise NotPossible("no-invocation-here")


@dataclass(slots=True)
class Wallet:
    """The customers of one channel."""

    desk: Desk
    courier: Courier
    check_invocation: CheckInvocation = takes_no_invocation
    wishes: dict[str, Pay] = field(default_factory=dict)

    def find(self, key: str) -> Trade:
        """By merchant number, or by a prepay id, code or link that is still alive."""
        books = self.desk.books
        trade = books.trades.get(key) or books.opened_by(key, self.desk.now())
        if trade is None:
            raise NotPossible("unknown-or-expired")
        return trade

    def scan(self, trade: Trade) -> None:
        """The customer opens what the merchant shows; from now on the channel knows the order."""
        if not trade.is_known and trade.state(self.desk.now()) is State.OPEN:
            self.desk.books.record(events.Scanned(self.desk.now(), trade.number))

    async def pay(self, trade: Trade, how: Pay) -> str:
        """`paid` when money has moved, `coming` when it will."""
        if how.invocation is not None:
            self.check_invocation(trade, how.invocation)
        self._check(trade, how)
        self.scan(trade)
        if how.delay_s > 0:
            later = msgspec.structs.replace(how, delay_s=0.0)
            self.desk.agenda.at(self.desk.now() + how.delay_s, partial(self.pay_if_possible, trade, later))
            return "coming"
        await self.take(trade, how)
        return "paid"

    async def fulfil_wish(self, trade: Trade) -> None:
        """Pay, and send the callback, before the order call has its answer."""
        how = self.wishes.pop(trade.number, None)
        if how is not None:
            await self.take(trade, how, is_early=True)

    def fail(self, trade: Trade, cause: str) -> None:
        """The attempt fails; the order stays unpaid and payable."""
        self._touch(trade, "failed", cause)

    def leave(self, trade: Trade) -> None:
        """The customer goes away half-way."""
        self._touch(trade, "left", "")

    async def pay_if_possible(self, trade: Trade, how: Pay) -> None:
        """For payments that come later: when it is too late then, the attempt has failed."""
        try:
            self._check(trade, how)
        except NotPossible as too_late:
            if trade.taken_fen is None:
                self.desk.books.record(events.Tried(self.desk.now(), trade.number, "failed", too_late.reason))
            return
        await self.take(trade, how)

    async def take(self, trade: Trade, how: Pay, *, payer: str = "", is_early: bool = False) -> None:
        """Money moves, whatever speaks against it, and the merchant is told."""
        order, desk = trade.order, self.desk
        taken_fen = how.amount_fen or desk.fate.taken_fen(trade.number, order.total_fen)
        payer = payer or trade.payer or desk.terms.payer(trade.number)
        desk.books.record(
            events.Taken(desk.now(), trade.number, taken_fen, payer, self._promoted(trade, how, taken_fen))
        )
        if order.notify_url and desk.terms.paid_kind:
            kind = desk.terms.paid_kind
            await self.courier.announce(kind, trade.number, order.notify_url, is_early=is_early)

    def _promoted(self, trade: Trade, how: Pay, taken_fen: int) -> int:
        desk = self.desk
        if not desk.terms.has_promotions:
            return 0
        wished = how.promoted_fen
        return desk.fate.promoted_fen(trade.number, taken_fen) if wished is None else wished

    def _touch(self, trade: Trade, wallet: str, cause: str) -> None:
        if trade.taken_fen is not None:
            raise NotPossible("already-paid")
        self.scan(trade)
        self.desk.books.record(events.Tried(self.desk.now(), trade.number, wallet, cause))

    def _check(self, trade: Trade, how: Pay) -> None:
        now = self.desk.now()
        if how.promoted_fen and not self.desk.terms.has_promotions:
            raise NotPossible("no-promotions-here")
        if (how.promoted_fen or 0) >= (how.amount_fen or trade.order.total_fen):
            raise NotPossible("promotion-too-large")
        if trade.taken_fen is not None:
            raise NotPossible("already-paid")
        if trade.state(now) is State.CLOSED and not how.is_even_closed:
            raise NotPossible("closed")
        if now >= trade.order.expires_at and not (how.is_late or how.is_even_closed):
            raise NotPossible("expired")
