"""WeChat Pay as one of our payment channels: the verbs of the port in WeChat's requests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import msgspec

from wendan.channels.bills import GivesBills
from wendan.channels.http import ChannelOptions
from wendan.channels.port import (
    Acknowledgement,
    CallbackRejected,
    ChannelRefused,
    Closing,
    PaymentAsk,
    PaymentKey,
    Prepared,
    RefundAsk,
    RefundKey,
)
from wendan.channels.preauth import HoldKey
from wendan.channels.reading import Heard, Unreadable, missing
from wendan.channels.wechat import meaning
from wendan.channels.wechat.bills import WechatBills
from wendan.channels.wechat.codepay import CodePay
from wendan.channels.wechat.credentials import Credentials
from wendan.channels.wechat.meaning import Answer
from wendan.channels.wechat.micropay import MicroPay
from wendan.channels.wechat.payscore import PayScore
from wendan.channels.wechat.scores import hold_notice, paid_notice
from wendan.channels.wechat.signatures import NotBelieved
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.errors import Silence
from wendan.kernel.news import ChannelNews, Source, Subject
from wendan.kernel.payers import app_and_openid
from wendan.kernel.scene import Scene
from wendan.kernel.times import BEIJING
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

LONGEST_REASON: Final = 80
PAYSCORE: Final = "payscore"
METHODS: Final = {
    "jsapi": Scene.IN_APP,
    "native": Scene.QR,
    "h5": Scene.LINK,
    "barcode": Scene.BARCODE,
}
_GIVEN: Final = {"jsapi": "prepay_id", "native": "code_url", "h5": "h5_url"}

_encode = msgspec.json.Encoder(order="deterministic").encode


class _Resource(msgspec.Struct):
    ciphertext: str
    nonce: str
    associated_data: str | None = None


class _Envelope(msgspec.Struct):
    id: str
    event_type: str
    resource: _Resource


_read_envelope = msgspec.json.Decoder(_Envelope).decode
_read_given = msgspec.json.Decoder(dict[str, str]).decode


class WechatPay:
    """WeChat Pay API v3 for every merchant account it has credentials for."""

    name = meaning.CHANNEL
    methods: Mapping[str, Scene] = METHODS
    calls_back = True
    callback_headers: tuple[str, ...] = ("wechatpay-",)
    # Any answer but 2xx makes WeChat call again, up to 15 times in 24 hours.
    kept = Acknowledgement(204, b"")

    def __init__(
        self, credentials: Mapping[str, Credentials], options: ChannelOptions, clock: Clock, ids: Ids
    ) -> None:
        for account, given in credentials.items():
            assert account == given.mchid, "an account is its merchant number"
        self._merchants = {account: Merchant(given) for account, given in credentials.items()}
        self._options, self._clock, self._ids = options, clock, ids
        self._transport = Transport(options, clock, ids)
        self.holds = PayScore(self._merchants, self._transport, options, clock, ids)
        self._codepay, self._micropay = CodePay(self._transport), MicroPay(self._transport, ids)
        self.bills: GivesBills | None = WechatBills(self._merchants, self._transport)
        self.lacks_keys = False
        """A callback came with a serial we do not hold: `warm` soon."""

    def serves(self, account: str) -> bool:
        """Whether the merchant's keys are here."""
        return account in self._merchants

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """Register the payment; the request's bytes depend on the ask alone, so a repeat is the same order."""
        merchant = self._merchants[ask.account]
        if METHODS[ask.method] is Scene.BARCODE:
            return await self._till(merchant).prepare(merchant, ask)
        body = _encode(self._order(merchant, ask))
        answer = await self._transport.ask(merchant, "POST", f"/v3/pay/transactions/{ask.method}", body)
        if answer.status != 200:
            raise meaning.refusal_of(answer)
        try:
            given = _read_given(answer.body)[_GIVEN[ask.method]]
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
            raise Silence(f"no {_GIVEN[ask.method]} in the answer") from None
        raw = answer.body.decode()
        if METHODS[ask.method] is not Scene.IN_APP:
            return Prepared({_GIVEN[ask.method]: given}, raw)
        return Prepared(self._jsapi_parameters(merchant, ask, given), raw)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """Ask by WeChat's number when it is known, else by ours."""
        merchant = self._merchants[key.account]
        if key.method == PAYSCORE:
            return await self._query_taken(key)
        if METHODS.get(key.method) is Scene.BARCODE and merchant.credentials.barcode == "v2":
            return await self._micropay.query(merchant, key)
        kind, number = ("id", key.reference) if key.reference else ("out-trade-no", key.number)
        target = f"/v3/pay/transactions/{kind}/{quote(number, safe='')}?mchid={key.account}"
        answer = await self._transport.ask(merchant, "GET", target)
        heard = self._heard(key.account, Source.QUERY, answer)
        return self._news(Subject.PAYMENT, key.number, answer, heard)

    async def _query_taken(self, key: PaymentKey) -> ChannelNews:
        """Of a hold of the same number; WeChat's own number of the payment is known only when it is paid."""
        try:
            return await self.holds.query_capture(HoldKey(key.account, key.number), key.number)
        except ChannelRefused as refused:
            if refused.code not in meaning.MISSING_CODES:
                raise
            heard = Heard(key.account, Source.QUERY, self._clock.now(), refused.raw)
            return missing(meaning.CHANNEL, Subject.PAYMENT, key.number, heard)

    async def close(self, key: PaymentKey) -> Closing:
        """Ask that nobody can pay any more; a no that is only a matter of time is NOT_YET."""
        merchant = self._merchants[key.account]
        if METHODS.get(key.method) is Scene.BARCODE:
            return await self._till(merchant).reverse(merchant, key)
        target = f"/v3/pay/transactions/out-trade-no/{quote(key.number, safe='')}/close"
        answer = await self._transport.ask(merchant, "POST", target, _encode({"mchid": key.account}))
        return Closing(meaning.close_answer(answer), answer.raw)

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Ask for money back by the original route."""
        account = ask.key.account
        merchant = self._merchants[account]
        body = _encode(
            {
                **_paid_by(ask.key.payment),
                "out_refund_no": ask.key.number,
                "reason": ask.reason[:LONGEST_REASON],
                "notify_url": self._notify_url(account),
                "amount": {
                    "refund": ask.amount_fen,
                    "total": ask.payment_amount_fen,
                    "currency": "CNY",
                },
            }
        )
        answer = await self._transport.ask(merchant, "POST", "/v3/refund/domestic/refunds", body)
        if answer.status != 200:
            raise meaning.refusal_of(answer, moves_money=True)
        return meaning.told(Subject.REFUND, ask.key.number, self._heard(account, Source.REQUEST, answer))

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """What became of a refund."""
        merchant = self._merchants[key.account]
        target = f"/v3/refund/domestic/refunds/{quote(key.number, safe='')}"
        answer = await self._transport.ask(merchant, "GET", target)
        return self._news(Subject.REFUND, key.number, answer, self._heard(key.account, Source.QUERY, answer))

    def hear(
        self, account: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ChannelNews | None:
        """News in a callback. Raises CallbackRejected."""
        merchant = self._merchants.get(account)
        if merchant is None:
            raise CallbackRejected("wrong-merchant")
        try:
            merchant.platform_keys.verify({k.lower(): v for k, v in headers.items()}, body, now)
            envelope = _read_envelope(body)
            return self._open(merchant, envelope, now)
        except (NotBelieved, Unreadable) as rejected:
            self.lacks_keys |= rejected.reason == "unknown-key"
            raise CallbackRejected(rejected.reason) from None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise CallbackRejected("malformed") from None

    async def warm(self) -> None:
        """Fetch every account's platform certificates; with keys already held, silence is no reason to stop.

        Raises Silence when an account holds no key at all, so that no answer could be believed.
        """
        for merchant in self._merchants.values():
            try:
                await self._transport.fetch_certificates(merchant)
            except Silence:
                if not len(merchant.platform_keys):
                    raise
        self.lacks_keys = False

    async def aclose(self) -> None:
        """Close connections."""
        await self._transport.aclose()

    def _till(self, merchant: Merchant) -> CodePay | MicroPay:
        """Which of its two interfaces this merchant scans by."""
        return self._micropay if merchant.credentials.barcode == "v2" else self._codepay

    def _notify_url(self, account: str) -> str:
        return self._options.notify_url(self.name, account)

    def _order(self, merchant: Merchant, ask: PaymentAsk) -> dict[str, Any]:
        order: dict[str, Any] = {
            "appid": _appid(merchant, ask),
            "mchid": ask.account,
            "description": ask.description,
            "out_trade_no": ask.number,
            "time_expire": ask.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
            "notify_url": self._notify_url(ask.account),
            "amount": {"total": ask.amount_fen, "currency": "CNY"},
        }
        if METHODS[ask.method] is Scene.IN_APP:
            assert ask.payer, "JSAPI needs the payer's openid"
            order["payer"] = {"openid": app_and_openid(ask.payer)[1]}
        if METHODS[ask.method] is Scene.LINK:
            assert ask.client_ip, "H5 needs the customer's address"
            order["scene_info"] = {"payer_client_ip": ask.client_ip, "h5_info": {"type": "Wap"}}
        return order

    def _jsapi_parameters(self, merchant: Merchant, ask: PaymentAsk, prepay_id: str) -> dict[str, str]:
        appid, package = _appid(merchant, ask), f"prepay_id={prepay_id}"
        stamp, nonce = str(int(self._clock.now().timestamp())), self._ids.nonce()
        return {
            "appId": appid,
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": merchant.key.pay_signature(appid, stamp, nonce, package),
        }

    def _heard(self, account: str, source: Source, answer: Answer) -> Heard:
        text = answer.body.decode(errors="replace") if answer.status == 200 else answer.raw
        return Heard(account, source, self._clock.now(), text)

    def _news(self, subject: Subject, number: str, answer: Answer, heard: Heard) -> ChannelNews:
        if answer.status == 200:
            return meaning.told(subject, number, heard)
        refused = meaning.refusal_of(answer)
        if refused.code in meaning.MISSING_CODES:
            return missing(meaning.CHANNEL, subject, number, heard)
        raise refused

    def _open(self, merchant: Merchant, envelope: _Envelope, now: datetime) -> ChannelNews | None:
        event = envelope.event_type
        if event not in _EVENTS:
            return None
        resource = envelope.resource
        text = merchant.sealed.open(resource.ciphertext, resource.nonce, resource.associated_data)
        heard = Heard(merchant.credentials.mchid, Source.CALLBACK, now, text, envelope.id)
        try:
            return _EVENTS[event](heard)
        except Silence:
            raise Unreadable from None


def _appid(merchant: Merchant, ask: PaymentAsk) -> str:
    """The app that knows the payer; an openid of one app is nobody to another."""
    appid = app_and_openid(ask.payer)[0] if ask.payer else None
    return appid or merchant.credentials.appid


def _paid_by(key: PaymentKey) -> dict[str, str]:
    """What PayScore took has a number of WeChat's own making and is found by WeChat's reference alone."""
    if key.method == PAYSCORE and key.reference:
        return {"transaction_id": key.reference}
    return {"out_trade_no": key.number}


_EVENTS: Final = {
    "PAYSCORE.USER_CONFIRM": hold_notice,
    "PAYSCORE.USER_PAID": paid_notice,
    "TRANSACTION.SUCCESS": meaning.trade_news,
    "REFUND.SUCCESS": meaning.refund_news,
    "REFUND.ABNORMAL": meaning.refund_news,
    "REFUND.CLOSED": meaning.refund_news,
}
