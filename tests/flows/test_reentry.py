"""补单 at one moment: however many people and stores, the money becomes one order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.incidents.errors import CaseIsResolved, CaseIsUnderWay
from wendan.domains.incidents.model import CaseState, Proposal
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.flows.case_file import CasePlace, read_case_file
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.reenter import REENTRY_TIMER, ReentryWish, _decide_once, finish_reentry, reenter
from wendan.flows.resolve_case import Action, Decision, resolve_case
from wendan.flows.settle import settle
from wendan.kernel.errors import Refusal
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ACCOUNT = "1900000001"
WANG, LI = (UUID(int=7), "小王"), (UUID(int=8), "小李")


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


async def stores_with_stray_money(house: House) -> tuple[list[Store], CasePlace]:
    """Two stores at one merchant account, and 2.00 yuan that came to it for no order."""
    first = await open_store(house, drill_store({"wechat": ACCOUNT}, 10))
    other = await open_store(
        house, replace(drill_store({"wechat": ACCOUNT}, 10), store_no=2), first.merchant_id
    )
    news = ChannelNews(
        "wechat",
        ACCOUNT,
        Subject.PAYMENT,
        "old-till-1",
        Word.SUCCEEDED,
        Source.CALLBACK,
        NOON,
        "{}",
        reference="4200000001",
        amount_fen=Fen(200),
    )
    await settle(house, news)
    [case] = await house.database.read(OPEN_CASES_OF_STORE, store_id=HEAD_OFFICE)
    return [first, other], CasePlace(HEAD_OFFICE, case.id, first.merchant_id)


async def wish_for(house: House, store: Store, place: CasePlace, who: tuple[UUID, str]) -> ReentryWish:
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    return ReentryWish(place, store.store_id, [BasketLine(rice.id, 1)], None, "看过截图", who)


async def all_orders(house: House) -> list[object]:
    return await house.reports.fetch("SELECT id FROM customer_order")


async def test_two_stores_at_one_moment_make_one_order(house: House):
    stores, place = await stores_with_stray_money(house)
    wishes = [await wish_for(house, store, place, who) for store, who in zip(stores, (WANG, LI), strict=True)]
    answers = await asyncio.gather(*(reenter(house, wish) for wish in wishes), return_exceptions=True)

    assert sorted(isinstance(answer, CaseIsUnderWay | CaseIsResolved) for answer in answers) == [False, True]
    assert len(await all_orders(house)) == 1
    assert await find_breaches(house.reports, NOON) == []


async def test_the_same_wish_many_times_at_once_makes_one_order(house: House):
    stores, place = await stores_with_stray_money(house)
    wish = await wish_for(house, stores[0], place, WANG)
    answers = await asyncio.gather(*(reenter(house, wish) for _ in range(4)), return_exceptions=True)

    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(await all_orders(house)) == 1


async def test_done_and_reentry_at_one_moment_have_one_outcome(house: House):
    stores, place = await stores_with_stray_money(house)
    wish = await wish_for(house, stores[0], place, WANG)
    done = Decision(place, Action.DONE, Proposal("done", "退掉了", LI[1], LI[0]))
    answers = await asyncio.gather(reenter(house, wish), resolve_case(house, done), return_exceptions=True)
    refused = [isinstance(answer, Refusal) for answer in answers]

    assert sorted(refused) == [False, True]
    assert len(await all_orders(house)) == (0 if refused[0] else 1)


async def test_the_alarm_clock_finishes_once_and_then_goes(house: House):
    stores, place = await stores_with_stray_money(house)
    claimed = await _decide_once(house, await wish_for(house, stores[0], place, WANG))
    timer = Timer(HEAD_OFFICE, REENTRY_TIMER, claimed.id, claimed.id, NOON)
    await asyncio.gather(finish_reentry(house, timer), finish_reentry(house, timer))
    await finish_reentry(house, timer)

    assert (await read_case_file(house, place)).case.state is CaseState.RESOLVED
    assert len(await all_orders(house)) == 1
    assert await house.reports.fetch("SELECT kind FROM timer WHERE kind = 'reentry'") == []
