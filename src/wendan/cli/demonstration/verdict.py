"""The demo's verdict: what a shop owner wants to know, judged by the channels' own books."""

from typing import Any

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from wendan.cli.demonstration.counts import Counts
from wendan.cli.drilling.evidence import Evidence
from wendan.cli.drilling.oracle import judge
from wendan.kernel.money import yuan_text

MUST_BE_ZERO = ("lost", "kept_twice", "oversold", "guessed", "broken_promises")
_SAID = {
    "lost": ("付了款没有订单(掉单)", "paid, but no order"),
    "kept_twice": ("同一单收了两次钱", "charged twice for one meal"),
    "oversold": ("超卖", "sold more than there was"),
    "guessed": ("没问清就当失败", "given up without asking"),
    "broken_promises": ("违反的承诺", "promises broken"),
}


def figures(evidence: Evidence, counts: Counts, odd: list[str]) -> dict[str, Any]:
    """The verdict's numbers. Money that a channel took and we still ask about is named apart; it is not lost.

    `odd` is what customers saw that must not be, in words.
    """
    judgement = judge(evidence)
    asking = {
        number
        for number, payment in evidence.payments.items()
        if payment["state"] in ("REQUESTED", "PENDING", "UNKNOWN")
    }
    return {
        "orders": counts.numbers["orders"],
        "confirmed": counts.numbers["confirmed"],
        "sales_fen": counts.numbers["sales_fen"],
        "paid_at_channel": counts.paid,
        "callbacks_lost": counts.callbacks_lost,
        "found_by_asking": counts.numbers["found_by_asking"],
        "refunded": counts.numbers["refunded"],
        "refunding": counts.numbers["refunding"],
        "cases_open": counts.numbers["cases"],
        "still_waiting_for_payment": counts.numbers["waiting"],
        "still_asking": sum(number in asking for number in judgement.lost),
        "lost": sum(number not in asking for number in judgement.lost),
        "kept_twice": len(judgement.kept_twice),
        "oversold": len(judgement.oversold),
        "guessed": len(judgement.guessed),
        "broken_promises": sum(judgement.breaches.values()),
        "odd": odd,
    }


def is_good(found: dict[str, Any]) -> bool:
    """Whether nothing went wrong that must not."""
    return not any(found[name] for name in MUST_BE_ZERO)


def verdict(found: dict[str, Any]) -> RenderableType:
    """In words for the owner of the shop."""
    table = Table.grid(padding=(0, 2))
    for name in MUST_BE_ZERO:
        chinese, english = _SAID[name]
        colour = "bold red" if found[name] else "bold green"
        table.add_row(chinese, Text(english, style="dim"), Text(str(found[name]), style=colour))
    grid = Table.grid(padding=(1, 0))
    grid.add_row(Text(_story(found), style="bold"))
    grid.add_row(table)
    grid.add_row(Text(_rest(found), style="dim"))
    colour = "green" if is_good(found) else "red"
    return Panel(grid, title="结论 · verdict", border_style=colour)


def _story(found: dict[str, Any]) -> str:
    return (
        f"午间高峰:{found['orders']} 单,渠道收了 {found['paid_at_channel']} 笔,"
        f"丢了 {found['callbacks_lost']} 个回调,主动查回 {found['found_by_asking']} 笔,"
        f"{found['confirmed']} 单进了厨房,营业额 ¥{yuan_text(found['sales_fen'])}。\n"
        f"{found['orders']} orders, {found['paid_at_channel']} payments taken by the channels, "
        f"{found['callbacks_lost']} callbacks lost, {found['found_by_asking']} payments found by asking, "
        f"{found['confirmed']} meals in the kitchen."
    )


def _rest(found: dict[str, Any]) -> str:
    return (
        f"还在等顾客付款 still waiting for the customer: {found['still_waiting_for_payment']}   "
        f"还在向渠道确认 still asking the channels: {found['still_asking']}   "
        f"退款 refunded: {found['refunded']} (+{found['refunding']} 进行中 on the way)   "
        f"转人工 for a person: {found['cases_open']}"
    )
