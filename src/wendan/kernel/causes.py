"""Why a payment did not succeed, told to the person who wanted to pay: what happened, is my money safe, what to do.

The pages' words are made from this table (`tools/openapi.py`), so that a page, a message and a call say the same.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wendan.kernel.news import Cause


class Blame(StrEnum):
    """Whose doing it was; nobody but the customer is told that it was theirs."""

    CUSTOMER = "customer"
    CHANNEL = "channel"
    OURS = "ours"
    NOBODY = "nobody"


CHANNELS_FAULT: Final = frozenset(
    {Cause.CHANNEL_BUSY, Cause.OUR_TIMEOUT, Cause.NETWORK_UNSTABLE, Cause.OUR_MISTAKE}
)
"""Causes that say something about the route; all others say something about the customer or the order."""


class Action(StrEnum):
    """The one thing a tap does about it."""

    RETRY = "retry"
    OTHER_METHOD = "other-method"
    SWITCH_NETWORK = "switch-network"
    ASK_AGAIN = "ask-again"
    ORDER_AGAIN = "order-again"
    CALL_STAFF = "call-staff"


@dataclass(frozen=True, slots=True)
class Words:
    """Three sentences for one reader."""

    happened: str
    money: str
    advice: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A cause with everything that is said and done about it."""

    blame: Blame
    action: Action
    zh: Words
    en: Words


_NOT_TAKEN: Final = "没有扣款，订单为您保留。"
_NOT_TAKEN_EN: Final = "No money was taken; your order is kept."
_UNSURE: Final = "我们正在向支付渠道核实。若已扣款，会自动确认订单或原路退回。"
_UNSURE_EN: Final = (
    "We are checking with the payment provider. If money was taken, the order is confirmed or it goes back."
)

ADVICE: Final = {
    Cause.NETWORK_UNSTABLE: Advice(
        Blame.NOBODY,
        Action.SWITCH_NETWORK,
        Words("网络不稳定，付款没有完成", _NOT_TAKEN, "校园或商场网络拥挤时，切换到移动数据再试一次。"),
        Words(
            "The network dropped and the payment did not finish",
            _NOT_TAKEN_EN,
            "On crowded Wi-Fi, switch to mobile data and try again.",
        ),
    ),
    Cause.BALANCE_INSUFFICIENT: Advice(
        Blame.CUSTOMER,
        Action.OTHER_METHOD,
        Words("余额不足", _NOT_TAKEN, "换一张银行卡，或换一种支付方式。"),
        Words("The balance is too low", _NOT_TAKEN_EN, "Choose another card or another way to pay."),
    ),
    Cause.LIMIT_EXCEEDED: Advice(
        Blame.CUSTOMER,
        Action.OTHER_METHOD,
        Words("超出了支付限额", _NOT_TAKEN, "换一张银行卡，或换一种支付方式。"),
        Words(
            "The amount is above your payment limit",
            _NOT_TAKEN_EN,
            "Choose another card or another way to pay.",
        ),
    ),
    Cause.ACCOUNT_RESTRICTED: Advice(
        Blame.CUSTOMER,
        Action.OTHER_METHOD,
        Words("支付账户受到限制", _NOT_TAKEN, "请换一种支付方式；限制原因可在支付应用里查看。"),
        Words(
            "The payment account is restricted",
            _NOT_TAKEN_EN,
            "Choose another way to pay; the payment app can tell you why.",
        ),
    ),
    Cause.CUSTOMER_CANCELLED: Advice(
        Blame.CUSTOMER,
        Action.RETRY,
        Words("您取消了付款", _NOT_TAKEN, "想好后随时可以继续支付。"),
        Words("You cancelled the payment", _NOT_TAKEN_EN, "You can go on whenever you like."),
    ),
    Cause.CUSTOMER_LEFT: Advice(
        Blame.CUSTOMER,
        Action.RETRY,
        Words("付款页面被关闭，付款没有完成", _NOT_TAKEN, "点一下就可以继续支付。"),
        Words(
            "The payment page was closed before it finished", _NOT_TAKEN_EN, "One tap continues the payment."
        ),
    ),
    Cause.RISK_CHECK: Advice(
        Blame.CHANNEL,
        Action.OTHER_METHOD,
        Words("支付应用的安全检查没有通过", _NOT_TAKEN, "请按支付应用的提示验证，或换一种支付方式。"),
        Words(
            "The payment app's safety check stopped it",
            _NOT_TAKEN_EN,
            "Follow the app's instructions, or choose another way to pay.",
        ),
    ),
    Cause.CHANNEL_BUSY: Advice(
        Blame.CHANNEL,
        Action.OTHER_METHOD,
        Words("支付渠道繁忙", _NOT_TAKEN, "稍等片刻再试，或换一种支付方式。"),
        Words(
            "The payment provider is busy",
            _NOT_TAKEN_EN,
            "Wait a moment and try again, or choose another way to pay.",
        ),
    ),
    Cause.OUR_TIMEOUT: Advice(
        Blame.OURS,
        Action.ASK_AGAIN,
        Words("支付渠道没有及时答复", _UNSURE, "请勿重复支付，我们会继续查询。"),
        Words(
            "The payment provider did not answer in time",
            _UNSURE_EN,
            "Please do not pay twice; we keep asking.",
        ),
    ),
    Cause.DUPLICATE_REFUSED: Advice(
        Blame.NOBODY,
        Action.ASK_AGAIN,
        Words("这笔订单可能已经付过款", _UNSURE, "请勿重复支付，先点「查询结果」。"),
        Words(
            "This order may have been paid already",
            _UNSURE_EN,
            "Please do not pay twice; check the result first.",
        ),
    ),
    Cause.EXPIRED: Advice(
        Blame.CUSTOMER,
        Action.ORDER_AGAIN,
        Words("支付时间已过", "没有扣款；若刚刚付了款，会自动确认订单或原路退回。", "请重新下单。"),
        Words(
            "The time to pay is over",
            "No money was taken; if you have just paid, the order is confirmed or it goes back.",
            "Please order again.",
        ),
    ),
    Cause.AMOUNT_MISMATCH: Advice(
        Blame.NOBODY,
        Action.CALL_STAFF,
        Words(
            "到账金额与订单不一致",
            "款项已记录，工作人员正在核实，钱不会丢。",
            "请勿重复支付，可向店员出示本页。",
        ),
        Words(
            "The amount that arrived is not the order's",
            "It is recorded and a person is checking it; it cannot get lost.",
            "Please do not pay again; show this page to the staff.",
        ),
    ),
    Cause.OUR_MISTAKE: Advice(
        Blame.OURS,
        Action.OTHER_METHOD,
        Words("我们这边出了问题，付款没有发起", _NOT_TAKEN, "请换一种支付方式，或向店员出示本页。"),
        Words(
            "Something went wrong on our side; the payment did not start",
            _NOT_TAKEN_EN,
            "Choose another way to pay, or show this page to the staff.",
        ),
    ),
    Cause.STILL_ASKING: Advice(
        Blame.NOBODY,
        Action.ASK_AGAIN,
        Words("还没有等到支付结果", _UNSURE, "请勿重复支付，我们会继续查询。"),
        Words("The result is not known yet", _UNSURE_EN, "Please do not pay twice; we keep asking."),
    ),
}
assert ADVICE.keys() == set(Cause), "every cause has its words"
