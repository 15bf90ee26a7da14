"""`wendan reconcile` with a file, and `wendan sandbox bills`."""

import asyncio
import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from bill_town import TODAY, BillTown

from wendan.cli import main
from wendan.kernel.bills import BillName


async def reconciled(*words: str) -> None:
    await asyncio.to_thread(main, ["reconcile", *words], result_action="return_value")


async def bills_of(town: BillTown) -> list:
    return await town.house.reports.fetch("SELECT id FROM bill")


async def test_a_file_is_matched_repaired_and_reported_and_again_changes_nothing(
    commanded_town: BillTown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    _, payment = await commanded_town.orders()
    await commanded_town.pays(payment)
    await commanded_town.eats(promoted_fen=30)
    await commanded_town.morning()
    bills = commanded_town.house.channels["wechat"].bills
    assert bills is not None
    await bills.bill(BillName("wechat", commanded_town.bench.desk.account, TODAY), tmp_path / "bill.csv.gz")
    words = ("--date", TODAY.isoformat(), "--channel", "wechat", "--bill", str(tmp_path / "bill.csv.gz"))
    await reconciled(*words, "--json", str(tmp_path / "first.json"))
    await reconciled(*words, "--json", str(tmp_path / "second.json"))

    [told] = json.loads((tmp_path / "first.json").read_text())
    [again] = json.loads((tmp_path / "second.json").read_text())
    assert (told["state"], told["rows"], told["differences"]) == ("CLOSED", 2, 1)
    [found] = told["found"]
    assert (found["category"], found["state"]) == ("surplus-with-order", "SETTLED")
    assert again["found"] == told["found"]
    printed = capsys.readouterr().out
    assert "2 rows, 4.00 there, 2.00 here, 1 differences of 2.00" in printed
    assert "0.30 by the merchant's own promotions, which is not settled" in printed


async def test_a_damaged_file_ends_the_command_with_its_flaw(commanded_town: BillTown, tmp_path: Path):
    (tmp_path / "page.html").write_text("<html>\n<body>busy</body>\n</html>\n")
    report = tmp_path / "told.json"
    with pytest.raises(SystemExit) as ended:
        await reconciled(
            *("--date", TODAY.isoformat(), "--bill", str(tmp_path / "page.html"), "--json", str(report))
        )

    [told] = json.loads(report.read_text())
    assert ended.value.code == 1
    assert (told["state"], told["flaw"]) == ("REFUSED", "column-missing")


async def test_no_day_is_said_to_be_none(commanded_town: BillTown):
    with pytest.raises(SystemExit, match="write it as 2026-11-27"):
        await reconciled("--date", "yesterday")


async def test_made_up_books_come_as_three_files(tmp_path: Path):
    words = f"sandbox bills --to {tmp_path} --rows 300 --odd 0.2 --seed 4"
    await asyncio.to_thread(main, words.split(), result_action="return_value")
    truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text().splitlines()]

    assert sorted(each.name for each in tmp_path.iterdir()) == ["bill.csv.gz", "ours.csv", "truth.jsonl"]
    assert 30 < len(truth) < 90


async def test_without_spark_the_command_says_what_to_install_before_it_does_anything(
    commanded_town: BillTown, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SystemExit, match=r"wendan\[spark\]"):
        await reconciled("--date", TODAY.isoformat(), "--engine", "spark")

    assert await bills_of(commanded_town) == []


async def test_without_java_the_command_says_so(commanded_town: BillTown, monkeypatch: pytest.MonkeyPatch):
    installed = ModuleType("pyspark")
    installed.__spec__ = ModuleSpec("pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark", installed)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(SystemExit, match="Java 17"):
        await reconciled("--date", TODAY.isoformat(), "--engine", "spark")

    assert await bills_of(commanded_town) == []
