"""The drill in the terminal: a live line while it runs, a table and a verdict in plain words at the end."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from wendan.app import beside
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.report import MUST_BE_ZERO, is_good
from wendan.cli.drilling.run import Outcome, Progress
from wendan.platform.clock import real_pause

console = Console(stderr=True)
_MEANING = {
    "lost": "money the channel kept that leads nowhere",
    "kept_twice": "orders paid twice with nobody giving back",
    "oversold": "dishes sold more often than there were",
    "unseen": "paid orders no kitchen has seen",
    "guessed": "payments given up without the channel's word",
    "cases_avoidable": "cases that needed no person",
    "coupons_twice": "coupons that paid for two meals",
    "reminded_after_payment": "orders reminded of after their payment was known",
    "told_twice": "orders for which a message was carried twice",
    "passes_for_nothing": "orders whose pass was believed though nobody paid",
    "passes_twice_undetected": "orders with a second meal on their pass that nobody knows of",
    "passes_unfinished": "orders whose pass waits for ever",
    "rung_coupons_twice": "orders that got one rung's coupon twice",
    "failures_untold": "failures that no page showed and no message told",
    "left_frozen": "holds that a channel still keeps when all is over",
    "taken_too_much": "holds of which more was taken than the served order costs",
}
_SHOWN = (
    "orders paid_at_channel confirmed refunded closed_unpaid cases_open tickets duplicates_sent queries_per_order "
    "paid_with_coupon messages_carried reminders failures_told late_decided_s second_refund_asked_s "
    "time_to_truth_ms known_to_screen_ms orders_per_s served_of_willing killed rush_s wall_s"
).split()


@asynccontextmanager
async def watching() -> AsyncIterator[Callable[[Progress], None]]:
    """Hand the progress to the answer; it is shown until the block ends."""
    known: list[Progress] = []
    with Live(console=console, refresh_per_second=4, transient=True) as live:

        async def show() -> None:
            while True:
                if known:
                    live.update(_line(known[0]))
                await real_pause(0.25)

        async with beside(show()):
            yield known.append


def _line(progress: Progress) -> Text:
    plan = progress.plan
    parts = [f"seed {plan.seed} · {plan.faults}{' --kill' if plan.has_kills else ''} · {progress.phase}"]
    if progress.crowd is not None:
        parts.append(f"{progress.crowd.arrived}/{plan.orders} came, {progress.crowd.left} done")
    if progress.kitchen is not None:
        parts.append(f"{progress.kitchen.tickets} tickets")
    if progress.killer is not None and progress.killer.killed:
        parts.append("killed " + ", ".join(f"{n} × {victim}" for victim, n in progress.killer.killed.items()))
    if progress.rest is not None:
        left = ", ".join(f"{count} {what}" for what, count in progress.rest.left.items() if count)
        parts.append(f"{progress.rest.jumped_s / 3600:.1f} h jumped; {left or 'waiting for late callbacks'}")
    return Text(" · ".join(parts))


def show_outcome(outcome: Outcome) -> None:
    """Figures, verdict and, where something is wrong, the histories."""
    found = outcome.figures
    table = Table(
        title=f"seed {found['seed']}, faults {found['faults']}", title_justify="left", show_header=False
    )
    for name in _SHOWN:
        table.add_row(name, str(found[name]))
    for name in MUST_BE_ZERO:
        style = "green" if not found[name] else "bold red"
        table.add_row(name, f"[{style}]{found[name]}[/]  {_MEANING[name]}")
    breaches = {promise: count for promise, count in found["breaches"].items() if count}
    table.add_row("breaches", f"[{'bold red' if breaches else 'green'}]{breaches or 'none'}[/]")
    console.print(table)
    for words in [*outcome.trouble, *found["odd"], *found["not_served"]]:
        console.print("  " + words, markup=False, soft_wrap=True)
    for order_id, lines in outcome.timelines.items():
        console.print(f"order {order_id}", style="bold")
        for line in lines:
            console.print("    " + line, markup=False, soft_wrap=True)
    console.print(_verdict(found))
    sys.stderr.flush()


def _verdict(found: dict[str, object]) -> str:
    if is_good(found):
        return (
            f"[bold green]Well.[/] {found['paid_at_channel']} payments were really taken and every one has its home: "
            f"{found['confirmed']} orders confirmed, {found['refunded']} payments given back, "
            f"{found['cases_open']} waiting for a person. Nothing lost, nothing kept twice."
        )
    wrong = ", ".join(f"{name} {found[name]}" for name in MUST_BE_ZERO if found[name])
    return f"[bold red]Not well:[/] {wrong or 'a promise is broken or a customer saw something strange'}."


def show_trouble(plan: DrillPlan, trouble: Exception) -> None:
    """The drill could not be brought to an end."""
    console.print(f"[bold red]Seed {plan.seed}, faults {plan.faults}: the drill did not end.[/]")
    console.print(str(trouble), markup=False)
