"""`wendan reconcile` with a file, and `wendan sandbox bills`."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bill_town import TODAY, BillTown, open_bill_town

from wendan.cli import main
from wendan.kernel.bills import BillName


@pytest.fixture
async def town(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        settings = opened.house.settings
        for name, value in {
            "DATABASE_URL": database,
            "WECHAT_FILE": str(settings.wechat_file),
            "DATA_DIR": str(settings.data_dir),
        }.items():
            monkeypatch.setenv(f"WENDAN_{name}", value)
        yield opened


async def reconciled(*words: str) -> None:
    await asyncio.to_thread(main, ["reconcile", *words], result_action="return_value")


async def test_a_file_is_matched_repaired_and_reported_and_again_changes_nothing(
    town: BillTown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    _, payment = await town.orders()
    await town.pays(payment)
    await town.eats()
    await town.morning()
    bills = town.house.channels["wechat"].bills
    assert bills is not None
    await bills.bill(BillName("wechat", town.bench.desk.account, TODAY), tmp_path / "bill.csv.gz")
    words = ("--date", TODAY.isoformat(), "--channel", "wechat", "--bill", str(tmp_path / "bill.csv.gz"))
    await reconciled(*words, "--json", str(tmp_path / "first.json"))
    await reconciled(*words, "--json", str(tmp_path / "second.json"))

    [told] = json.loads((tmp_path / "first.json").read_text())
    [again] = json.loads((tmp_path / "second.json").read_text())
    assert (told["state"], told["rows"], told["differences"]) == ("CLOSED", 2, 1)
    [found] = told["found"]
    assert (found["category"], found["state"]) == ("surplus-with-order", "SETTLED")
    assert again["found"] == told["found"]
    assert "2 rows, 4.00 there, 2.00 here, 1 differences of 2.00" in capsys.readouterr().out


async def test_a_damaged_file_ends_the_command_with_its_flaw(town: BillTown, tmp_path: Path):
    (tmp_path / "page.html").write_text("<html>\n<body>busy</body>\n</html>\n")
    report = tmp_path / "told.json"
    with pytest.raises(SystemExit) as ended:
        await reconciled(
            *("--date", TODAY.isoformat(), "--bill", str(tmp_path / "page.html"), "--json", str(report))
        )

    [told] = json.loads(report.read_text())
    assert ended.value.code == 1
    assert (told["state"], told["flaw"]) == ("REFUSED", "column-missing")


async def test_no_day_is_said_to_be_none(town: BillTown):
    with pytest.raises(SystemExit, match="write it as 2026-11-27"):
        await reconciled("--date", "yesterday")


async def test_made_up_books_come_as_three_files(tmp_path: Path):
    words = f"sandbox bills --to {tmp_path} --rows 300 --odd 0.2 --seed 4"
    await asyncio.to_thread(main, words.split(), result_action="return_value")
    truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text().splitlines()]

    assert sorted(each.name for each in tmp_path.iterdir()) == ["bill.csv.gz", "ours.csv", "truth.jsonl"]
    assert 30 < len(truth) < 90
