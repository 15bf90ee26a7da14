"""Payment codes by v2: flat XML both ways, signed with the APIv2 key by MD5 or HMAC-SHA256."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

import msgspec
from defusedxml.ElementTree import ParseError, fromstring

from wendan.platform.ids import SystemIds
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Effect, Outcome, Unrouted
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer, Letter, Request
from wendan.sandbox.wechat.answers import coupon_id
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.till import Scan, Till
from wendan.sandbox.wechat.words import Complaint, ok

Fields = dict[str, str]
XML: Final = {"Content-Type": "text/xml; charset=utf-8"}
# v2 has words of its own for what v3 says otherwise; those that are not here are the same.
WORDS: Final = {
    "SYSTEM_ERROR": "SYSTEMERROR",
    "ORDER_NOT_EXIST": "ORDERNOTEXIST",
    "ORDER_CLOSED": "ORDERCLOSED",
    "NOT_ENOUGH": "NOTENOUGH",
    "NO_AUTH": "NOAUTH",
}
NEEDED: Final = {
    "micropay": ("body", "out_trade_no", "total_fee", "spbill_create_ip", "auth_code"),
    "v2-query": (),
    "v2-reverse": (),
}


class MicroPayDialect:
    """/pay and /secapi; a client certificate is not asked for where there is no TLS."""

    def __init__(self, desk: WechatDesk, till: Till) -> None:
        self._desk, self._till, self._ids = desk, till, SystemIds()
        self._table: dict[str, tuple[str, Effect]] = {
            "/pay/micropay": ("micropay", self._pay),
            "/pay/orderquery": ("v2-query", self._query),
            "/secapi/pay/reverse": ("v2-reverse", self._reverse),
        }

    def speaks(self, request: Request) -> bool:
        """Whether this path is v2's."""
        return request.path in self._table

    def read(self, request: Request) -> Call:
        """By path."""
        if request.method != "POST":
            raise Unrouted(405)
        verb, effect = self._table[request.path]
        fields = fields_of(request)
        return Call(request, verb, fields.get("out_trade_no", ""), effect)

    def verify(self, call: Call) -> None:
        """By `sign`, then by what every request must say. Raises Complaint."""
        fields = fields_of(call.request)
        if not fields:
            raise Complaint(401, "XML_FORMAT_ERROR", "XML格式错误")
        if not hmac.compare_digest(self._signature(fields), fields.get("sign", "")):
            raise Complaint(401, "SIGN_ERROR", "签名错误")
        keys = self._desk.keys
        if (fields.get("mch_id"), fields.get("appid")) != (keys.mchid, keys.appid):
            raise Complaint(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
        if not fields.get("nonce_str") or any(not fields.get(name) for name in NEEDED[call.verb]):
            raise Complaint(400, "LACK_PARAMS", "缺少参数")

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """HTTP 200 whatever it says; who is not known by its signature gets none back."""
        if isinstance(outcome, Complaint):
            if outcome.status in (502, 503):
                return Letter(b"", status=outcome.status)
            if outcome.status == 401:
                return Letter(written({"return_code": "FAIL", "return_msg": outcome.message}), XML)
            code = WORDS.get(outcome.code, outcome.code)
            told = {"result_code": "FAIL", "err_code": code, "err_code_des": outcome.message}
            if call.verb == "v2-reverse":
                told["recall"] = "Y" if code == "SYSTEMERROR" else "N"
        else:
            assert isinstance(outcome, Answer), "a complaint that is not WeChat's"
            if outcome.status != 200:
                return Letter(b"", status=outcome.status)
            told = {"result_code": "SUCCESS", **fields_in(outcome.body)}
        return Letter(written(self._dressed(call.request, told, spoil)), XML)

    async def _pay(self, request: Request) -> Answer:
        fields = fields_of(request)
        if not fields["total_fee"].isdecimal() or int(fields["total_fee"]) < 1:
            raise Complaint(400, "PARAM_ERROR", "金额错误")
        trade = await self._till.charge(
            Scan(
                fields["appid"],
                fields["mch_id"],
                fields["body"],
                fields["out_trade_no"],
                int(fields["total_fee"]),
                fields["auth_code"],
                fields.get("attach", ""),
            )
        )
        if trade.wallet == "prompted":
            raise Complaint(400, "USERPAYING", "需要用户输入支付密码")
        return told_of(trade, "")

    def _query(self, request: Request) -> Answer:
        fields, books = fields_of(request), self._desk.books
        reference = fields.get("transaction_id")
        trade = (
            books.by_reference.get(reference)
            if reference
            else books.trades.get(fields.get("out_trade_no", ""))
        )
        if trade is None:
            raise Complaint(404, "ORDER_NOT_EXIST", "订单不存在")
        return told_of(trade, self._desk.terms.state_word(trade, self._desk.now()))

    async def _reverse(self, request: Request) -> Answer:
        number = fields_of(request).get("out_trade_no", "")
        if number in self._desk.books.trades and self._till.wants_again(number):
            return ok({"recall": "Y"})
        await self._till.reverse(number)
        return ok({"recall": "N"})

    def _dressed(self, request: Request, told: Fields, spoil: AnswerFault | None) -> Fields:
        keys, asked = self._desk.keys, fields_of(request)
        dressed = {
            "return_code": "SUCCESS",
            "return_msg": "OK",
            "appid": keys.appid,
            "mch_id": keys.mchid,
            "nonce_str": self._ids.nonce(),
            **told,
        }
        signed = self._signature(dressed, asked.get("sign_type", ""))
        if spoil is AnswerFault.MISSIGNED:
            signed = signed[::-1]
        return dressed | {"sign": signed}

    def _signature(self, fields: Mapping[str, str], sign_type: str | None = None) -> str:
        """MD5 unless the request says otherwise."""
        pairs = sorted((name, value) for name, value in fields.items() if value and name != "sign")
        text = "&".join(f"{name}={value}" for name, value in pairs) + f"&key={self._desk.keys.apiv2_key}"
        kind = fields.get("sign_type", "") if sign_type is None else sign_type
        if kind == "HMAC-SHA256":
            key = self._desk.keys.apiv2_key.encode()
            return hmac.new(key, text.encode(), hashlib.sha256).hexdigest().upper()
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def fields_of(request: Request) -> Fields:
    """Empty when the body is no flat XML."""
    try:
        root = fromstring(request.body, forbid_dtd=True)
    except (ParseError, ValueError):
        return {}
    return {child.tag: (child.text or "").strip() for child in root} if root.tag == "xml" else {}


def fields_in(body: bytes) -> Fields:
    """What an effect had to say."""
    return msgspec.json.decode(body, type=Fields)


def written(fields: Fields) -> bytes:
    """As WeChat writes it: CDATA around texts."""
    lines = "".join(
        f"<{name}><![CDATA[{value.replace(']]>', '')}]]></{name}>\n" for name, value in fields.items()
    )
    return f"<xml>{lines}</xml>".encode()


def told_of(trade: Trade, state: str) -> Answer:
    """A payment; `state` only where it was asked for."""
    told = {"out_trade_no": trade.number, "total_fee": str(trade.order.total_fen), "fee_type": "CNY"}
    if state:
        told |= {"trade_state": state, "trade_state_desc": state}
    if trade.taken_fen is not None:
        told |= {
            "transaction_id": trade.reference,
            "trade_type": "MICROPAY",
            "bank_type": "OTHERS",
            "openid": trade.payer,
            "is_subscribe": "N",
            "total_fee": str(trade.taken_fen),
            "cash_fee": str(trade.settled_fen),
            "time_end": compact(trade.taken_at),
        }
    if trade.promoted_fen:
        told |= {
            "settlement_total_fee": str(trade.settled_fen),
            "coupon_fee": str(trade.promoted_fen),
            "coupon_count": "1",
            "coupon_type_0": "NO_CASH",
            "coupon_id_0": coupon_id(trade),
            "coupon_fee_0": str(trade.promoted_fen),
        }
    return ok(told)
