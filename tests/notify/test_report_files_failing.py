"""A day's workbook that does not come through at once: what is done again, what is not, and where it ends."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from report_town import OWNERS, ReportTown, another_process, open_report_town, owners_have_it, rows_of

from wendan.flows.carry_files import carry_files
from wendan.notify import media
from wendan.platform.changes import Changes
from wendan.platform.outbox import CASE_OPENED, DAY_REPORT_FILE, Letter
from wendan.platform.outbox import post as post_letter
from wendan.sandbox.core.faults import AnswerFault, FaultPlan


@pytest.fixture
async def town(database, post, clock) -> AsyncIterator[ReportTown]:
    async with open_report_town(database, post, clock, owners_have_it) as opened:
        yield opened


@pytest.fixture
def log() -> Iterator[structlog.testing.LogCapture]:
    """Every line of it, whatever another test has set it up to."""
    before, written = structlog.get_config(), structlog.testing.LogCapture()
    structlog.configure(
        processors=[written], wrapper_class=structlog.BoundLogger, cache_logger_on_first_use=False
    )
    yield written
    structlog.configure(**before)


@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        ("upload", AnswerFault.RESET_BEFORE),
        ("upload", AnswerFault.LOST),
        ("upload", AnswerFault.TIME_OUT_AFTER),
        ("upload", AnswerFault.UNAVAILABLE_BEFORE),
        ("upload", AnswerFault.SYSTEM_ERROR_BEFORE),
        ("upload", AnswerFault.LIMITED),
        ("wecom", AnswerFault.RESET_BEFORE),
        ("wecom", AnswerFault.SYSTEM_ERROR_BEFORE),
        ("wecom", AnswerFault.LIMITED),
    ],
)
async def test_a_file_that_failed_is_sent_again_and_its_words_are_not(town, verb, fault):
    await town.morning()
    await town.letters_go()
    town.script(verb, fault)
    await town.files_go()
    assert town.heard_by(OWNERS) == ["markdown"]

    await town.clock.advance(61)
    await town.letters_go()
    await town.files_go()
    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert await town.letters_left() == 0


async def test_no_alarm_waits_for_an_upload_that_hangs(town):
    town.post.bench.desk.fate.plan = FaultPlan(hold_s=60)
    await town.morning()
    await town.letters_go()
    town.script("upload", AnswerFault.TIME_OUT_BEFORE)
    uploading = asyncio.create_task(town.files_go())
    stamp = town.house.stamp()
    alarm = Letter(town.store.store_id, stamp.id(), None, CASE_OPENED, {"type": "wrong-amount"}, stamp.now)
    await town.house.database.commit(Changes.of(post_letter(alarm)))
    await town.letters_go()

    assert await town.letters_left() == 1
    assert not uploading.done()
    uploading.cancel()
    await asyncio.gather(uploading, return_exceptions=True)


async def test_whoever_dies_between_the_words_and_the_file_leaves_the_file_to_the_next(town):
    await town.sells()
    await town.morning()
    await town.letters_go()
    async with another_process(town) as begun_again:
        await begun_again.letters_go()
        await begun_again.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert len(rows_of(town.files[0].content)) == 2


async def test_whoever_dies_between_the_upload_and_the_message_leaves_both_to_the_next(town):
    await town.morning()
    await town.letters_go()
    town.script("wecom", AnswerFault.RESET_BEFORE)
    await town.files_go()
    async with another_process(town) as begun_again:
        await begun_again.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert len(town.files) == 2


async def test_an_upload_that_the_platform_has_forgotten_is_made_anew(town):
    await town.morning()
    await town.letters_go()
    town.script("wecom", AnswerFault.RESET_BEFORE)
    await town.files_go()
    status, _ = await town.post.call("POST", "/files/forget")
    await town.files_go()

    assert status == 204
    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert len(town.files) == 1


async def test_an_upload_that_waited_for_more_than_three_days_is_made_anew(town):
    await town.morning()
    await town.letters_go()
    town.script("wecom", AnswerFault.RESET_BEFORE)
    await town.files_go()
    await town.until(town.clock.now() + timedelta(days=3))
    await town.files_go()

    assert town.heard_by(OWNERS) == ["markdown", "file"]
    assert [file.id for file in town.files][1] == town.said[-1].content["file"]["media_id"]


async def test_what_can_never_be_sent_is_a_loud_line_and_done_with(database, post, clock, log):
    def spoil(content: Any) -> None:
        owners_have_it(content)
        content["wecom"]["robots"]["owners"]["url"] = f"{post.url}/cgi-bin/webhook/send?key=of-nobody"

    async with open_report_town(database, post, clock, spoil) as town:
        await town.morning()
        await town.letters_go()
        await town.files_go()

        assert town.heard_by(OWNERS) == []
        assert not town.files
        assert await town.letters_left() == 0
    assert DAY_REPORT_FILE in [line["event"] for line in log.entries]


async def test_a_group_that_is_to_have_no_file_any_more_gets_none_that_waited(town):
    await town.morning()
    await town.letters_go()
    await carry_files(replace(town.house, ways=replace(town.house.ways, report_files={})))

    assert town.heard_by(OWNERS) == ["markdown"]
    assert await town.letters_left() == 0


async def test_a_file_larger_than_a_robot_takes_is_a_loud_line_and_never_tried_again(town, monkeypatch, log):
    await town.morning()
    await town.letters_go()
    monkeypatch.setattr(media, "MOST_BYTES", 100)
    await town.files_go()

    assert not town.files
    assert await town.letters_left() == 0
    assert DAY_REPORT_FILE in [line["event"] for line in log.entries]
