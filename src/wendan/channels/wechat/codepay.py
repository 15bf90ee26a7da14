"""Payment codes by API v3 (付款码, channels.md §1.8): one request, one synchronous answer, no callback."""

from typing import Any, Final
from urllib.parse import quote

import msgspec

from wendan.channels.port import CloseAnswer, Closing, PaymentAsk, PaymentKey, Prepared
from wendan.channels.reading import Heard
from wendan.channels.wechat import meaning
from wendan.channels.wechat.codes import TYPING, scan_refusal
from wendan.channels.wechat.meaning import Answer
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source, Subject, Word

PATH: Final = "/v3/pay/transactions/codepay"
_encode = msgspec.json.Encoder(order="deterministic").encode


class _Reversed(msgspec.Struct):
    mchid: str
    out_trade_no: str


_read_reversed = msgspec.json.Decoder(_Reversed).decode


class CodePay:
    """Asks once; whatever else is to be known of the payment, an ordinary query tells."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def prepare(self, merchant: Merchant, ask: PaymentAsk) -> Prepared:
        """Paid at once, or the customer types a password and is asked about; a no is certain."""
        answer = await self._transport.ask(merchant, "POST", PATH, _encode(_scan(merchant, ask)))
        if answer.status != 200:
            return _not_paid(answer)
        text = answer.body.decode(errors="replace")
        heard = Heard(ask.account, Source.REQUEST, self._transport.clock.now(), text)
        news = meaning.told(Subject.PAYMENT, ask.number, heard)
        return Prepared({}, text, None if news.word is Word.ACCEPTED else news)

    async def reverse(self, merchant: Merchant, key: PaymentKey) -> Closing:
        """Whoever has paid gets it back, whoever has not cannot any more."""
        target = f"/v3/pay/transactions/out-trade-no/{quote(key.number, safe='')}/reverse"
        body = _encode({"appid": merchant.credentials.appid, "mchid": key.account})
        answer = await self._transport.ask(merchant, "POST", target, body)
        if answer.status != 200:
            return Closing(meaning.close_answer(answer), answer.raw)
        try:
            told = _read_reversed(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Silence("the answer to a reversal says nothing") from None
        if (told.mchid, told.out_trade_no) != (key.account, key.number):
            raise Silence(f"asked to reverse {key.number}, answered about another")
        return Closing(CloseAnswer.CLOSED, answer.raw)


def _scan(merchant: Merchant, ask: PaymentAsk) -> dict[str, Any]:
    assert ask.auth_code, "a payment code was scanned"
    return {
        "appid": merchant.credentials.appid,
        "mchid": ask.account,
        "description": ask.description,
        "out_trade_no": ask.number,
        "payer": {"auth_code": ask.auth_code},
        "amount": {"total": ask.amount_fen, "currency": "CNY"},
        "scene_info": {"store_info": {"out_id": merchant.credentials.store_out_id}},
    }


def _not_paid(answer: Answer) -> Prepared:
    """Raises Silence, ChannelRefused."""
    refused = meaning.refusal_of(answer)
    if refused.code == TYPING:
        return Prepared({}, answer.raw)
    raise scan_refusal(refused.code, answer.raw)
