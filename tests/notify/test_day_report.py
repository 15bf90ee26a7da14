"""日报 by message: yesterday's figures reach the groups of their own merchant, once a day, after the bills."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from report_town import MORNING, NIGHT, ReportTown, open_report_town

from letters import UNSENT
from wendan.domains.insight.model import DAY_REPORT_TIMER
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.flows.audit_night import audit_night
from wendan.notify.report_words import report_text
from wendan.platform.changes import Changes
from wendan.platform.outbox import CASE_OPENED, DAY_REPORT, Letter
from wendan.platform.outbox import post as post_letter
from wendan.platform.timers import Timer


def hearers(content: Any) -> None:
    """The owners' group hears every merchant's days, the managers' another merchant's."""
    content["reports_to"] = {
        "wecom/owners": "*",
        "dingtalk/managers": "00000000-0000-7000-8000-000000000099",
    }


@pytest.fixture
async def town(database, post, clock) -> AsyncIterator[ReportTown]:
    async with open_report_town(database, post, clock, hearers) as opened:
        yield opened


def test_promotions_at_the_channel_are_told_where_there_are_any_and_an_older_letter_has_none():
    said = {
        "merchant": "演练商户",
        "day": "2026-11-21",
        "paid": 2,
        "paid_fen": 600,
        "returned": 0,
        "returned_fen": 0,
    }
    said |= {"fee_fen": 3, "by_channel": {}, "bills": 0, "bills_open": 0, "link": "https://shop.example"}

    assert "净额 6.00 元，商家优惠 1.50 元，手续费 0.03 元" in report_text(said | {"promoted_fen": 150})
    assert "净额 6.00 元，手续费 0.03 元" in report_text(said | {"promoted_fen": 0})
    assert report_text(said) == report_text(said | {"promoted_fen": 0})


async def test_the_days_figures_reach_the_merchants_group_the_next_morning(town):
    await town.sells()
    timer = await town.morning()
    await town.letters_go()

    assert timer.due_at == MORNING
    assert await town.house.database.read(UNSENT) == []
    [told] = town.said
    assert (told.way, told.to) == ("wecom", "owners")
    said = str(told.content)
    assert "演练商户 2026-11-21" in said
    assert "收款 6.00 元（3 笔），退款 2.00 元（1 笔），净额 4.00 元，手续费 0.00 元" in said
    assert "现金 4.00 元" in said
    assert "https://shop.example/console/#/reports?since=2026-11-21&until=2026-11-21" in said
    assert not await town.house.reports.fetch("SELECT 1 FROM timer WHERE kind = $1", DAY_REPORT_TIMER)


async def test_a_night_that_is_repeated_tells_no_day_twice(town):
    await town.morning()
    again = await town.night()

    assert again.due_at == MORNING + timedelta(days=1)
    assert len(await town.house.database.read(UNSENT)) == 1


async def test_nobodys_days_are_told_where_no_group_is_to_hear_them(town):
    deaf = replace(town.house, ways=replace(town.house.ways, reports_to={}))
    store_id = town.store.store_id
    await town.until(NIGHT)
    await audit_night(deaf, Timer(store_id, NIGHT_TIMER, store_id, store_id, NIGHT))

    assert not await deaf.reports.fetch("SELECT 1 FROM timer WHERE kind = $1", DAY_REPORT_TIMER)


async def test_a_letter_that_an_older_version_wrote_for_no_group_by_name_reaches_each(town):
    await town.morning()
    [letter] = await town.house.database.read(UNSENT)
    content = {name: value for name, value in letter.content.items() if name != "robot"}
    older = Letter(letter.store_id, town.house.stamp().id(), None, DAY_REPORT, content, letter.created_at)
    await town.carrier.deliver(older)

    assert [told.to for told in town.said] == ["owners"]


async def test_an_alarm_is_no_report_and_goes_where_alarms_go(town):
    stamp = town.house.stamp()
    letter = Letter(town.store.store_id, stamp.id(), None, CASE_OPENED, {"type": "wrong-amount"}, stamp.now)
    await town.house.database.commit(Changes.of(post_letter(letter)))
    await town.letters_go()

    assert await town.house.database.read(UNSENT) == []
    assert not town.said
