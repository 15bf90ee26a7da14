"""Pre-authorisation at Alipay (资金预授权): held by scan or QR code, turned into a payment, given back, undone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Self

import msgspec

from wendan.channels.alipay import meaning
from wendan.channels.alipay.news import Trade, fen_of, trade_news
from wendan.channels.alipay.orders import subject_of
from wendan.channels.alipay.speaker import Speaker
from wendan.channels.alipay.transport import Reply
from wendan.channels.port import CallbackRejected
from wendan.channels.preauth import (
    CaptureAsk,
    HoldAsk,
    HoldKey,
    HoldNews,
    HoldPrepared,
    HoldWord,
    ReleaseAsk,
    told,
)
from wendan.channels.reading import Heard, Unreadable
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen, yuan_text
from wendan.kernel.news import ChannelNews, Word

CAPTURE_CODE: Final = "PREAUTH_PAY"
LONGEST_REMARK: Final = 100
FREEZE_NOTICE: Final = "fund_auth_freeze"
UNFREEZE_NOTICE: Final = "fund_auth_unfreeze"
CANCEL_NOTICE: Final = "fund_auth_operation_cancel"
HOLD_NOTICES: Final = (FREEZE_NOTICE, UNFREEZE_NOTICE, CANCEL_NOTICE)
STATUS_WORDS: Final = {"INIT": HoldWord.ACCEPTED, "SUCCESS": HoldWord.HELD, "CLOSED": HoldWord.CLOSED}


class _Hold(msgspec.Struct):
    """What freeze, unfreeze and query say of a hold."""

    out_order_no: str = ""
    auth_no: str = ""
    status: str = ""
    amount: str = ""
    code_value: str = ""
    rest_amount: str = ""
    total_freeze_amount: str = ""
    total_pay_amount: str = ""
    payer_user_id: str = ""
    payer_open_id: str = ""


class Holds(Speaker):
    """The verbs of channels/preauth.py. Our number is both order and request number of the hold."""

    @property
    def holds(self) -> Self:
        """Alipay holds money by the same gateway as it takes it."""
        return self

    def serves(self, account: str) -> bool:
        """Whether the merchant's keys are here."""
        return account in self._merchants

    async def freeze(self, ask: HoldAsk) -> HoldPrepared:
        """By the code the customer shows, or by one we show."""
        credentials = self._merchants[ask.account].credentials
        content: dict[str, Any] = {
            "out_order_no": ask.number,
            "out_request_no": ask.number,
            "order_title": subject_of(ask.description),
            "amount": yuan_text(ask.amount_fen),
            "payee_user_id": credentials.seller_id,
            "product_code": credentials.hold_product_code,
            "pay_timeout": _minutes(ask),
        }
        method = "alipay.fund.auth.order.voucher.create"
        if ask.auth_code is not None:
            method = "alipay.fund.auth.order.freeze"
            content |= {"auth_code": ask.auth_code, "auth_code_type": "bar_code"}
        reply = await self._request(ask.account, method, content, tells=True)
        if reply.verdict.code == meaning.WAITING:
            return HoldPrepared({}, reply.verdict.raw)
        hold = self._hold(reply, moves_money=ask.auth_code is not None)
        if ask.auth_code is not None:
            return HoldPrepared({}, reply.verdict.raw, _news(reply.heard, ask.number, hold))
        if not hold.code_value:
            raise Silence("no code_value in the answer")
        return HoldPrepared({"code_url": hold.code_value}, reply.verdict.raw)

    async def query_freeze(self, key: HoldKey) -> HoldNews:
        """What of it is held, taken and left."""
        asked = {
            "out_order_no": key.number,
            "out_request_no": key.number,
            "operation_type": "FREEZE",
        }
        reply = await self._ask(key.account, "alipay.fund.auth.operation.detail.query", asked)
        if _is_missing(reply):
            return _missing(reply.heard, key.number)
        hold = self._hold(reply)
        if hold.out_order_no != key.number:
            raise Silence(f"asked about {key.number}, answered about another")
        return _news(reply.heard, key.number, hold)

    async def capture(self, ask: CaptureAsk) -> ChannelNews:
        """Turn held money into a payment; what is left goes back with the last one."""
        account = ask.hold.account
        assert ask.hold.reference, "only what the channel has numbered can be taken of"
        content = {
            "out_trade_no": ask.number,
            "total_amount": yuan_text(ask.amount_fen),
            "subject": subject_of(ask.description),
            "product_code": CAPTURE_CODE,
            "auth_no": ask.hold.reference,
            "auth_confirm_mode": "COMPLETE" if ask.is_last else "NOT_COMPLETE",
            "seller_id": account,
            "buyer_id": ask.payer,
        }
        reply = await self._request(account, "alipay.trade.pay", content, tells=True)
        if reply.verdict.code not in (meaning.DONE, meaning.WAITING):
            raise meaning.refusal_of(reply.verdict, moves_money=True)
        trade = reply.read(Trade)
        if trade.out_trade_no != ask.number:
            raise Silence(f"asked about {ask.number}, answered about another")
        word = Word.SUCCEEDED if reply.verdict.code == meaning.DONE else Word.ACCEPTED
        try:
            return trade_news(reply.heard, trade, word)
        except Unreadable as unreadable:
            raise Silence(f"answer about {ask.number} is {unreadable.reason}") from None

    async def unfreeze(self, ask: ReleaseAsk) -> HoldNews:
        """The release is certain; the news is what the query then says of the whole hold."""
        assert ask.hold.reference, "only what the channel has numbered can be given back"
        content = {
            "auth_no": ask.hold.reference,
            "out_request_no": ask.number,
            "amount": yuan_text(ask.amount_fen),
            "remark": ask.reason[:LONGEST_REMARK],
        }
        reply = await self._request(ask.hold.account, "alipay.fund.auth.order.unfreeze", content, tells=True)
        self._hold(reply, moves_money=True)
        return await self.query_freeze(ask.hold)

    async def cancel(self, key: HoldKey) -> HoldNews:
        """Whatever it did, nothing is held by this number any more; none there was is MISSING."""
        content = {"out_order_no": key.number, "out_request_no": key.number, "remark": "cancel"}
        reply = await self._request(key.account, "alipay.fund.auth.operation.cancel", content, tells=True)
        if _is_missing(reply):
            return _missing(reply.heard, key.number)
        hold = self._hold(reply, moves_money=True)
        hold.status = "CLOSED"
        return _news(reply.heard, key.number, hold)

    @staticmethod
    def _hold(reply: Reply, *, moves_money: bool = False) -> _Hold:
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict, moves_money=moves_money)
        return reply.read(_Hold)


def hold_notice(heard: Heard, notice: Mapping[str, str]) -> ChannelNews | None:
    """What a notice about a hold says of it; None for a release of a part. Raises CallbackRejected."""
    kind = notice["notify_type"]
    try:
        hold = msgspec.convert(notice, _Hold)
    except msgspec.ValidationError:
        raise CallbackRejected("malformed") from None
    if not hold.out_order_no:
        raise CallbackRejected("malformed")
    if kind == UNFREEZE_NOTICE and (not hold.rest_amount or _fen(hold.rest_amount)):
        return None
    # The status is that of the operation: an undoing that succeeded leaves nothing held.
    hold.status = hold.status if kind == FREEZE_NOTICE else "CLOSED"
    try:
        return told(_news(heard, hold.out_order_no, hold))
    except (Silence, Unreadable):
        raise CallbackRejected("malformed") from None


def _minutes(ask: HoldAsk) -> str:
    whole = max((ask.expires_at - ask.requested_at) // timedelta(minutes=1), 1)
    return f"{whole}m"


def _is_missing(reply: Reply) -> bool:
    """How Alipay words this for holds is not certain; whatever says that nothing exists is believed."""
    return reply.verdict.code == meaning.BUSINESS and reply.verdict.sub_code.endswith("NOT_EXIST")


def _missing(heard: Heard, number: str) -> HoldNews:
    return HoldNews(
        meaning.CHANNEL, heard.account, number, HoldWord.MISSING, heard.source, heard.heard_at, heard.text
    )


def _news(heard: Heard, number: str, hold: _Hold) -> HoldNews:
    """Held as long as something is left of it. Raises Silence for a state of no kind we know."""
    try:
        word = STATUS_WORDS[hold.status]
        held = _fen(hold.total_freeze_amount or hold.amount)
        left = _fen(hold.rest_amount) if hold.rest_amount else held
        taken = _fen(hold.total_pay_amount)
    except (KeyError, Unreadable):
        raise Silence(f"answer about {number} is malformed") from None
    if word is HoldWord.HELD and left == 0:
        word = HoldWord.CLOSED
    return HoldNews(
        channel=meaning.CHANNEL,
        account=heard.account,
        number=number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=hold.auth_no or None,
        held_fen=held,
        taken_fen=taken,
        left_fen=Fen(0) if word is HoldWord.CLOSED else left,
        payer=hold.payer_user_id or hold.payer_open_id or None,
        message_id=heard.message_id,
    )


def _fen(text: str) -> Fen | None:
    return fen_of(text) if text else None
