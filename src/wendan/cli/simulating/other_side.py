"""The channel and the post of the simulated month, in this process: each keeps its own books, which the report compares."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

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
from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.notify.port import Delivery, Message, Sent
from wendan.notify.port import Word as PostWord
from wendan.platform.clock import Clock


@dataclass(slots=True)
class Trade:
    """A payment as the channel knows it."""

    ask: PaymentAsk
    is_paid: bool = False
    is_closed: bool = False
    cause: Cause | None = None
    returned: int = 0


KEPT: Final = Acknowledgement(200, b"")


@dataclass
class MonthChannel:
    """A channel that does what it is asked and answers at once; what it took is the truth."""

    clock: Clock
    name: str = "wechat"
    methods: Mapping[str, Scene] = field(default_factory=lambda: {"native": Scene.QR, "h5": Scene.LINK})
    calls_back: bool = True
    callback_headers: tuple[str, ...] = ()
    bills: GivesBills | None = None
    kept: Acknowledgement = KEPT
    lacks_keys: bool = False
    trades: dict[str, Trade] = field(default_factory=dict)
    refunds: dict[str, Fen] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def serves(self, account: str) -> bool:  # noqa: ARG002
        return True

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        self.trades.setdefault(ask.number, Trade(ask))
        return Prepared({"code_url": f"weixin://{ask.number}"}, "")

    def take(self, number: str) -> ChannelNews | None:
        """The customer types the password; None where nothing can be paid any more."""
        trade = self.trades[number]
        if trade.is_closed or trade.cause is not None or self.clock.now() >= trade.ask.expires_at:
            return None
        trade.is_paid = True
        return self._news(number, Source.CALLBACK)

    def decline(self, number: str, cause: Cause) -> ChannelNews:
        """The customer's bank says no."""
        self.trades[number].cause = cause
        return self._news(number, Source.CALLBACK)

    async def query(self, key: PaymentKey) -> ChannelNews:
        self.asked["query"] += 1
        return self._news(key.number, Source.QUERY)

    async def close(self, key: PaymentKey) -> Closing:
        self.asked["close"] += 1
        trade = self.trades.get(key.number)
        if trade is not None and not trade.is_paid:
            trade.is_closed = True
        if trade is None:
            return Closing(CloseAnswer.MISSING, "{}")
        return Closing(CloseAnswer.ALREADY_PAID if trade.is_paid else CloseAnswer.CLOSED, "{}")

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        if ask.key.number not in self.refunds:
            self.refunds[ask.key.number] = ask.amount_fen
            self.trades[ask.key.payment.number].returned += ask.amount_fen
        return self._refund_news(ask.key, Word.SUCCEEDED)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        return self._refund_news(key, Word.SUCCEEDED if key.number in self.refunds else Word.MISSING)

    def hear(self, *_: object) -> ChannelNews | None:
        """Its callbacks are news already: `take` and `decline` answer with them."""
        raise CallbackRejected("malformed")

    async def warm(self) -> None:
        """Nothing to fetch."""

    async def aclose(self) -> None:
        """Nothing to close."""

    def _news(self, number: str, source: Source) -> ChannelNews:
        now, trade = self.clock.now(), self.trades.get(number)
        account = "" if trade is None else trade.ask.account
        news = ChannelNews(self.name, account, Subject.PAYMENT, number, Word.MISSING, source, now, "{}")
        if trade is None:
            return news
        if trade.is_paid:
            amount, reference = trade.ask.amount_fen, f"42{number}"
            return replace(news, word=Word.SUCCEEDED, amount_fen=amount, reference=reference, happened_at=now)
        if trade.cause is not None:
            return replace(news, word=Word.DECLINED, cause=trade.cause)
        return replace(news, word=Word.CLOSED if trade.is_closed else Word.ACCEPTED)

    def _refund_news(self, key: RefundKey, word: Word) -> ChannelNews:
        now = self.clock.now()
        news = ChannelNews(self.name, key.account, Subject.REFUND, key.number, word, Source.QUERY, now, "{}")
        return replace(news, amount_fen=self.refunds.get(key.number, NO_FEN), reference=f"50{key.number}")


def _nobody(message: Message) -> None:
    """Until a town listens."""


@dataclass
class MonthPost:
    """Carries every message at once and tells the town who was reached."""

    name: str
    reached: Callable[[Message], None] = _nobody
    repeats_safely: bool = True
    carried: dict[UUID, Message] = field(default_factory=dict)
    twice: int = 0

    async def send(self, message: Message) -> Sent:
        """A repeat by the same id is known, and counted."""
        if message.id in self.carried:
            self.twice += 1
        else:
            self.carried[message.id] = message
            self.reached(message)
        return Sent(f"ref-{message.id}", is_final=False)

    async def status(self, message_id: UUID) -> Delivery:
        """Delivered, or never heard of."""
        return Delivery(PostWord.DELIVERED if message_id in self.carried else PostWord.MISSING, "")

    async def aclose(self) -> None:
        """Nothing to close."""
