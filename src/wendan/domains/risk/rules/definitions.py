"""Every feature in words. docs/explanation/risk.md says what is never used and why."""

from dataclasses import fields
from typing import Final

from wendan.domains.risk.model import Definition, Features

YES: Final = (0.5,)
"""The one edge of a feature that is 0 or 1."""

DEFINITIONS: Final[dict[str, Definition]] = {
    "unpaid_30d": Definition(
        "过去 30 天内，到期未付且非渠道、网络或我方原因的订单数。",
        "Orders of the last 30 days that ran out unpaid, no channel, network or fault of ours being to blame.",
        "近 30 天有订单到期未付",
        "orders were left unpaid in the last 30 days",
        (0.5, 1.5, 2.5, 4.5),
        "worse",
    ),
    "unpaid_in_row": Definition(
        "最近连续到期未付的订单数。",
        "How many orders in a row, up to the newest with a known end, ran out unpaid.",
        "最近的订单接连未付",
        "the newest orders were left unpaid one after the other",
        (0.5, 1.5, 2.5),
        "worse",
    ),
    "unpaid_share": Definition(
        "过去 180 天已有结果的订单中未付的比例，按另加 2 单、其中一成未付来平滑。",
        "Share of unpaid among the orders of 180 days whose end is known; two orders with a tenth unpaid are added.",
        "未付订单占比较高",
        "a larger share of orders was left unpaid than usual",
        (0.02, 0.04, 0.08, 0.15, 0.3, 0.5),
        "worse",
    ),
    "days_since_unpaid": Definition(
        "距最近一次到期未付的天数，最多记 180 天。",
        "Days since an order last ran out unpaid, 180 at most.",
        "不久前刚有订单未付",
        "an order was left unpaid not long ago",
        (2.0, 7.0, 21.0, 60.0),
        "better",
    ),
    "late_share": Definition(
        "过去 180 天已有结果的订单中，关单后款项才到的比例。",
        "Share of orders of 180 days whose money came only when the order was closed.",
        "常在关单之后才付款",
        "money often came only after the order was closed",
        (0.02, 0.1),
        "worse",
    ),
    "paid_180d": Definition(
        "过去 180 天按时付款的订单数；单数少只等于新，不扣分。",
        "Orders of 180 days paid in time; few of them only means new and costs nothing.",
        "按时付款的记录尚少",
        "few orders paid in time so far",
        (2.5, 7.5, 19.5),
        "better",
        only_adds=True,
    ),
    "age_days": Definition(
        "距在本商户第一次下单的天数，最多记 180 天；时间短只等于新，不扣分。",
        "Days since the first order at this merchant, 180 at most; few of them only means new and costs nothing.",
        "账户较新",
        "the account is young",
        (14.0, 30.0, 90.0),
        "better",
        only_adds=True,
    ),
    "amount_ratio": Definition(
        "本单金额与本人过去 180 天已付订单中位数之比。",
        "This order's amount over the median of the diner's own paid orders of 180 days.",
        "金额远高于本人平常",
        "the amount is far above this diner's usual",
        (1.5, 2.5, 4.0),
        "worse",
    ),
    "amount_fen": Definition(
        "本单金额。",
        "This order's amount.",
        "本单金额较大",
        "the amount is large",
        (2_000.0, 5_000.0, 20_000.0),
        "worse",
    ),
    "is_first_night": Definition(
        "门店当地时间 22 点至 6 点下单，而本人此前从未在夜间下单并付款；常在夜间用餐的人不受影响。",
        "Ordered between ten in the evening and six in the morning by a diner who never paid for an order at night; "
        "whoever works at night is not touched.",
        "首次在深夜下单",
        "ordered at night for the first time",
        YES,
        "worse",
    ),
    "is_new_entry": Definition(
        "本人从未用过的入口，即换了设备或应用。",
        "Ordered through an entry this diner never used: another device or app.",
        "换了新的设备或入口",
        "another device or app than ever before",
        YES,
        "worse",
    ),
    "is_new_store": Definition(
        "本人从未去过的门店。",
        "Ordered at a store where this diner never was.",
        "在新的门店下单",
        "at a store where this diner never was",
        YES,
        "worse",
    ),
    "networks_30d": Definition(
        "过去 30 天支付时所用的不同网络数（地址前三段）。",
        "Different networks (the first three parts of an address) that payments of 30 days came from.",
        "近期频繁更换网络地点",
        "payments came from many networks lately",
        (2.5, 5.5),
        "worse",
    ),
    "cancelled_30d": Definition(
        "过去 30 天由顾客本人取消或离开的支付次数。",
        "Payments of 30 days that the diner cancelled or left.",
        "近期多次取消支付",
        "payments were cancelled several times lately",
        (0.5, 2.5, 5.5),
        "worse",
    ),
    "orders_1h": Definition(
        "过去一小时内的下单次数。",
        "Orders placed within the last hour.",
        "一小时内下单过多",
        "many orders within one hour",
        (1.5, 3.5),
        "worse",
        is_speed=True,
    ),
    "waiting_now": Definition(
        "此刻仍在等待付款的其他订单数。",
        "Other orders that wait for payment at this moment.",
        "还有多个订单未付",
        "several other orders still wait for payment",
        (1.5, 3.5),
        "worse",
        is_speed=True,
    ),
}
assert list(DEFINITIONS) == [f.name for f in fields(Features) if f.name != "is_newcomer"], "each in words"
