"""How long deciding takes which ways to pay are offered, in which order and by which account: no I/O, one process.

`make bench-routing` runs it, shows the figures and keeps them beside this file.
"""

import json
import os
import platform
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wendan.domains.routing.model import (
    Breaker,
    BreakerState,
    Client,
    CrowdRow,
    DinerRow,
    Route,
    Shopper,
    Situation,
    Way,
)
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.rules.offers import offers
from wendan.domains.routing.rules.success import chances
from wendan.domains.routing.rules.tallies import crowd_of, own_of

TIMES = 20_000
NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
ENTRIES = ("h5", "mini-program", "kiosk", "pos")
WAYS = [Way(*key) for key in METHODS]
AIM_MS = 1.0


def crowd_rows(chance: random.Random) -> list[CrowdRow]:
    """A store that has seen every way, entry, amount and hour."""
    return [
        CrowdRow(
            way.channel,
            way.method,
            entry,
            band,
            hours,
            succeeded := chance.random() * 40,
            succeeded + chance.random() * 10,
            squares=20.0,
            firsts=20,
            firsts_succeeded=15,
            seconds=10,
            seconds_succeeded=9,
        )
        for way in WAYS
        for entry in ENTRIES
        for band in range(4)
        for hours in range(5)
    ]


def a_situation(chance: random.Random) -> tuple[Shopper, Situation]:
    """A campus store with two accounts for each channel, some of them ill, and a diner with a history."""
    channels = sorted({way.channel for way in WAYS})
    client, amount_fen = chance.choice(list(Client)), chance.randint(500, 30_000)
    own = own_of(DinerRow(w.channel, w.method, 1, 3.0, 4.0) for w in chance.sample(WAYS, 4))
    shopper = Shopper(client, amount_fen, frozenset({"campus"}), chance.randrange(24), own)
    breakers = {
        Route(way.channel, account, way.method): Breaker(
            chance.choice(list(BreakerState)), NOON, timedelta(seconds=10)
        )
        for way in WAYS
        for account in ("1", "2")
        if chance.random() < 0.2
    }
    situation = Situation(
        client=client,
        amount_fen=amount_fen,
        marks=("campus",),
        accounts=dict.fromkeys(channels, ("1", "2")),
        methods={c: [w.method for w in WAYS if w.channel == c] for c in channels},
        payers=("wechat", "alipay", "balance", "pay-later"),
        breakers=breakers,
        switches=(),
        chances={},
    )
    return shopper, situation


def nothing(_: object) -> None:
    """An empty call, to compare with."""


def measure() -> dict[str, object]:
    """Figures in milliseconds."""
    chance = random.Random(1)  # noqa: S311 - cases of a benchmark
    crowd = crowd_of(crowd_rows(chance))
    cases = [a_situation(chance) for _ in range(200)]
    decided, on_cpu, empty = [], [], []
    for n in range(TIMES):
        shopper, situation = cases[n % len(cases)]
        began, began_on_cpu = time.perf_counter_ns(), time.thread_time_ns()
        found = offers(replace(situation, chances=chances(shopper, crowd, WAYS)))
        ended = time.perf_counter_ns()
        on_cpu.append(time.thread_time_ns() - began_on_cpu)
        nothing(found)
        empty.append(time.perf_counter_ns() - ended)
        decided.append(ended - began)
        assert found
    decided.sort()
    on_cpu.sort()
    empty.sort()
    p50, p99 = decided[TIMES // 2] / 1e6, decided[TIMES * 99 // 100] / 1e6
    return {
        "machine": f"{os.cpu_count()} cores {platform.machine()}",
        "load": round(os.getloadavg()[0], 2),
        "ways": len(WAYS),
        "times": TIMES,
        "p50_ms": round(p50, 4),
        "p99_ms": round(p99, 4),
        "p99_cpu_ms": round(on_cpu[TIMES * 99 // 100] / 1e6, 4),
        "max_ms": round(decided[-1] / 1e6, 3),
        "ratio_to_an_empty_call": round(decided[TIMES // 2] / max(1, empty[TIMES // 2])),
    }


if __name__ == "__main__":
    figures = {"date": f"{datetime.now(UTC):%F}", **measure()}
    print(json.dumps(figures, indent=2))
    (Path(__file__).parent / f"routing-{figures['date']}.json").write_text(
        json.dumps(figures, indent=2) + "\n"
    )
    sys.exit(float(str(figures["p99_ms"])) > AIM_MS)
