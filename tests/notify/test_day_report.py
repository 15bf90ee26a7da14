"""日报 by message: yesterday's figures reach the groups of their own merchant, once a day, after the bills."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.insight.model import DAY_REPORT_TIMER
from wendan.domains.ordering.model import Entry, Wish
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.shifts.model import Cashier
from wendan.flows.audit_night import audit_night
from wendan.flows.checkout import place
from wendan.flows.day_report import tell_day
from wendan.flows.deliver import deliver_letters
from wendan.flows.menu import open_store
from wendan.flows.refund import RefundRequest
from wendan.flows.return_cash import refund_at_counter
from wendan.flows.shifts import Count, close_shift, open_shift
from wendan.flows.take_cash import CashOnTable, take_cash
from wendan.kernel.money import Fen
from wendan.notify.report_words import report_text
from wendan.notify.ways import letter_carrier
from wendan.platform.changes import Changes
from wendan.platform.ids import SeededIds
from wendan.platform.outbox import CASE_OPENED, WAITING, Letter
from wendan.platform.outbox import post as post_letter
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer

WANG = Cashier(UUID(int=8), "小王", None)
# Half past midnight in Beijing of the 22nd, and eleven in the morning.
NIGHT, MORNING = datetime(2026, 11, 21, 16, 30, tzinfo=UTC), datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
async def town(database, post, clock, tmp_path) -> AsyncIterator[SimpleNamespace]:
    """A shop with a drawer; the boss's group hears every merchant's days, the managers' another merchant's."""
    content = json.loads((post.bench.desk.options.directory / "messages.json").read_text())
    wecom = content["wecom"]
    wecom["robots"]["boss"] = wecom["robots"]["managers"]
    reports_to = {"wecom/boss": "*", "dingtalk/managers": "00000000-0000-7000-8000-000000000099"}
    file = tmp_path / "reports.json"
    file.write_text(json.dumps(content | {"reports_to": reports_to}))
    settings = Settings(database_url=database, messages_file=file, public_url="https://shop.example")
    async with open_house(settings, clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({}, 10))
        carrier = letter_carrier(house.ways, None, house.clock, house.ids)
        yield SimpleNamespace(
            house=house, store=store, clock=clock, carrier=carrier, said=post.bench.desk.post
        )
        await carrier.aclose()


async def sells(town) -> None:
    """Three bowls of rice for cash, one of them given back, and a drawer counted right."""
    house, store = town.house, town.store
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    shift = (await open_shift(house, store.store_id, WANG, Fen(0), "shift-key")).shift
    for n in range(3):
        wish = Wish(store.store_id, WANG.staff_id, f"order-{n}", Entry.POS, None, "", f"{n}")
        order = (await place(house, wish, [BasketLine(rice.id, 1)])).order
        await take_cash(house, CashOnTable(order.store_id, order.id, Fen(200), WANG, f"cash-key-{n}"))
    back = RefundRequest(store.store_id, order.id, Fen(200), "back-key", WANG.name, "退")
    await refund_at_counter(house, back, WANG)
    await close_shift(house, store.store_id, shift.id, Count(Fen(400), 0, ""))


async def until(town, moment: datetime) -> None:
    await town.clock.advance((moment - town.clock.now()).total_seconds())


async def night(town) -> Timer:
    """The store's night, and the report's alarm clock that it leaves."""
    if town.clock.now() < NIGHT:
        await until(town, NIGHT)
    store_id = town.store.store_id
    await audit_night(town.house, Timer(store_id, NIGHT_TIMER, store_id, store_id, town.clock.now()))
    [row] = await town.house.reports.fetch(
        "SELECT store_id, kind, subject_id, order_id, due_at FROM timer WHERE kind = $1", DAY_REPORT_TIMER
    )
    return Timer(**row)


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
    await sells(town)
    timer = await night(town)
    await until(town, MORNING)
    await tell_day(town.house, timer)
    await deliver_letters(town.house, town.carrier)

    assert timer.due_at == MORNING
    assert await town.house.database.read(WAITING) == []
    [told] = town.said.posts.values()
    assert told.way == "wecom"
    said = str(told.content)
    assert "演练商户 2026-11-21" in said
    assert "收款 6.00 元（3 笔），退款 2.00 元（1 笔），净额 4.00 元，手续费 0.00 元" in said
    assert "现金 4.00 元" in said
    assert "https://shop.example/console/#/reports?since=2026-11-21&until=2026-11-21" in said
    assert not await town.house.reports.fetch("SELECT 1 FROM timer WHERE kind = $1", DAY_REPORT_TIMER)


async def test_a_night_that_is_repeated_tells_no_day_twice(town):
    timer = await night(town)
    await until(town, MORNING)
    await tell_day(town.house, timer)
    again = await night(town)

    assert again.due_at == MORNING + timedelta(days=1)
    assert len(await town.house.database.read(WAITING)) == 1


async def test_nobodys_days_are_told_where_no_group_is_to_hear_them(town):
    deaf = replace(town.house, ways=replace(town.house.ways, reports_to={}))
    store_id = town.store.store_id
    await until(town, NIGHT)
    await audit_night(deaf, Timer(store_id, NIGHT_TIMER, store_id, store_id, NIGHT))

    assert not await deaf.reports.fetch("SELECT 1 FROM timer WHERE kind = $1", DAY_REPORT_TIMER)


async def test_an_alarm_is_no_report_and_goes_where_alarms_go(town):
    stamp = town.house.stamp()
    letter = Letter(town.store.store_id, stamp.id(), None, CASE_OPENED, {"type": "wrong-amount"}, stamp.now)
    await town.house.database.commit(Changes.of(post_letter(letter)))
    await deliver_letters(town.house, town.carrier)

    assert await town.house.database.read(WAITING) == []
    assert not town.said.posts
