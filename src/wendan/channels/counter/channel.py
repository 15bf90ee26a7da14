"""The port's verbs as the counter understands them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from wendan.channels.bills import GivesBills
from wendan.channels.counter.book import CounterBook
from wendan.channels.counter.store import ENTRY_BY_NUMBER, Entry
from wendan.channels.own_book import OwnBook
from wendan.channels.port import (
    Acknowledgement,
    CallbackRejected,
    ChannelRefused,
    CloseAnswer,
    Closing,
    PaymentAsk,
    PaymentKey,
    Prepared,
    RefundAsk,
    RefundKey,
)
from wendan.kernel.errors import GuardLost, Silence
from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word
from wendan.kernel.numbers import parse_number
from wendan.kernel.scene import Scene
from wendan.platform.clock import Clock
from wendan.platform.db import Database

NEVER_CONFIRMED: Final = "no cashier confirmed money for this number"
WAITS_AT_COUNTER: Final = "waits at the counter"
_encode = msgspec.json.Encoder().encode


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a cashier says by pressing 收款: kept raw in the inbox before it is settled.

    Cash names what was tendered and the change; a card the terminal, and the voucher number (凭证号) on its slip.
    """

    move_id: UUID
    number: str
    amount_fen: Fen
    shift_id: UUID
    staff_id: UUID
    staff_name: str
    device_id: UUID | None
    confirmed_at: datetime
    tendered_fen: Fen | None = None
    change_fen: Fen = NO_FEN
    terminal_no: str | None = None
    voucher: str | None = None

    def raw(self) -> bytes:
        """The confirmation as it is kept."""
        return _encode(self)


_confirmation = msgspec.json.Decoder(Confirmation)


class CounterChannel:
    """Answers from the journal. A confirmation is believed because only our own inbox brings it."""

    name: str
    methods: Mapping[str, Scene]
    is_counted: bool
    lacks_keys = False
    calls_back = False
    callback_headers: tuple[str, ...] = ()
    kept = Acknowledgement(204, b"")

    def __init__(self, database: Database, clock: Clock, reports: Database) -> None:
        self._database, self._clock = database, clock
        self.bills: GivesBills | None = OwnBook(CounterBook(reports, self.is_counted).write)

    def serves(self, _: str) -> bool:
        """A counter needs no keys."""
        return True

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """There is nothing a customer's device could do. Raises ChannelRefused."""
        raise ChannelRefused("confirmed-at-the-counter", Cause.OUR_MISTAKE, ask.number, retryable=False)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """Taken, or certainly not: what no cashier confirmed was never paid. Raises Silence."""
        entry = await self._entry(key.number)
        if entry is None:
            return self._news(key.account, key.number, (Subject.PAYMENT, Word.CLOSED), NEVER_CONFIRMED)
        return self._moved(key.account, entry, Subject.PAYMENT)

    async def close(self, key: PaymentKey) -> Closing:
        """Nobody pays here without a cashier, so there is nothing to close. Raises Silence."""
        if await self._entry(key.number) is not None:
            return Closing(CloseAnswer.ALREADY_PAID, key.number)
        return Closing(CloseAnswer.CLOSED, NEVER_CONFIRMED)

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Done once a cashier has given it back, until then it waits at the counter. Raises Silence."""
        return await self.query_refund(ask.key)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """Whether a cashier has given the money back. Raises Silence."""
        entry = await self._entry(key.number)
        if entry is None:
            return self._news(key.account, key.number, (Subject.REFUND, Word.ACCEPTED), WAITS_AT_COUNTER)
        return self._moved(key.account, entry, Subject.REFUND)

    def hear(self, account: str, _: Mapping[str, str], body: bytes, now: datetime) -> ChannelNews:
        """A cashier's confirmation out of our inbox; no door of the house leads here. Raises CallbackRejected."""
        try:
            said = _confirmation.decode(body)
        except msgspec.DecodeError:
            raise CallbackRejected("malformed") from None
        return ChannelNews(
            channel=self.name,
            account=account,
            subject=Subject.PAYMENT,
            number=said.number,
            word=Word.SUCCEEDED,
            source=Source.COUNTER,
            heard_at=now,
            raw=body.decode(),
            reference=str(said.move_id),
            amount_fen=said.amount_fen,
            happened_at=said.confirmed_at,
            message_id=said.number,
        )

    async def warm(self) -> None:
        """A counter has no keys."""

    async def aclose(self) -> None:
        """The database is the house's."""

    async def _entry(self, number: str) -> Entry | None:
        parsed = parse_number(number)
        if parsed is None:
            return None
        try:
            return await self._database.read(ENTRY_BY_NUMBER, store_no=parsed.store_no, number=number)
        except GuardLost as away:
            raise Silence("the journal is out of reach") from away

    def _moved(self, account: str, entry: Entry, subject: Subject) -> ChannelNews:
        return ChannelNews(
            channel=self.name,
            account=account,
            subject=subject,
            number=entry.number,
            word=Word.SUCCEEDED,
            source=Source.QUERY,
            heard_at=self._clock.now(),
            raw=_encode(entry).decode(),
            reference=str(entry.id),
            amount_fen=entry.amount_fen,
            happened_at=entry.moved_at,
        )

    def _news(self, account: str, number: str, said: tuple[Subject, Word], raw: str) -> ChannelNews:
        subject, word = said
        now = self._clock.now()
        return ChannelNews(self.name, account, subject, number, word, Source.QUERY, now, raw)
