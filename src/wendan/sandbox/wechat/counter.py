"""Ordering, asking, closing, and the platform's certificates: what each request does to the books."""

from typing import Annotated, Final
from urllib.parse import parse_qs, unquote

import msgspec

from wendan.sandbox.core import events
from wendan.sandbox.core.key_files import VALID_FROM, VALID_TO
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wallet import Wallet
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.keys import Mode
from wendan.sandbox.wechat.orders import Order, order_of, ordered, read, read_order
from wendan.sandbox.wechat.words import Complaint, ok


class _Close(msgspec.Struct, forbid_unknown_fields=True):
    mchid: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


_read_close = msgspec.json.Decoder(_Close).decode
_MISSING: Final = (404, "ORDER_NOT_EXIST", "订单不存在", "268512771")


class Counter:
    def __init__(self, desk: WechatDesk, wallet: Wallet) -> None:
        self._desk, self._wallet = desk, wallet

    async def prepay(self, kind: str, request: Request) -> Answer:
        """A prepay id, code or link. The same number again is the same order or it is refused."""
        desk = self._desk
        order = read_order(kind, request.body, takes_loopback=desk.options.takes_loopback)
        self._check_merchant(order.mchid)
        self._check_app(kind, order)
        known = desk.books.trades.get(order.out_trade_no)
        if known is None:
            trade = self._order(kind, order)
            await self._wallet.fulfil_wish(trade)
        else:
            self._check_same(known, kind, order)
            desk.books.record(events.Prepared(desk.now(), known.number))
            trade = known
        return ok(self._given(trade))

    def _check_app(self, kind: str, order: Order) -> None:
        apps = self._desk.apps
        if order.appid not in apps.by_id:
            raise Complaint(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "268445527")
        openid = (order.payer and order.payer.openid) or ""
        if kind == "jsapi" and apps.are_at_odds(order.appid, openid):
            raise Complaint(400, "PARAM_ERROR", "appid和openid不匹配")

    def _order(self, kind: str, order: Order) -> Trade:
        desk = self._desk
        if len(desk.books.trades) >= desk.options.most_payments:
            raise Complaint(429, "FREQUENCY_LIMITED", "频率限制", "268447840")
        desk.books.record(ordered(kind, order, desk.now()))
        return desk.books.trades[order.out_trade_no]

    def _check_same(self, known: Trade, kind: str, order: Order) -> None:
        if order_of(known) != order or known.order.method != kind:
            raise Complaint(403, "OUT_TRADE_NO_USED", "商户订单号重复，请核实后再试", "268498688")
        if known.taken_fen is not None:
            raise Complaint(400, "ORDERPAID", "该订单已支付", "268498689")
        if known.state(self._desk.now()) is State.CLOSED:
            raise Complaint(400, "ORDER_CLOSED", "该订单已关闭", "268447914")

    def _given(self, trade: Trade) -> dict[str, str]:
        token, kind = trade.token, trade.order.method
        if kind in ("jsapi", "app"):
            return {"prepay_id": token}
        if kind == "native":
            return {"code_url": f"weixin://wxpay/bizpayurl?pr={token}"}
        return {"h5_url": f"{self._desk.url}/_sandbox/cashier/{token}?prepay_id={token}"}

    def query(self, request: Request) -> Answer:
        """By the merchant's number or by WeChat's."""
        (mchid,) = parse_qs(request.query).get("mchid", [""])[:1]
        self._check_merchant(mchid)
        kind, number = request.path.split("/")[-2:]
        books = self._desk.books
        trade = (books.by_reference if kind == "id" else books.trades).get(unquote(number))
        if trade is None:
            raise Complaint(*_MISSING)
        return ok(answers.transaction(self._desk, trade))

    def close(self, request: Request) -> Answer:
        """204 when closed or closed before; a paid order is refused."""
        desk, asked = self._desk, read(_read_close, request.body)
        self._check_merchant(asked.mchid)
        trade = desk.books.trades.get(unquote(request.path.split("/")[-2]))
        if trade is None:
            raise Complaint(*_MISSING)
        if trade.order.method == "barcode":
            raise Complaint(400, "INVALID_REQUEST", "付款码订单请使用撤销", "268449641")
        if trade.taken_fen is not None:
            raise Complaint(400, "ORDERPAID", "订单已支付，不能关闭", "268449538")
        if trade.state(desk.now()) is not State.CLOSED:
            if desk.now() - trade.order.at < desk.options.close_wait_s:
                raise Complaint(400, "INVALID_REQUEST", "下单后请稍候再关单")
            desk.books.record(events.Closed(desk.now(), trade.number))
        return Answer(204)

    def certificates(self, _: Request) -> Answer:
        """The platform certificate, sealed; none in pure public-key mode."""
        desk, keys = self._desk, self._desk.keys
        if desk.options.mode is Mode.PUBLIC_KEY:
            raise Complaint(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台使用微信支付公钥")
        certificate = {
            "serial_no": keys.certificate_serial,
            "effective_time": rfc3339(VALID_FROM.timestamp()),
            "expire_time": rfc3339(VALID_TO.timestamp()),
            "encrypt_certificate": desk.crypto.seal(keys.certificate_pem.encode(), "certificate"),
        }
        return ok({"data": [certificate]})

    def _check_merchant(self, mchid: str) -> None:
        if mchid != self._desk.keys.mchid:
            raise Complaint(400, "PARAM_ERROR", "商户号与签名的商户号不一致", "268447843")
