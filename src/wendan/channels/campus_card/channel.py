"""A campus card's operator as one of our payment channels: the verbs of the port in the protocol's requests."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from wendan.channels.bill_reading.layouts import Layout
from wendan.channels.bills import GivesBills, NoBill
from wendan.channels.campus_card import meaning
from wendan.channels.campus_card.credentials import Credentials
from wendan.channels.campus_card.meaning import Answer
from wendan.channels.campus_card.news import (
    PaymentTold,
    RefundTold,
    payment_news,
    refund_news,
)
from wendan.channels.campus_card.signatures import Message, NotBelieved
from wendan.channels.campus_card.transport import Merchant, Transport
from wendan.channels.http import ChannelOptions
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
from wendan.channels.reading import Heard, Unreadable, missing
from wendan.kernel.bills import Asked, BillName
from wendan.kernel.errors import Silence
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.kernel.times import BEIJING
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

METHODS: Final = MappingProxyType({"link": Scene.LINK, "barcode": Scene.BARCODE})
LONGEST_REASON: Final = 80
MOST_BILL_BYTES: Final = 64 << 20
_CLOSE_ANSWERS: Final = {
    Word.SUCCEEDED: CloseAnswer.ALREADY_PAID,
    Word.CLOSED: CloseAnswer.CLOSED,
    Word.DECLINED: CloseAnswer.CLOSED,
    Word.MISSING: CloseAnswer.MISSING,
}
T = TypeVar("T", bound=msgspec.Struct)
_encode = msgspec.json.Encoder(order="deterministic").encode


class _Notice(msgspec.Struct):
    id: str
    kind: str
    payment: PaymentTold | None = None
    refund: RefundTold | None = None


_read_notice = msgspec.json.Decoder(_Notice).decode


class CampusCard:
    """The protocol of docs/reference/campus-card-protocol.md for every merchant account it has credentials for."""

    name = meaning.CHANNEL
    layout = Layout.CAMPUS_CARD
    methods: Mapping[str, Scene] = METHODS
    calls_back = True
    callback_headers: tuple[str, ...] = ("campus-",)
    # Anything but 204 makes the operator call again, seven times in eight hours and a half.
    kept = Acknowledgement(204, b"")
    lacks_keys = False  # its keys stand in the credentials

    def __init__(
        self, credentials: Mapping[str, Credentials], options: ChannelOptions, clock: Clock, ids: Ids
    ) -> None:
        for account, given in credentials.items():
            assert account == given.merchant, "an account is its merchant's number"
        self._merchants = {account: Merchant(given) for account, given in credentials.items()}
        self._options, self._transport = options, Transport(options, clock, ids)
        self._clock = clock

    @property
    def bills(self) -> GivesBills | None:
        """It is its own counter for them."""
        return self

    def serves(self, account: str) -> bool:
        """Whether the merchant's keys are here."""
        return account in self._merchants

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """A link to the operator's page, or the answer of the customer whose code was scanned."""
        is_scan = METHODS[ask.method] is Scene.BARCODE
        body = self._scan(ask) if is_scan else self._link(ask)
        answer = await self._post(ask.account, f"/v1/payments/{ask.method}", body)
        if answer.status != 200:
            raise meaning.refusal_of(answer, moves_money=is_scan)
        told = _read(answer, PaymentTold)
        news = self._news(ask.account, ask.number, answer, told)
        if is_scan:
            return Prepared({}, answer.raw, None if news.word is Word.ACCEPTED else news)
        if not told.pay_url:
            raise Silence("no pay_url in the answer")
        return Prepared({"h5_url": told.pay_url}, answer.raw)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """By our number: it names a payment as long as there are payments."""
        answer = await self._get(key.account, f"/v1/payments/{quote(key.number, safe='')}")
        if answer.status == 200:
            told = _read(answer, PaymentTold)
            return self._news(key.account, key.number, answer, told, Source.QUERY)
        return self._missing(Subject.PAYMENT, key.account, key.number, answer)

    async def close(self, key: PaymentKey) -> Closing:
        """Ask that nobody can pay any more; who was scanned is reversed, with the money if it had moved."""
        verb = "reverse" if METHODS.get(key.method) is Scene.BARCODE else "close"
        target = f"/v1/payments/{quote(key.number, safe='')}/{verb}"
        answer = await self._post(key.account, target, {})
        closed = meaning.close_answer(answer)
        if closed is None:
            closed = _CLOSE_ANSWERS.get((await self.query(key)).word, CloseAnswer.NOT_YET)
        return Closing(closed, answer.raw)

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Ask for money back onto the card."""
        key = ask.key
        body = {
            "number": key.number,
            "payment": key.payment.number,
            "amount_fen": ask.amount_fen,
            "reason": ask.reason[:LONGEST_REASON],
            "notify_url": self._options.notify_url(self.name, key.account),
        }
        answer = await self._post(key.account, "/v1/refunds", body)
        if answer.status != 200:
            raise meaning.refusal_of(answer, moves_money=True)
        return self._refund_news(key, answer, Source.REQUEST)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """What became of a refund."""
        answer = await self._get(key.account, f"/v1/refunds/{quote(key.number, safe='')}")
        if answer.status == 200:
            return self._refund_news(key, answer, Source.QUERY)
        return self._missing(Subject.REFUND, key.account, key.number, answer)

    def hear(
        self, account: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ChannelNews | None:
        """News in a notice; None for a kind that moves no money. Raises CallbackRejected."""
        merchant = self._merchants.get(account)
        if merchant is None:
            raise CallbackRejected("wrong-merchant")
        path = urlsplit(self._options.notify_url(self.name, account)).path
        try:
            given = {name.lower(): value for name, value in headers.items()}
            merchant.keys.verify(Message("POST", path, body), given, now)
            notice = _read_notice(body)
            heard = Heard(account, Source.CALLBACK, now, body.decode(), notice.id)
            if notice.kind.startswith("payment.") and notice.payment is not None:
                return payment_news(heard, notice.payment)
            if notice.kind.startswith("refund.") and notice.refund is not None:
                return refund_news(heard, notice.refund)
        except NotBelieved as rejected:
            raise CallbackRejected(rejected.reason) from None
        except (msgspec.MsgspecError, UnicodeDecodeError, Unreadable):
            raise CallbackRejected("malformed") from None
        return None

    async def bill(self, name: BillName, into: Path) -> Asked:
        """CSV with a line of totals at its end. See channels/bills.py."""
        answer = await self._get(name.account, f"/v1/bills/{name.day.isoformat()}", MOST_BILL_BYTES)
        if answer.status == 200:
            into.write_bytes(answer.body)
            return Asked(name, None, self._merchants[name.account].credentials.fee_rate_ppm)
        refused = meaning.refusal_of(answer)
        if refused.code in meaning.NO_BILL_CODES:
            raise NoBill(refused.code, is_empty=refused.code == meaning.BILL_EMPTY)
        raise refused

    async def warm(self) -> None:
        """Nothing to fetch."""

    async def aclose(self) -> None:
        """Close connections."""
        await self._transport.aclose()

    def _link(self, ask: PaymentAsk) -> dict[str, Any]:
        """Depends on the ask alone, so that a repeat is the same payment."""
        body: dict[str, Any] = self._common(ask)
        body["notify_url"] = self._options.notify_url(self.name, ask.account)
        if ask.return_url:
            body["return_url"] = ask.return_url
        return body

    def _scan(self, ask: PaymentAsk) -> dict[str, Any]:
        assert ask.auth_code, "a payment code was scanned"
        body = self._common(ask) | {"code": ask.auth_code}
        terminal = self._merchants[ask.account].credentials.terminal
        return body | {"terminal": terminal} if terminal else body

    @staticmethod
    def _common(ask: PaymentAsk) -> dict[str, Any]:
        return {
            "number": ask.number,
            "amount_fen": ask.amount_fen,
            "description": ask.description,
            "expires_at": ask.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
        }

    async def _post(self, account: str, target: str, body: Mapping[str, Any]) -> Answer:
        return await self._transport.ask(self._merchants[account], Message("POST", target, _encode(body)))

    async def _get(self, account: str, target: str, most_bytes: int = 1 << 20) -> Answer:
        return await self._transport.ask(self._merchants[account], Message("GET", target, b""), most_bytes)

    def _news(
        self,
        account: str,
        number: str,
        answer: Answer,
        told: PaymentTold,
        source: Source = Source.REQUEST,
    ) -> ChannelNews:
        """Raises Silence."""
        heard = Heard(account, source, self._clock.now(), answer.raw)
        try:
            news = payment_news(heard, told)
        except Unreadable:
            raise Silence(f"answer about {number} is malformed") from None
        if news.number != number:
            raise Silence(f"asked about {number}, answered about another")
        return news

    def _refund_news(self, key: RefundKey, answer: Answer, source: Source) -> ChannelNews:
        told = _read(answer, RefundTold)
        heard = Heard(key.account, source, self._clock.now(), answer.raw)
        try:
            news = refund_news(heard, told)
        except Unreadable:
            raise Silence(f"answer about {key.number} is malformed") from None
        if (told.number, told.payment) != (key.number, key.payment.number):
            raise Silence(f"asked about {key.number}, answered about another")
        return news

    def _missing(self, subject: Subject, account: str, number: str, answer: Answer) -> ChannelNews:
        refused = meaning.refusal_of(answer)
        if refused.code not in meaning.MISSING_CODES:
            raise refused
        return missing(
            meaning.CHANNEL, subject, number, Heard(account, Source.QUERY, self._clock.now(), answer.raw)
        )


def _read(answer: Answer, kind: type[T]) -> T:
    """What it says, as this. Raises Silence when it is of another form."""
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Silence(f"the answer is no {kind.__name__}") from None
