"""The port's verbs as a bank of our own understands them."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol, TypeVar
from uuid import UUID

import msgspec

from wendan.channels.bills import GivesBills
from wendan.channels.port import (
    Acknowledgement,
    CallbackRejected,
    CloseAnswer,
    Closing,
    PaymentAsk,
    PaymentKey,
    Prepared,
    RefundAsk,
    RefundKey,
)
from wendan.kernel.errors import GuardLost, Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.platform.clock import Clock

CURRENCY: Final = "CNY"
UNHEARD_OF: Final = "nothing moved under this number"
T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the books under a number; a tombstone (`is_closed`) moved nothing and lets nothing move."""

    id: UUID
    number: str
    amount_fen: Fen
    moved_at: datetime
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Spending:
    """A member wants to pay with what is theirs."""

    channel: str
    payer: str | None
    number: str
    amount_fen: Fen
    expires_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A part of a payment goes back into the account it came from."""

    number: str
    payment_number: str
    amount_fen: Fen
    words: str


class Bank(Protocol):
    """The books behind the channel. Each verb raises ChannelRefused, or GuardLost when it cannot be certain."""

    async def spend(self, wish: Spending) -> Entry:
        """Move the value now; asked again, the same entry."""

    async def entry(self, number: str) -> Entry | None:
        """What stands under this number."""

    async def shut(self, number: str) -> Entry:
        """The tombstone that now keeps the number, or the payment that was faster."""

    async def give_back(self, wish: GivenBack) -> Entry:
        """Move value back now; asked again, the same entry."""


class BalanceChannel:
    """One of our own kinds of account as a way to pay: `balance`, or `pay-later`."""

    methods: Mapping[str, Scene] = MappingProxyType({"account": Scene.AT_ONCE})
    lacks_keys = False
    calls_back = False
    callback_headers: tuple[str, ...] = ()
    kept = Acknowledgement(204, b"")

    def __init__(self, name: str, bank: Bank, clock: Clock, bills: GivesBills | None = None) -> None:
        self.name, self._bank, self._clock, self.bills = name, bank, clock, bills

    def serves(self, _: str) -> bool:
        """Books of our own need no keys."""
        return True

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """Paid, or certainly not. Raises Silence, ChannelRefused."""
        wish = Spending(self.name, ask.payer, ask.number, ask.amount_fen, ask.expires_at, ask.description)
        entry = await _certain(self._bank.spend(wish))
        news = self._news((ask.account, Subject.PAYMENT, Source.REQUEST), ask.number, entry)
        return Prepared({}, news.raw, news)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """Paid, closed, or not asked for yet. Raises Silence."""
        entry = await _certain(self._bank.entry(key.number))
        return self._news((key.account, Subject.PAYMENT, Source.QUERY), key.number, entry)

    async def close(self, key: PaymentKey) -> Closing:
        """Nobody pays on this number any more, even one that was never heard of. Raises Silence."""
        entry = await _certain(self._bank.shut(key.number))
        answer = CloseAnswer.CLOSED if entry.is_closed else CloseAnswer.ALREADY_PAID
        return Closing(answer, _encode(entry).decode())

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Back in the account, or certainly not. Raises Silence, ChannelRefused."""
        wish = GivenBack(ask.key.number, ask.key.payment.number, ask.amount_fen, ask.reason)
        entry = await _certain(self._bank.give_back(wish))
        return self._news((ask.key.account, Subject.REFUND, Source.REQUEST), ask.key.number, entry)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """Whether the value is back. Raises Silence."""
        entry = await _certain(self._bank.entry(key.number))
        return self._news((key.account, Subject.REFUND, Source.QUERY), key.number, entry)

    def hear(self, *_: object, **__: object) -> ChannelNews:
        """Nobody calls: the answer is in the books. Raises CallbackRejected."""
        raise CallbackRejected("malformed")

    async def warm(self) -> None:
        """Books of our own have no keys."""

    async def aclose(self) -> None:
        """The database is the house's."""

    def _news(self, about: tuple[str, Subject, Source], number: str, entry: Entry | None) -> ChannelNews:
        account, subject, source = about
        now = self._clock.now()
        if entry is None:
            word = Word.MISSING
            return ChannelNews(self.name, account, subject, number, word, source, now, UNHEARD_OF)
        raw = _encode(entry).decode()
        if entry.is_closed:
            return ChannelNews(self.name, account, subject, number, Word.CLOSED, source, now, raw)
        return ChannelNews(
            channel=self.name,
            account=account,
            subject=subject,
            number=number,
            word=Word.SUCCEEDED,
            source=source,
            heard_at=now,
            raw=raw,
            reference=str(entry.id),
            amount_fen=entry.amount_fen,
            currency=CURRENCY,
            happened_at=entry.moved_at,
        )


async def _certain(asking: Awaitable[T]) -> T:
    """The bank's answer. Raises Silence where the commit may or may not have happened."""
    try:
        return await asking
    except GuardLost as lost:
        raise Silence(f"the books are out of reach: {lost.guard}") from lost
