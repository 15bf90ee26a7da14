"""A bill that does not come, comes late, spoilt, altered or with rows left out."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from bill_town import BillTown, open_bill_town

from wendan.domains.reconciliation.model import BillState
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan


@pytest.fixture
async def town(database: str, tmp_path: Path, request) -> AsyncIterator[BillTown]:
    plan = FaultPlan(bills={request.param: 1.0})
    async with open_bill_town(database, tmp_path, faults=plan) as opened:
        yield opened


@pytest.mark.parametrize("town", [BillFault.MISSING], indirect=True)
async def test_a_missing_bill_is_asked_for_until_the_evening_and_then_a_persons_matter_too(town: BillTown):
    await town.eats()
    await town.morning()
    in_the_morning = await town.rings(await town.wants())
    none_yet = await town.cases()
    await town.clock.advance(12 * 3600)
    in_the_evening = await town.rings(in_the_morning)
    [case] = await town.cases()

    assert in_the_morning.state is BillState.WANTED
    assert not none_yet
    assert in_the_evening.state is BillState.MISSING
    assert (case["type"], case["owner"], case["state"]) == ("bill-missing", "finance", "OPEN")
    clocks = "SELECT due_at FROM timer WHERE kind = 'bill' AND subject_id = $1"
    [clock] = await town.house.reports.fetch(clocks, in_the_evening.id)
    assert clock["due_at"] > town.clock.now()


async def test_a_bill_that_nothing_here_can_match_waits_and_is_a_persons_matter_in_the_evening(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    async with open_bill_town(database, tmp_path) as town:
        await town.eats()
        await town.morning()
        on_spark = town.house.settings.model_copy(update={"reconcile_engine": "spark"})
        at_home, town.house = town.house, replace(town.house, settings=on_spark)
        in_the_morning = await town.rings(await town.wants())
        none_yet = await town.cases()
        await town.clock.advance(12 * 3600)
        in_the_evening = await town.rings(in_the_morning)
        [case] = await town.cases()
        town.house = at_home
        mended = await town.rings(in_the_evening)

    assert (in_the_morning.state, none_yet) == (BillState.WANTED, [])
    assert "wendan[spark]" in in_the_morning.words
    assert (in_the_evening.state, case["type"]) == (BillState.MISSING, "bill-missing")
    assert mended.state is BillState.CLOSED


@pytest.mark.parametrize("town", [BillFault.LATE], indirect=True)
async def test_a_late_bill_is_matched_when_it_comes(town: BillTown):
    await town.eats()
    await town.morning()
    bill = await town.rings(await town.wants())
    await town.clock.advance(6 * 3600)

    assert bill.state is BillState.WANTED
    assert (await town.rings(bill)).state is BillState.CLOSED


@pytest.mark.parametrize(
    ("town", "flaw"),
    [
        (BillFault.CUT, "cut-off"),
        (BillFault.FLIPPED, None),
        (BillFault.ROW_LOST, "hash-differs"),
    ],
    indirect=["town"],
)
async def test_a_spoilt_file_is_not_used_and_the_next_one_heals_its_case(town: BillTown, flaw: str | None):
    for _ in range(5):
        await town.eats()
    await town.morning()
    refused = await town.rings(await town.wants())
    [case] = await town.cases()
    unused = await town.house.reports.fetch("SELECT 1 FROM difference UNION ALL SELECT 1 FROM bill_share")
    await town.clock.advance(1800)
    healed = await town.rings(refused)

    assert refused.state is BillState.REFUSED
    assert refused.flaw == flaw or (flaw is None and refused.flaw)
    assert (case["type"], case["state"]) == ("bill-refused", "OPEN")
    assert not unused
    assert healed.state is BillState.CLOSED
    assert [case["state"] for case in await town.cases()] == ["RESOLVED"]


@pytest.mark.parametrize("town", [BillFault.ALTERED], indirect=True)
async def test_an_amount_that_was_altered_and_sealed_again_is_a_case_with_its_gap(town: BillTown):
    await town.eats()
    await town.morning()

    bill = await town.rings(await town.wants())

    [difference] = await town.differences(bill)
    assert (difference.category, difference.gap_fen, difference.state) == ("amount-differs", 1, "IN_CASE")
    found = {(case["type"], case["subject"]) for case in await town.cases()}
    assert found == {
        ("books-differ", str(difference.id)),
        ("books-differ", f"surprises:wechat:{bill.account}:{bill.day}"),
    }
    assert bill.state is BillState.CLOSED
    told = await town.house.reports.fetch("SELECT kind FROM event WHERE kind = 'case-opened'")
    assert len(told) == 1


@pytest.mark.parametrize("town", [BillFault.ROW_LEFT_OUT], indirect=True)
async def test_what_the_bill_lacks_is_asked_about_for_three_days_and_then_a_case(town: BillTown):
    for _ in range(2):
        await town.eats()
    await town.morning()
    bill = await town.rings(await town.wants())
    [waiting] = await town.differences(bill)
    await town.morning(5)
    bill_after = await town.rings(bill)
    [in_case] = await town.differences(bill)

    assert (waiting.category, waiting.state, bill.state) == ("shortage", "WAITING", BillState.MATCHED)
    assert waiting.words == "asked: SUCCEEDED, known"
    assert (in_case.state, bill_after.state) == ("IN_CASE", BillState.CLOSED)
