"""A short day of books; the long one is `wendan simulate books`."""

import asyncio
import json
from pathlib import Path

from wendan.cli import main


async def test_a_day_of_lost_callbacks_and_bad_bills_closes_to_the_fen(tmp_path: Path):
    report = tmp_path / "books.json"
    words = f"simulate books --orders 16 --days 1 --seed 2 --json {report}"
    await asyncio.to_thread(main, words.split(), result_action="return_value")
    told = json.loads(report.read_text())

    assert told["is_good"]
    assert told["differences"] > 0
    assert list(told["drawers"].values()) == [-500]
    assert {"cash", "balance"} <= set(told["orders"])
    assert told["left_with_channels_yuan"] == told["paid_beyond_fen"] == 0
    assert told["owed"]["wechat"] == 0 < told["owed"]["cash"]
    assert told["unexplained_fen"] == told["bills_not_closed"] == told["breaches"] == 0
