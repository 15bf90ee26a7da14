"""Payment codes by v2: /pay/micropay, /pay/orderquery, /secapi/pay/reverse (channels.md §1.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from wendan.channels.http import Question
from wendan.channels.port import CloseAnswer, Closing, PaymentAsk, PaymentKey, Prepared
from wendan.channels.reading import Heard, missing
from wendan.channels.wechat import meaning, v2
from wendan.channels.wechat.codes import SCAN_REFUSALS, TYPING, UNHEARD_OF, UNSURE, scan_refusal
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word
from wendan.kernel.times import BEIJING
from wendan.platform.ids import Ids

HEADERS: Final = {"Content-Type": "text/xml; charset=utf-8", "Accept": "*/*"}
MOST_REVERSALS: Final = 3
_CLOSE_ANSWERS: Final = {
    Word.SUCCEEDED: CloseAnswer.ALREADY_PAID,
    Word.CLOSED: CloseAnswer.CLOSED,
    Word.DECLINED: CloseAnswer.CLOSED,
    Word.MISSING: CloseAnswer.MISSING,
}
EXPIRED: Final = "REVERSE_EXPIRE"


class _Told:
    """One signed answer of v2: its fields, and the words it came in."""

    def __init__(self, fields: Mapping[str, str], raw: str) -> None:
        self.fields, self.raw = fields, raw

    @property
    def error(self) -> str:
        """Empty when it is a yes."""
        if self.fields.get("result_code") == "SUCCESS":
            return ""
        return self.fields.get("err_code") or "UNNAMED"


class MicroPay:
    """Asks once, queries until certain, reverses as often as `recall` wants it, a few times in a row."""

    def __init__(self, transport: Transport, ids: Ids) -> None:
        self._transport, self._ids = transport, ids

    async def prepare(self, merchant: Merchant, ask: PaymentAsk) -> Prepared:
        """Paid at once, or the customer types a password and is asked about; a no is certain."""
        assert ask.auth_code, "a payment code was scanned"
        fields = {
            "body": ask.description,
            "out_trade_no": ask.number,
            "total_fee": str(ask.amount_fen),
            "fee_type": "CNY",
            "spbill_create_ip": ask.client_ip or merchant.credentials.terminal_ip,
            "auth_code": ask.auth_code,
        }
        told = await self._ask(merchant, "/pay/micropay", fields)
        if told.error == TYPING:
            return Prepared({}, told.raw)
        if told.error:
            raise scan_refusal(told.error, told.raw)
        heard = self._heard(merchant, Source.REQUEST, told)
        return Prepared({}, told.raw, _news(ask.number, Word.SUCCEEDED, told, heard))

    async def query(self, merchant: Merchant, key: PaymentKey) -> ChannelNews:
        """By WeChat's number when it is known, else by ours."""
        named = {"transaction_id": key.reference} if key.reference else {"out_trade_no": key.number}
        told = await self._ask(merchant, "/pay/orderquery", named)
        heard = self._heard(merchant, Source.QUERY, told)
        if told.error in UNHEARD_OF:
            return missing(meaning.CHANNEL, Subject.PAYMENT, key.number, heard)
        if told.error:
            raise scan_refusal(told.error, told.raw)
        word = meaning.TRADE_WORDS.get(told.fields.get("trade_state", ""))
        if word is None:
            raise Silence("a state of no kind we know")
        return _news(key.number, word, told, heard)

    async def reverse(self, merchant: Merchant, key: PaymentKey) -> Closing:
        """Whoever has paid gets it back; the rest of the repetitions is the alarm clock's."""
        raw = ""
        for _ in range(MOST_REVERSALS):
            told = await self._ask(merchant, "/secapi/pay/reverse", {"out_trade_no": key.number})
            raw = told.raw
            if told.error in UNHEARD_OF:
                return Closing(CloseAnswer.MISSING, raw)
            if told.fields.get("recall") == "Y":
                continue
            if told.error in UNSURE:
                raise Silence(f"a reversal was answered {told.error}")
            if not told.error:
                return Closing(CloseAnswer.CLOSED, raw)
            return Closing(await self._not_reversed(merchant, key, told), raw)
        return Closing(CloseAnswer.NOT_YET, raw)

    async def _not_reversed(self, merchant: Merchant, key: PaymentKey, told: _Told) -> CloseAnswer:
        """A no because of the payment's state: which one? Raises Silence, ChannelRefused."""
        if told.error == EXPIRED or told.error in meaning.PAID_CODES:
            return _CLOSE_ANSWERS.get((await self.query(merchant, key)).word, CloseAnswer.NOT_YET)
        known = SCAN_REFUSALS.get(told.error)
        if known is not None and known.cause is Cause.OUR_MISTAKE and told.error != "INVALID_REQUEST":
            raise scan_refusal(told.error, told.raw)
        return CloseAnswer.NOT_YET

    async def _ask(self, merchant: Merchant, path: str, fields: Mapping[str, str]) -> _Told:
        """One signed question; a `FAIL` of the line itself bears no signature and proves nothing. Raises Silence."""
        given = merchant.credentials
        assert given.apiv2_key is not None, "credentials by v2 have it"
        asked = {
            "appid": given.appid,
            "mch_id": given.mchid,
            "nonce_str": self._ids.nonce(),
            "sign_type": given.v2_sign_type,
            **fields,
        }
        asked["sign"] = v2.signature(asked, given.apiv2_key, given.v2_sign_type)
        question = Question("POST", path, HEADERS, v2.written(asked), tls=merchant.tls)
        received = await self._transport.put(merchant, question)
        if received.status != 200:
            raise Silence(f"HTTP {received.status}")
        try:
            told = v2.read(received.body)
            if told.get("return_code") != "SUCCESS":
                raise Silence(f"{path} failed: {told.get('return_msg', '')}")
            v2.verify(told, given.apiv2_key, given.v2_sign_type)
        except v2.NotXml as unbelieved:
            raise Silence(f"{path} was not answered by WeChat: {unbelieved}") from None
        if (told.get("appid"), told.get("mch_id")) != (given.appid, given.mchid):
            raise Silence(f"{path} was answered about another merchant")
        return _Told(told, received.body.decode(errors="replace"))

    def _heard(self, merchant: Merchant, source: Source, told: _Told) -> Heard:
        return Heard(merchant.credentials.mchid, source, self._transport.clock.now(), told.raw)


def _news(number: str, word: Word, told: _Told, heard: Heard) -> ChannelNews:
    """Raises Silence when it is about another number, or a success that does not say all."""
    fields, has_moved = told.fields, word is Word.SUCCEEDED
    if fields.get("out_trade_no") != number:
        raise Silence(f"asked about {number}, answered about another")
    amount, reference = fields.get("total_fee", ""), fields.get("transaction_id")
    if has_moved and not (amount.isascii() and amount.isdigit() and reference):
        raise Silence(f"answer about {number} is malformed")
    return ChannelNews(
        channel=meaning.CHANNEL,
        account=heard.account,
        subject=Subject.PAYMENT,
        number=number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=reference,
        amount_fen=Fen(int(amount)) if has_moved else None,
        currency=(fields.get("fee_type") or "CNY") if has_moved else None,
        happened_at=_moment(fields.get("time_end", "")) if has_moved else None,
    )


def _moment(text: str) -> datetime | None:
    """yyyyMMddHHmmss in Beijing. Raises Silence."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise Silence("a time of no form we know") from None
