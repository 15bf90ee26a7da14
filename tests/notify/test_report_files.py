"""日报 as a file: the day's workbook follows its words into the groups that are to have it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from report_town import MORNING, OWNERS, ReportTown, open_report_town, owners_have_it, rows_of

from waiting import until
from wendan.api.server import open_doors
from wendan.cli.serve import answer_until
from wendan.domains.people.model import Role
from wendan.flows.day_report import tell_day
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.notify.media import fits
from wendan.platform.listening import listen
from wendan.sandbox.core.faults import AnswerFault
from wendan.worker import run_worker

NAME = "日报-演练商户-2026-11-21.xlsx"


@pytest.fixture
async def town(database, post, clock) -> AsyncIterator[ReportTown]:
    async with open_report_town(database, post, clock, owners_have_it) as opened:
        yield opened


async def test_the_days_workbook_follows_the_words_and_has_the_days_figures(town):
    await town.sells()
    await town.morning()
    await town.letters_go()
    await town.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    [file] = town.files
    assert town.said[-1].content == {"msgtype": "file", "file": {"media_id": file.id}}
    assert file.name == NAME
    heading, *lines = rows_of(file.content)
    assert heading[:3] == ("日期", "门店", "渠道")
    shop = town.store.name
    assert lines == [("2026-11-21", shop, "cash", "cash", "小王", None, 3, 6, 1, 2, 0, 0, 0)]
    assert await town.letters_left() == 0


async def test_the_file_is_the_workbook_that_the_console_gives(town):
    await town.sells()
    await town.morning()
    await town.letters_go()
    await town.files_go()
    _, key = await issue_key(town.house, KeyWish(HEAD_OFFICE, "finance", Role.FINANCE))
    with listen("127.0.0.1", 0) as listening:
        stopped, port = asyncio.Event(), listening.getsockname()[1]
        path = "/api/office/reports/days.xlsx?since=2026-11-21&until=2026-11-21"
        async with open_doors(town.house) as app, aiohttp.ClientSession() as client:
            serving = asyncio.create_task(answer_until(stopped, app, listening))
            headers = {"Authorization": f"Bearer {key}"}
            async with client.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                downloaded = await answer.read()
            stopped.set()
            await serving

    assert len(rows_of(downloaded)) == 2
    assert rows_of(town.files[0].content) == rows_of(downloaded)


async def test_a_group_whose_robot_is_not_told_to_gets_no_file(town):
    await town.morning()
    await town.letters_go()
    await town.files_go()

    assert town.heard_by("wecom/managers") == town.heard_by("dingtalk/managers") == ["markdown"]
    assert [file.robot for file in town.files] == ["owners"]


async def test_nobody_gets_a_file_unless_it_was_asked_for(database, post, clock):
    def hear(content: Any) -> None:
        content["reports_to"] = {OWNERS: "*"}

    async with open_report_town(database, post, clock, hear) as town:
        await town.morning()
        await town.letters_go()
        await town.files_go()

        assert town.heard_by(OWNERS) == ["markdown"]
        assert not town.files


async def test_a_clock_that_rings_twice_tells_no_day_twice_and_brings_one_file(town):
    timer = await town.morning()
    await town.letters_go()
    await tell_day(town.house, timer)
    for _ in range(3):
        await town.letters_go()
        await town.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]


async def test_two_that_ring_at_once_tell_a_day_once(town):
    timer = await town.night()
    await town.until(MORNING)
    await asyncio.gather(tell_day(town.house, timer), tell_day(town.house, timer))
    await town.letters_go()
    await town.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert "日报（1）" in str(town.said[0].content)


async def test_a_worker_brings_words_and_file_by_itself(town):
    await town.night()
    await town.until(MORNING)
    working = asyncio.create_task(run_worker(town.house))
    await until(lambda: town.heard_by(OWNERS) == ["markdown", "file"])
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    assert [file.name for file in town.files] == [NAME]


async def test_no_file_comes_before_its_words(town):
    town.script("wecom", *[AnswerFault.RESET_BEFORE] * 2)
    await town.morning()
    await town.letters_go()
    await town.files_go()
    assert not town.files

    await town.letters_go()
    await town.files_go()
    assert town.heard_by(OWNERS) == ["markdown", "file"]


async def test_a_group_that_is_silent_keeps_no_other_groups_file_waiting(town):
    town.script("dingtalk", AnswerFault.RESET_BEFORE)
    await town.morning()
    await town.letters_go()
    await town.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert town.heard_by("dingtalk/managers") == []


def test_a_robot_takes_files_up_to_twenty_megabytes():
    assert [fits(size) for size in (5, 6, 20_000_000, 20_000_001)] == [False, True, True, False]
