"""UnionPay as one of our payment channels: the verbs of the port in UnionPay's forms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from wendan.channels.bill_reading.layouts import Layout
from wendan.channels.bills import GivesBills, NoBill
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
from wendan.channels.reading import Unreadable
from wendan.channels.unionpay import meaning
from wendan.channels.unionpay.credentials import Credentials
from wendan.channels.unionpay.meaning import About, Heard
from wendan.channels.unionpay.settlement import SpoiltFile, settle_date, unpacked
from wendan.channels.unionpay.signatures import NotBelieved
from wendan.channels.unionpay.transport import BACK, FILE, FRONT, QUERY, Merchant, Transport
from wendan.kernel.bills import Asked, BillName
from wendan.kernel.errors import Silence
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.kernel.times import BEIJING
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

METHODS: Final = {
    "wap": Scene.LINK,
    "qr": Scene.QR,
    "credit": Scene.LINK,
    "debit": Scene.LINK,
    "ecny": Scene.LINK,  # a label only: no open e-CNY interface for direct merchants was found (channels.md §4)
}
_encode = msgspec.json.Encoder(order="deterministic").encode


def stamp(at: datetime) -> str:
    """`yyyyMMddHHmmss` in Beijing."""
    return at.astimezone(BEIJING).strftime("%Y%m%d%H%M%S")


class UnionPay:
    """UnionPay ACP 5.1.0 for every merchant account it has credentials for."""

    name = meaning.CHANNEL
    layout = Layout.UNIONPAY
    methods: Mapping[str, Scene] = METHODS
    calls_back = True
    callback_headers: tuple[str, ...] = ()  # all that matters stands in the form
    # Anything but 200 makes UnionPay call again: five times in twelve minutes, then never more.
    kept = Acknowledgement(200, b"ok")
    lacks_keys = False  # every message brings its certificate

    def __init__(
        self,
        credentials: Mapping[str, Credentials],
        options: ChannelOptions,
        clock: Clock,
        ids: Ids,  # noqa: ARG002 - every channel is made alike; this one needs no chance
    ) -> None:
        for account, given in credentials.items():
            assert account == given.mer_id, "an account is its merchant number"
        self._merchants = {account: Merchant(given) for account, given in credentials.items()}
        self._options, self._clock = options, clock
        self._transport = Transport(options, clock)

    @property
    def bills(self) -> GivesBills | None:
        """It is its own counter for them."""
        return self

    def serves(self, account: str) -> bool:
        """Whether the merchant's keys are here."""
        return account in self._merchants

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """A signed form for the customer's browser, which alone speaks to UnionPay; a code is asked for by us."""
        merchant = self._merchants[ask.account]
        fields = self._order(merchant, ask)
        if METHODS[ask.method] is Scene.LINK:
            form = _encode(merchant.key.signed(fields)).decode()
            return Prepared({"form_url": merchant.credentials.gateway_url + FRONT, "form_fields": form}, form)
        heard = await self._transport.ask(merchant, BACK, fields)
        if heard.code not in meaning.SUCCESS:
            raise meaning.refusal_of(heard)
        code_url = heard.fields.get("qrCode")
        if not code_url or heard.fields.get("orderId", ask.number) != ask.number:
            raise Silence("no qrCode of this order in the answer")
        return Prepared({"code_url": code_url}, heard.text)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """What became of the payment; "nobody has paid" becomes CLOSED once nobody can any more.

        A try that failed says nothing final before that: on UnionPay's page the customer takes another card, under
        the same number.
        """
        news = await self._query(About(key.account, Subject.PAYMENT, key.number, stamp(key.requested_at)))
        if self._is_over(key):
            return replace(news, word=Word.CLOSED) if news.word is Word.MISSING else news
        return replace(news, word=Word.ACCEPTED) if news.word is Word.DECLINED else news

    async def close(self, key: PaymentKey) -> Closing:
        """UnionPay has no close: only the last moment to pay ends a payment, and only a query proves it."""
        news = await self.query(key)
        if news.word is Word.SUCCEEDED:
            return Closing(CloseAnswer.ALREADY_PAID, news.raw)
        if self._is_over(key):
            return Closing(CloseAnswer.CLOSED, news.raw)
        return Closing(CloseAnswer.NOT_YET, news.raw, self._ends_at(key))

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Ask for money back; a yes only says that it is on its way."""
        key, merchant = ask.key, self._merchants[ask.key.account]
        about = _about_refund(key)
        fields = self._common(merchant, about) | {
            "txnType": "04",
            "txnSubType": "00",
            "bizType": merchant.credentials.refund_biz_type,
            "channelType": merchant.credentials.refund_channel_type,
            "txnAmt": str(ask.amount_fen),
            "currencyCode": meaning.YUAN,
            "origQryId": await self._reference(key.payment),
            "backUrl": self._options.notify_url(self.name, key.account),
        }
        heard = await self._transport.ask(merchant, BACK, fields)
        if heard.code == meaning.DUPLICATE:
            return await self._known_refund(key)
        return _readable(lambda: meaning.accepted_news(about, heard))

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """What became of a refund, by its own number and time."""
        return await self._query(_about_refund(key))

    def hear(
        self,
        account: str,
        headers: Mapping[str, str],  # noqa: ARG002 - nothing stands in them here
        body: bytes,
        now: datetime,
    ) -> ChannelNews | None:
        """News in a back notice. Raises CallbackRejected.

        A notice bears no time of its own: there is no replay window, and a repetition is known by its queryId.
        """
        merchant = self._merchants.get(account)
        if merchant is None:
            raise CallbackRejected("wrong-merchant")
        try:
            text = body.decode("ascii")
            pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
            fields = dict(pairs)
            if len(fields) != len(pairs):
                raise CallbackRejected("malformed")
            merchant.signers.verify(fields, now)
            return meaning.notice_news(account, Heard(fields, Source.CALLBACK, now, text))
        except (NotBelieved, Unreadable) as rejected:
            raise CallbackRejected(rejected.reason) from None
        except ValueError:
            raise CallbackRejected("malformed") from None

    async def bill(self, name: BillName, into: Path) -> Asked:
        """The ZIP of a clearing day's settlement texts; the day ends at 23:00. See channels/bills.py."""
        account, day = name.account, name.day
        merchant = self._merchants[account]
        fields = {
            "txnType": "76",
            "txnSubType": "01",
            "bizType": "000000",
            "accessType": "0",
            "merId": account,
            "settleDate": settle_date(day),
            "txnTime": stamp(self._clock.now()),
            "fileType": "00",
        }
        heard = await self._transport.ask(merchant, FILE, fields)
        if heard.code == meaning.NO_FILE:
            raise NoBill(heard.code)
        if heard.code not in meaning.SUCCESS:
            raise meaning.refusal_of(heard)
        told = (heard.fields.get("merId", account), heard.fields.get("settleDate", settle_date(day)))
        if told != (account, settle_date(day)):
            raise Silence("a settlement file of another merchant or day")
        try:
            into.write_bytes(unpacked(heard.fields.get("fileContent", "")))
        except SpoiltFile as spoilt:
            raise Silence(f"settlement file: {spoilt}") from None
        return Asked(name, None, merchant.credentials.fee_rate_ppm)

    async def warm(self) -> None:
        """Nothing to fetch: every message brings its certificate, and the root is in the credentials."""

    async def aclose(self) -> None:
        """Close connections."""
        await self._transport.aclose()

    def _order(self, merchant: Merchant, ask: PaymentAsk) -> dict[str, str]:
        """Depends on the ask alone, so that a repeat is the same order."""
        given, is_qr = merchant.credentials, METHODS[ask.method] is Scene.QR
        about = About(ask.account, Subject.PAYMENT, ask.number, stamp(ask.requested_at))
        order = self._common(merchant, about) | {
            "txnType": "01",
            "txnSubType": given.qr_sub_type if is_qr else "01",
            "bizType": given.qr_biz_type if is_qr else "000201",
            "channelType": given.qr_channel_type if is_qr else "08",
            "txnAmt": str(ask.amount_fen),
            "currencyCode": meaning.YUAN,
            "backUrl": self._options.notify_url(self.name, ask.account),
            "frontUrl": "" if is_qr else ask.return_url or "",
            "payTimeout": stamp(ask.expires_at),
            "reqReserved": ask.method,
        }
        return order | given.method_fields.get(ask.method, {})

    @staticmethod
    def _common(merchant: Merchant, about: About) -> dict[str, str]:
        assert merchant.credentials.mer_id == about.account, "each account asks with its own key"
        return {
            "accessType": "0",
            "merId": about.account,
            "orderId": about.number,
            "txnTime": about.txn_time,
        }

    async def _query(self, about: About) -> ChannelNews:
        merchant = self._merchants[about.account]
        more = {"txnType": "00", "txnSubType": "00", "bizType": "000000"}
        fields = self._common(merchant, about) | more
        heard = await self._transport.ask(merchant, QUERY, fields, Source.QUERY)
        return _readable(lambda: meaning.query_news(about, heard, merchant.credentials.unpaid_codes))

    async def _reference(self, key: PaymentKey) -> str:
        """UnionPay's number of the payment; whoever does not know it asks. Raises Silence, ChannelRefused."""
        reference = key.reference or (await self.query(key)).reference
        if reference is None:
            raise Silence(f"{key.number} is not known as paid")
        return reference

    async def _known_refund(self, key: RefundKey) -> ChannelNews:
        """A duplicate proves that an earlier request arrived: what became of it counts. Raises Silence."""
        news = await self.query_refund(key)
        if news.word is Word.MISSING:
            raise Silence(f"{key.number} is a duplicate, and missing")
        return news

    def _is_over(self, key: PaymentKey) -> bool:
        """Whether nobody can pay any more, whatever was begun in the last second."""
        return self._clock.now() >= self._ends_at(key)

    def _ends_at(self, key: PaymentKey) -> datetime:
        return key.expires_at + timedelta(seconds=self._merchants[key.account].credentials.close_margin_s)


def _about_refund(key: RefundKey) -> About:
    return About(key.account, Subject.REFUND, key.number, stamp(key.requested_at))


def _readable(read: Callable[[], ChannelNews]) -> ChannelNews:
    """What an answer says, if it says it of what was asked. Raises Silence, ChannelRefused."""
    try:
        return read()
    except Unreadable as unreadable:
        raise Silence(f"the answer is {unreadable.reason}") from None
