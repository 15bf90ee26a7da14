"""The bench itself: rounds of place and settle, ours and pgbench's in turn, so that both meet the same machine."""

import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wendan.cli.benching.load import Load, fire
from wendan.cli.benching.pgbench import Pgbenched, run_pgbench
from wendan.cli.benching.scripts import PREPARE_SETTLE, PREPARE_TIMERS, place_script, settle_script
from wendan.cli.benching.shop import callbacks, open_stores, place_requests, prepare_payments
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.stage import Stage, StagePlan, stage
from wendan.cli.drilling.wire import Wire
from wendan.platform.clock import real_pause, stopwatch

PGBENCH_STORE: Final = "00000000-0000-7000-8001-000000000001"
SETTLED_WITHIN_S: Final = 60.0
_UNPAID: Final = """
SELECT store_id, id, diner_id FROM customer_order WHERE store_id = $1::uuid AND state = 'AWAITING_PAYMENT' ORDER BY id
"""
_CONFIRMED: Final = "SELECT count(*) FROM customer_order WHERE store_id = $1::uuid AND state = 'CONFIRMED'"


class BenchBroke(Exception):
    """What was answered is not what a bench may measure."""


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """How much, how often."""

    orders: int
    rounds: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One verb in one round."""

    ours_per_s: float
    ours: Load
    pgbench: Pgbenched


async def run_bench(plan: BenchPlan, directory: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Figures of all rounds with their medians. Raises BenchBroke, PgbenchFailed."""
    tell("building the stage")
    async with stage(StagePlan(directory, 1, "none", None)) as standing:
        wire = Wire(DrillPlan(plan.orders, 1), standing.base_url)
        try:
            await standing.until_ready(wire)
            store_id = await open_stores(standing)
            places, settles = [], []
            await standing.worker.stop()
            for n in range(plan.rounds + 1):
                # The first, short round warms caches, plans and connections and is thrown away.
                now = BenchPlan(plan.orders if n else max(50, plan.orders // 10), 1, plan.at_once)
                tell(f"round {n} of {plan.rounds}" if n else "warming up")
                place, settle = await _round(standing, wire, (store_id, n), now)
                if n:
                    places.append(place)
                    settles.append(settle)
        finally:
            await wire.aclose()
        return {**_machine(), "orders": plan.orders, "at_once": plan.at_once} | {
            "place": _figures(places),
            "settle": _figures(settles),
        }


async def _round(
    standing: Stage, wire: Wire, where: tuple[Any, int], plan: BenchPlan
) -> tuple[Measured, Measured]:
    store_id, n = where
    port, url = int(standing.base_url.rpartition(":")[2]), standing.postgres.url
    scratch, counts = standing.plan.directory / "pgbench", (plan.at_once, plan.orders // plan.at_once)
    names = range(n * 1_000_000, n * 1_000_000 + plan.orders)
    tokens, requests = await place_requests(standing, wire, store_id, names)
    placed = await fire(port, requests, plan.at_once)
    _demand(placed, 201)
    place = Measured(placed.per_s, placed, await run_pgbench(url, place_script(), scratch, n, counts))

    unpaid = await standing.house.reports.fetch(_UNPAID, store_id)
    orders = [(row["store_id"], row["id"], tokens[row["diner_id"]]) for row in unpaid]
    rendered = callbacks(standing, await prepare_payments(wire, orders))
    for sql in (PREPARE_SETTLE, PREPARE_TIMERS):
        await standing.house.reports.execute(sql, PGBENCH_STORE)
    heard, per_s = await _settle(standing, (port, store_id), rendered, plan.at_once)
    settle = Measured(per_s, heard, await run_pgbench(url, settle_script(), scratch, n, counts))
    return place, settle


async def _settle(
    standing: Stage, where: tuple[int, Any], rendered: list[bytes], at_once: int
) -> tuple[Load, float]:
    """Callbacks sent, and orders confirmed in a second: a yes alone is no settlement."""
    port, store_id = where
    reports = standing.house.reports

    async def confirmed() -> int:
        return int((await reports.fetch(_CONFIRMED, store_id))[0]["count"])

    before, took_s = await confirmed(), stopwatch()
    heard = await fire(port, rendered, at_once)
    _demand(heard, 204)
    while await confirmed() < before + len(rendered):
        if took_s() > SETTLED_WITHIN_S:
            raise BenchBroke("the callbacks were heard but not settled")
        await real_pause(0.01)
    return heard, len(rendered) / took_s()


def _demand(load: Load, status: int) -> None:
    if set(load.statuses) != {status}:
        raise BenchBroke(f"answers were {dict(load.statuses)}, wanted only {status}")


def _figures(rounds: list[Measured]) -> dict[str, Any]:
    ours, theirs = [m.ours_per_s for m in rounds], [m.pgbench.per_s for m in rounds]

    def median(of: Callable[[Measured], float]) -> float:
        return round(statistics.median(of(m) for m in rounds), 2)

    return {
        "per_s": round(statistics.median(ours), 1),
        "pgbench_per_s": round(statistics.median(theirs), 1),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3),
        "p50_ms": median(lambda m: m.ours.percentile_ms(0.5)),
        "p99_ms": median(lambda m: m.ours.percentile_ms(0.99)),
        "pgbench_p50_ms": median(lambda m: m.pgbench.p50_ms),
        "pgbench_p99_ms": median(lambda m: m.pgbench.p99_ms),
        "rounds": [
            {"per_s": round(a, 1), "pgbench_per_s": round(b, 1)} for a, b in zip(ours, theirs, strict=True)
        ],
    }


def _machine() -> dict[str, Any]:
    return {
        "machine": f"{os.cpu_count()} cores {platform.machine()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }
