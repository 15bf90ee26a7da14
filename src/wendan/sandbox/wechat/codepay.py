"""Payment codes by v3: codepay and reverse, every field checked as the other v3 orders are."""

from typing import Annotated, Final
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.orders import Amount, Goods, Number, SettleInfo, Text32, read
from wendan.sandbox.wechat.till import Scan, Till
from wendan.sandbox.wechat.words import Complaint, ok

Short = Annotated[str, Meta(max_length=256)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class _Payer(_Strict, frozen=True):
    auth_code: Annotated[str, Meta(pattern=r"^\d{18}$")]


class _Store(_Strict, frozen=True):
    id: Text32 | None = None
    out_id: Text32 | None = None


class _Scene(_Strict, frozen=True):
    store_info: _Store
    device_id: Text32 | None = None
    device_ip: Short | None = None


class _CodeGoods(Goods, frozen=True):
    wxpay_goods_id: Short | None = None


class _Detail(_Strict, frozen=True):
    goods_detail: list[_CodeGoods]
    cost_price: int | None = None
    invoice_id: Short | None = None


class CodeOrder(_Strict, frozen=True):
    """A customer was scanned."""

    appid: Text32
    mchid: Text32
    description: Annotated[str, Meta(min_length=1, max_length=127)]
    out_trade_no: Number
    payer: _Payer
    amount: Amount
    scene_info: _Scene
    attach: Annotated[str, Meta(max_length=128)] | None = None
    goods_tag: Text32 | None = None
    support_fapiao: bool | None = None
    detail: _Detail | None = None
    settle_info: SettleInfo | None = None


class _Reverse(_Strict, frozen=True):
    appid: Text32
    mchid: Text32


_read_order: Final = msgspec.json.Decoder(CodeOrder).decode
_read_reverse: Final = msgspec.json.Decoder(_Reverse).decode


class CodePayCounter:
    def __init__(self, desk: WechatDesk, till: Till) -> None:
        self._desk, self._till = desk, till

    async def pay(self, request: Request) -> Answer:
        """The payment as it stands: SUCCESS, or USERPAYING."""
        asked: CodeOrder = read(_read_order, request.body)
        store = asked.scene_info.store_info
        if not (store.id or store.out_id):
            raise Complaint(400, "PARAM_ERROR", "store_info的id与out_id不能同时为空")
        trade = await self._till.charge(
            Scan(
                asked.appid,
                asked.mchid,
                asked.description,
                asked.out_trade_no,
                asked.amount.total,
                asked.payer.auth_code,
                asked.attach or "",
            )
        )
        if self._desk.options.types_as_error and trade.wallet == "prompted":
            raise Complaint(403, "USERPAYING", "用户支付中，需要输入密码")
        return ok(answers.transaction(self._desk, trade))

    async def reverse(self, request: Request) -> Answer:
        """Whatever stood there, nothing is paid any more."""
        asked: _Reverse = read(_read_reverse, request.body)
        if (asked.appid, asked.mchid) != (self._desk.keys.appid, self._desk.keys.mchid):
            raise Complaint(400, "PARAM_ERROR", "商户号与签名的商户号不一致", "268447843")
        trade = await self._till.reverse(unquote(request.path.split("/")[-2]))
        return ok({"appid": asked.appid, "mchid": asked.mchid, "out_trade_no": trade.number})
