"""A day's figures as a manager reads them in a group."""

from collections.abc import Mapping
from typing import Any, Final

from wendan.kernel.money import yuan_text

CHANNELS: Final = {
    "wechat": "微信支付",
    "alipay": "支付宝",
    "unionpay": "云闪付",
    "campus-card": "校园卡",
    "cash": "现金",
    "bank-card": "银行卡",
    "balance": "储值余额",
    "pay-later": "先吃后付",
}


def report_text(said: Mapping[str, Any]) -> str:
    """Some lines: whose day, the sums, by channel, how the bills stand, and where the tables are."""
    net = said["paid_fen"] - said["returned_fen"]
    # A letter that was written before they were told has none.
    promoted = f"商家优惠 {_yuan(said['promoted_fen'])}，" if said.get("promoted_fen") else ""
    taken = f"收款 {_yuan(said['paid_fen'])}（{said['paid']} 笔）"
    back = f"退款 {_yuan(said['returned_fen'])}（{said['returned']} 笔）"
    lines = [
        f"{said['merchant']} {said['day']}",
        f"{taken}，{back}，净额 {_yuan(net)}，{promoted}手续费 {_yuan(said['fee_fen'])}",
        "，".join(f"{CHANNELS.get(name, name)} {_yuan(fen)}" for name, fen in said["by_channel"].items()),
        _bills(said["bills"], said["bills_open"]),
        f"明细（Excel、CSV）：{said['link']}",
    ]
    return "\n\n".join(filter(None, lines))


def _bills(count: int, left: int) -> str:
    if not count:
        return ""
    return f"对账：{count} 份账单，" + (f"{left} 份还没有对平" if left else "全部对平")


def _yuan(fen: int) -> str:
    return f"{yuan_text(fen)} 元"
