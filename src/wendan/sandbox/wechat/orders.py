"""Ordering requests, every field checked as WeChat does; a field it does not know is refused."""

import re
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from wendan.sandbox.core.events import Ordered
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.wechat.terms import WechatTerms
from wendan.sandbox.wechat.words import Complaint

Text32 = Annotated[str, Meta(min_length=1, max_length=32)]
Number = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_\-|*]{6,32}$")]
Url = Annotated[str, Meta(max_length=255, pattern=r"^https?://[^\s?#]+$")]
Fen = Annotated[int, Meta(ge=1)]
Short = Annotated[str, Meta(max_length=256)]
# RFC 3339; the zone may be +08:00 or Z.
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]

LOOPBACK: Final = re.compile(r"^(127\.|::1$|localhost$|0\.0\.0\.0$)")
MOST_DETAIL_BYTES: Final = 6144
LEAST_EXPIRY_S: Final = 60.0


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    pass


class Amount(_Strict, frozen=True):
    total: Fen
    currency: Annotated[str, Meta(pattern="^CNY$")] = "CNY"


class Payer(_Strict, frozen=True):
    openid: Annotated[str, Meta(min_length=1, max_length=128)] | None = None


class Goods(_Strict, frozen=True):
    merchant_goods_id: Text32
    quantity: Fen
    unit_price: Annotated[int, Meta(ge=0)]
    wechatpay_goods_id: Short | None = None
    goods_name: Short | None = None


class Detail(_Strict, frozen=True):
    cost_price: int | None = None
    invoice_id: Short | None = None
    goods_detail: list[Goods] | None = None


class StoreInfo(_Strict, frozen=True):
    id: Text32 | None = None
    name: Short | None = None
    area_code: Text32 | None = None
    address: Short | None = None


class H5Info(_Strict, frozen=True):
    type: Annotated[str, Meta(min_length=1, max_length=32)]
    app_name: Short | None = None
    app_url: Short | None = None
    bundle_id: Short | None = None
    package_name: Short | None = None


class SceneInfo(_Strict, frozen=True):
    payer_client_ip: Annotated[str, Meta(min_length=1, max_length=45)] | None = None
    device_id: Text32 | None = None
    store_info: StoreInfo | None = None
    h5_info: H5Info | None = None


class SettleInfo(_Strict, frozen=True):
    profit_sharing: bool | None = None


class Order(_Strict, frozen=True):
    """What a merchant orders; two orders are the same when every field is."""

    appid: Text32
    mchid: Text32
    description: Annotated[str, Meta(min_length=1, max_length=127)]
    out_trade_no: Number
    amount: Amount
    notify_url: Url | None = None  # only a scanned order has none
    time_expire: Time | None = None
    attach: Annotated[str, Meta(max_length=128)] | None = None
    goods_tag: Text32 | None = None
    support_fapiao: bool | None = None
    limit_pay: list[str] | None = None
    payer: Payer | None = None
    detail: Detail | None = None
    scene_info: SceneInfo | None = None
    settle_info: SettleInfo | None = None


_read = msgspec.json.Decoder(Order).decode


def read_order(kind: str, body: bytes, *, takes_loopback: bool) -> Order:
    """The order in a prepay request of this kind (jsapi, native, h5). Raises Complaint (400 PARAM_ERROR)."""
    order: Order = read(_read, body)
    if order.notify_url is None:
        raise Complaint(400, "PARAM_ERROR", "缺少参数notify_url")
    scene = order.scene_info
    if kind == "jsapi" and not (order.payer and order.payer.openid):
        raise Complaint(400, "PARAM_ERROR", "缺少参数payer.openid", "268501013")
    if kind == "h5" and not (scene and scene.payer_client_ip and scene.h5_info):
        raise Complaint(400, "PARAM_ERROR", "H5支付需要scene_info.payer_client_ip与h5_info")
    if kind != "h5" and scene and scene.h5_info:
        raise Complaint(400, "PARAM_ERROR", "请求中含有未在API文档中定义的参数", "270924358")
    if order.detail and len(msgspec.json.encode(order.detail)) > MOST_DETAIL_BYTES:
        raise Complaint(400, "PARAM_ERROR", "detail过长")
    if not takes_loopback:
        _refuse_loopback(order)
    return order


def ordered(kind: str, order: Order, at: float) -> Ordered:
    """For the books; the order itself is the content."""
    expires_at = at + WechatTerms.unpaid_lives_s
    if order.time_expire is not None:
        # WeChat raises anything under a minute to a minute.
        wished_at = datetime.fromisoformat(order.time_expire).timestamp()
        expires_at = max(wished_at, at + LEAST_EXPIRY_S)
    return Ordered(
        at=at,
        number=order.out_trade_no,
        account=order.mchid,
        method=kind,
        total_fen=order.amount.total,
        expires_at=expires_at,
        description=order.description,
        notify_url=order.notify_url or "",
        payer=(order.payer and order.payer.openid) or "",
        content=msgspec.json.encode(order).decode(),
    )


def order_of(trade: Trade) -> Order:
    """The order as it was sent."""
    return _read(trade.order.content)


def _refuse_loopback(order: Order) -> None:
    place = (order.notify_url or "").split("/")[2]
    host = place.rpartition(":")[0] or place
    client = order.scene_info.payer_client_ip if order.scene_info else None
    if LOOPBACK.match(host) or (client and LOOPBACK.match(client)):
        raise Complaint(400, "PARAM_ERROR", "不支持的回环地址")


def read(decoder: Any, body: bytes) -> Any:
    """Decode strictly, or complain as WeChat does. Raises Complaint (400)."""
    try:
        return decoder(body)
    except msgspec.ValidationError as wrong:
        if "unknown field" in str(wrong):
            raise Complaint(400, "PARAM_ERROR", "请求中含有未在API文档中定义的参数", "270924358") from None
        raise Complaint(400, "PARAM_ERROR", f"参数错误: {wrong}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Complaint(400, "PARAM_ERROR", "无法将输入源解析为JSON") from None
