"""A short month through the product's own flows; the long one is `make simulate`."""

import asyncio
import json
from pathlib import Path

from wendan.cli import main


async def test_in_a_short_month_nothing_is_left_alone_lost_or_said_twice(tmp_path: Path):
    report = tmp_path / "month.json"
    words = f"simulate month --orders 400 --days 1 --customers 200 --stores 2 --seed 3 --json {report}"
    await asyncio.to_thread(main, words.split(), result_action="return_value")
    told = json.loads(report.read_text())

    assert told["is_good"]
    assert set(told["must_be_nothing"].values()) == {0}
    assert 300 < told["orders"] < 500
    # Somebody of every kind came, and the ladder was climbed.
    assert set(told["states"]) == {"CLOSED", "COMPLETED"}
    assert {"prompt", "forgetful", "declined", "gone"} <= set(told["habits"])
    assert [rung["rung"] for rung in told["ladder"]["rungs"]] == [1, 2, 3]
    assert sum(rung["told"] for rung in told["ladder"]["rungs"]) > 10
    assert told["kept_fen"] > 0
