"""A large bill is read and laid beside our books in a process of its own, and whoever dies leaves nothing undone."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bill_town import BillTown, open_bill_town
from two_books import BILL, lay_out

from waiting import until
from wendan.channels.bill_reading.layouts import Layout
from wendan.domains.reconciliation.model import BillState
from wendan.flows import match_bill
from wendan.flows.matching.apart import Elsewhere
from wendan.flows.matching.here import Here, on_duckdb
from wendan.flows.matching.laying import Laying, Task
from wendan.kernel.bills import Asked, BillRefused
from wendan.sandbox.ground_truth import Teller

APART = "wendan.flows.matching.apart"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """A day with differences, as it came and as we have it."""
    lay_out(Teller("2026-11-27", seed=3).tell(3000, odd_share=0.5), tmp_path)
    return Task(Layout.WECHAT, str(tmp_path / "bill.csv.gz"), Asked(BILL), str(tmp_path))


@pytest.fixture
async def town(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BillTown]:
    """To which every bill is a large one."""
    monkeypatch.setattr(match_bill, "LARGE_BYTES", 1)
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


def others() -> list[int]:
    """The processes of this one that match a bill."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "stat").read_text().rpartition(")")[2].split()
            is_ours = int(words[1]) == os.getpid() and APART in (place / "cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if is_ours:
            found.append(int(place.name))
    return found


async def said(laying: Laying) -> tuple[Any, ...]:
    async with aclosing(laying):
        read = await laying.read()
        return read, await laying.lay(), list(laying.parts())


async def test_what_is_found_is_the_same_here_and_elsewhere(task: Task):
    here = await said(Here(task, on_duckdb))
    elsewhere = await said(Elsewhere(task))

    assert elsewhere == here
    assert len(here[2]) > 1
    assert others() == []


async def test_a_file_that_was_cut_is_refused_alike_here_and_elsewhere(task: Task):
    bill = Path(task.file or "")
    bill.write_bytes(bill.read_bytes()[:-20])
    words = []
    for laying in (Here(task, on_duckdb), Elsewhere(task)):
        with pytest.raises(BillRefused) as refused:
            await said(laying)
        words.append((refused.value.flaw, refused.value.words))

    assert words[0] == words[1]
    assert others() == []


async def test_a_large_bill_is_held_against_the_books_and_closed(town: BillTown):
    for _ in range(3):
        await town.eats()
    await town.morning()
    bill = await town.rings(await town.wants())

    assert (bill.state, bill.rows, bill.differences) == (BillState.CLOSED, 3, 0)
    assert not await town.breaches()


async def test_a_bill_whose_process_dies_is_asked_for_again(town: BillTown):
    await town.eats()
    await town.morning()
    wanted = await town.wants()
    ringing = asyncio.create_task(town.rings(wanted))
    [other] = await until(others)
    os.kill(other, signal.SIGKILL)
    bill = await ringing

    assert (bill.state, bill.words) == (
        BillState.WANTED,
        "The process that held a large bill against our books did not finish. ended with -9",
    )
    assert (await town.rings(bill)).state is BillState.CLOSED


async def test_a_worker_that_stops_takes_the_other_process_with_it(town: BillTown):
    await town.eats()
    await town.morning()
    ringing = asyncio.create_task(town.rings(await town.wants()))
    await until(others)
    ringing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ringing

    assert others() == []


def test_a_process_whose_worker_was_killed_ends_by_itself(task: Task):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", APART], **pipes) as left:
        left.stdin.write(msgspec.json.encode(task) + b"\n")
        left.stdin.close()
        left.stdout.close()

        assert left.wait(timeout=20) == 1


async def test_a_small_bill_needs_no_other_process(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with open_bill_town(database, tmp_path) as town:
        await town.eats()
        await town.morning()
        monkeypatch.setattr(sys, "executable", "/nowhere")
        bill = await town.rings(await town.wants())

    assert bill.state is BillState.CLOSED
