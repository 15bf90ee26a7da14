"""The demo in the terminal, in Chinese and English."""

from typing import Any, Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from wendan.cli.demonstration.counts import Counts
from wendan.kernel.money import yuan_text

WORDS: Final = {
    "order-placed": ("下单", "ordered", "white"),
    "payment-requested": ("发起支付", "presses pay", "white"),
    "payment-prepared": ("待付款", "ready to pay", "white"),
    "payment-unanswered": ("渠道无应答,继续查", "no answer from the channel, asking on", "yellow"),
    "payment-succeeded": ("已收款", "money received", "green"),
    "order-confirmed": ("订单确认", "confirmed", "green"),
    "order-revived": ("迟到的款,订单恢复", "late money, revived", "green"),
    "ticket-acknowledged": ("后厨已看到", "kitchen has seen it", "cyan"),
    "ticket-moved": ("出餐", "cooked", "cyan"),
    "order-closing": ("关单中", "closing", "yellow"),
    "order-closed": ("已关单,库存释放", "closed, stock free", "yellow"),
    "payment-closed": ("支付关闭", "payment closed", "yellow"),
    "refund-created": ("重复付款,自动退款", "second payment, refunding", "magenta"),
    "refund-requested": ("退款中", "refund asked", "magenta"),
    "refund-succeeded": ("已退款", "refunded", "magenta"),
    "case-opened": ("转人工", "needs a person", "red"),
}
_ROWS: Final = (
    ("orders", "订单", "orders"),
    ("confirmed", "已支付订单", "paid orders"),
    ("waiting", "待支付", "waiting for payment"),
    ("seen", "后厨已接单", "seen by the kitchen"),
    ("refunded", "已退款", "refunded"),
    ("cases", "异常单", "cases for a person"),
)


def picture(counts: Counts, phase: str, share: float) -> RenderableType:
    """Numbers at the left, what just happened at the right, faults below."""
    body = Table.grid(padding=(0, 3), expand=True)
    body.add_column(ratio=4)
    body.add_column(ratio=6)
    body.add_row(_numbers(counts), _events(counts.events))
    return Group(
        Panel(body, title=f"稳单小馆 · {phase}", border_style="cyan"),
        _faults(counts),
        ProgressBar(total=1.0, completed=share, width=None),
    )


def _numbers(counts: Counts) -> Table:
    table = Table.grid(padding=(0, 2))
    for key, chinese, english in _ROWS:
        table.add_row(chinese, Text(english, style="dim"), Text(str(counts.numbers[key]), style="bold"))
    table.add_row(
        "营业额", Text("sales", style="dim"), Text(f"¥{yuan_text(counts.numbers['sales_fen'])}", style="bold")
    )
    return table


def _events(events: list[dict[str, Any]]) -> Table:
    table = Table.grid(padding=(0, 1))
    for event in events:
        chinese, english, colour = WORDS.get(event["kind"], (event["kind"], "", "white"))
        table.add_row(
            Text(f"{event['happened_at'].astimezone():%H:%M:%S}", style="dim"),
            Text(event["pickup"] or "—", style="bold"),
            Text(f"¥{yuan_text(event['total_fen'])}"),
            Text(chinese, style=colour),
            Text(english, style="dim"),
        )
    return table


def _faults(counts: Counts) -> Text:
    state = (
        ("支付渠道正常 channels are up", "green")
        if counts.is_channel_up
        else ("支付渠道中断 a channel is down", "red")
    )
    return Text.assemble(
        state,
        f"   回调 callbacks {counts.callbacks_sent}, 丢失 lost {counts.callbacks_lost}",
        f"   主动查单找回 found by asking {counts.numbers['found_by_asking']}",
        f"   已付未知 paid, not known yet {counts.unknown}",
    )
