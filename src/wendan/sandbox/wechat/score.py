"""PayScore: creating, asking, completing and cancelling service orders; WeChat takes the money by itself."""

import hashlib
import hmac
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import parse_qs, unquote

import msgspec
from msgspec import Meta

from wendan.sandbox.core import events
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.wallet import NotPossible, Pay
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.keys import SERVICE_ID
from wendan.sandbox.wechat.orders import Amount, Order, Text32, Url, read
from wendan.sandbox.wechat.scorebook import ServiceOrder
from wendan.sandbox.wechat.words import Complaint, ok

CONFIRMED, PAID = "PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID"
RISKS: Final = "^(DEPOSIT|ADVANCE|CASH_DEPOSIT|ESTIMATE_ORDER_COST)$"
Fen = Annotated[int, Meta(ge=0)]
Text20 = Annotated[str, Meta(min_length=1, max_length=20)]
Text = Annotated[str, Meta(max_length=256)]
Moment = Annotated[str, Meta(pattern=r"^(\d{8}|\d{14}|OnAccept)$")]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    pass


class _Payment(_Strict, frozen=True):
    name: Text20
    amount: Fen = 0
    description: Text | None = None
    count: int | None = None


class _Times(_Strict, frozen=True):
    start_time: Moment | None = None
    end_time: Moment | None = None
    start_time_remark: Text20 | None = None
    end_time_remark: Text | None = None


class _Risk(_Strict, frozen=True):
    name: Annotated[str, Meta(pattern=RISKS)]
    amount: Annotated[int, Meta(ge=1)]
    description: Annotated[str, Meta(max_length=30)] | None = None


class _Created(_Strict, frozen=True):
    out_order_no: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_\-|*]{1,32}$")]
    appid: Text32
    service_id: Text32
    service_introduction: Text20
    time_range: _Times
    risk_fund: _Risk
    notify_url: Url
    post_payments: list[_Payment] | None = None
    post_discounts: list[_Payment] | None = None
    location: dict[str, str] | None = None
    attach: Text | None = None
    openid: Text | None = None
    need_user_confirm: bool | None = None
    device: dict[str, str] | None = None


class _Completed(_Strict, frozen=True):
    appid: Text32
    service_id: Text32
    post_payments: list[_Payment]
    total_amount: Fen
    post_discounts: list[_Payment] | None = None
    time_range: _Times | None = None
    location: dict[str, str] | None = None
    profit_sharing: bool | None = None
    goods_tag: Text32 | None = None
    device: dict[str, str] | None = None


class _Cancelled(_Strict, frozen=True):
    appid: Text32
    service_id: Text32
    reason: Annotated[str, Meta(min_length=1, max_length=50)]


_read_created: Final = msgspec.json.Decoder(_Created).decode
_read_completed: Final = msgspec.json.Decoder(_Completed).decode
_read_cancelled: Final = msgspec.json.Decoder(_Cancelled).decode


class ScoreCounter:
    def __init__(self, desk: WechatDesk, bench: Bench) -> None:
        self._desk, self._bench = desk, bench

    def create(self, request: Request) -> Answer:
        """CREATED, with a package to open WeChat's page; the same number with the same content again is the same."""
        asked: _Created = read(_read_created, request.body)
        self._check(asked.appid, asked.service_id)
        desk, content = self._desk, msgspec.to_builtins(asked)
        known = desk.scores.by_number.get(asked.out_order_no)
        if known is not None and known.asked != content:
            raise Complaint(400, "PARAM_ERROR", "订单信息与之前请求不一致")
        order = known or desk.scores.add(ServiceOrder(asked.out_order_no, content, desk.now()))
        return ok(self._told(order) | {"package": order.package})

    def query(self, request: Request) -> Answer:
        """By the merchant's number."""
        given = {name: values[0] for name, values in parse_qs(request.query).items()}
        self._check(given.get("appid", ""), given.get("service_id", ""))
        return ok(self._told(self._found(given.get("out_order_no", ""))))

    def complete(self, request: Request) -> Answer:
        """Only once the customer has agreed, and never more than the risk fund."""
        asked: _Completed = read(_read_completed, request.body)
        self._check(asked.appid, asked.service_id)
        desk, order = self._desk, self._found(unquote(request.path.split("/")[-2]))
        discounts = sum(each.amount for each in asked.post_discounts or ())
        if asked.total_amount != sum(each.amount for each in asked.post_payments) - discounts:
            raise Complaint(400, "PARAM_ERROR", "总金额与付费项目不符")
        if order.state(desk.now()) != ("DOING", "USER_CONFIRM"):
            raise Complaint(400, "INVALID_ORDER_STATE", "单据状态错误")
        if asked.total_amount > order.risk_fen:
            raise Complaint(400, "PARAM_ERROR", "总金额超过风险金额")
        order.completed = msgspec.to_builtins(asked)
        if asked.total_amount:
            due = desk.now() + desk.options.score_pays_after_s
            desk.agenda.at(due, partial(self._take, order))
        return ok(self._told(order))

    def cancel(self, request: Request) -> Answer:
        """Before completion only."""
        asked: _Cancelled = read(_read_cancelled, request.body)
        self._check(asked.appid, asked.service_id)
        desk, order = self._desk, self._found(unquote(request.path.split("/")[-2]))
        if order.state(desk.now()) not in (("CREATED", ""), ("DOING", "USER_CONFIRM")):
            raise Complaint(400, "INVALID_ORDER_STATE", "单据状态错误")
        order.revoked_at = desk.now()
        kept = ("appid", "mchid", "out_order_no", "service_id", "order_id")
        told = self._told(order)
        return ok({name: told[name] for name in kept})

    def _check(self, appid: str, service_id: str) -> None:
        if appid != self._desk.keys.appid:
            raise Complaint(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "268445527")
        if service_id != SERVICE_ID:
            raise Complaint(403, "NO_AUTH", "商户无此服务权限")

    def _found(self, number: str) -> ServiceOrder:
        order = self._desk.scores.by_number.get(number)
        if order is None:
            raise Complaint(404, "ORDER_NOT_EXIST", "订单不存在", "268512771")
        return order

    def _told(self, order: ServiceOrder) -> dict[str, Any]:
        return {"mchid": self._desk.keys.mchid, **self._desk.scores.told(order.number, self._desk.now())}

    async def _take(self, order: ServiceOrder) -> None:
        """A payment of WeChat's own making: its number is not the merchant's."""
        desk, total_fen = self._desk, order.total_fen or 0
        number = "sc" + digits("taken" + order.number, 26)
        kept = Order(
            appid=desk.keys.appid,
            mchid=desk.account,
            description=order.asked["service_introduction"],
            out_trade_no=number,
            amount=Amount(total_fen),
            attach=f"wxzff|{order.order_id}|{order.number}",
        )
        desk.books.record(
            events.Ordered(
                at=desk.now(),
                number=number,
                account=desk.account,
                method="payscore",
                total_fen=total_fen,
                expires_at=desk.now() + desk.terms.unpaid_lives_s,
                description=kept.description,
                content=msgspec.json.encode(kept).decode(),
            )
        )
        trade = desk.books.trades[number]
        await self._bench.wallet.take(trade, Pay(amount_fen=total_fen), payer=order.openid)
        order.transaction_id, order.paid_at = trade.reference, desk.now()
        await self._bench.courier.announce(PAID, order.number, order.asked["notify_url"])


async def agree(bench: WechatBench, key: str, invocation: dict[str, str] | None) -> ServiceOrder:
    """The customer agrees on WeChat's page, which opens only for what the merchant signed. Raises NotPossible."""
    desk = bench.desk
    order = desk.scores.find(key)
    if order is None:
        raise NotPossible("unknown-or-expired")
    if invocation is not None:
        _check_invocation(desk, order, invocation)
    if order.state(desk.now()) != ("CREATED", ""):
        raise NotPossible("closed")
    order.confirmed_at = desk.now()
    order.openid = order.asked.get("openid") or desk.terms.payer(order.number)
    await bench.courier.announce(CONFIRMED, order.number, order.asked["notify_url"])
    return order


def _check_invocation(desk: WechatDesk, order: ServiceOrder, given: dict[str, str]) -> None:
    signed = {
        name: given.get(name, "") for name in ("mch_id", "package", "timestamp", "nonce_str", "sign_type")
    }
    text = "&".join(f"{name}={value}" for name, value in sorted(signed.items()) if value)
    key = desk.keys.apiv2_key
    proof = hmac.new(key.encode(), f"{text}&key={key}".encode(), hashlib.sha256).hexdigest().upper()
    is_ours = (signed["mch_id"], signed["package"]) == (desk.account, order.package)
    if not is_ours or not hmac.compare_digest(proof, given.get("sign", "")):
        raise NotPossible("wrong-pay-signature")
