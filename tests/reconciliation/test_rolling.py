"""The day's own check: what one of the two logs lacks comes to light within a minute, and the bill finds nothing new."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from bill_town import BillTown, open_bill_town

from wendan.domains.payments.model import Payment
from wendan.domains.reconciliation.model import BillState, Difference
from wendan.flows.answers import Answer, news_of
from wendan.flows.roll import roll, sample
from wendan.flows.settle import Settlement, settle
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Word
from wendan.platform.db import Database


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        await roll(opened.house)
        yield opened


async def seconds(town: BillTown, count: int) -> int:
    found = 0
    for _ in range(count):
        await town.clock.advance(1)
        found += await roll(town.house)
    return found


async def items(town: BillTown) -> list[dict]:
    return [dict(row) for row in await town.house.reports.fetch("SELECT * FROM open_item")]


async def of_today(town: BillTown) -> list[Difference]:
    return await town.differences(await town.wants())


def success(town: BillTown, payment: Payment, reference: str) -> ChannelNews:
    news = news_of(payment, Answer(Word.SUCCEEDED, Source.CALLBACK, "{}"), town.clock.now())
    return replace(news, reference=reference, amount_fen=Fen(200), happened_at=town.clock.now())


async def test_a_day_on_which_all_agree_leaves_no_trace(town: BillTown):
    order, _ = await town.eats()
    refund = await town.gives_back(order)
    await town.clock.advance(30)
    await town.drives(refund)

    assert await seconds(town, 3) == 0
    assert not await items(town)


async def test_a_fact_that_is_not_what_the_channel_said_comes_to_light_within_a_minute_and_a_second(
    town: BillTown,
):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")

    assert await seconds(town, 60) == 0
    [waiting] = await items(town)
    assert (waiting["theirs_fen"], waiting["ours_fen"]) == (200, 199)
    assert await seconds(town, 2) == 1
    [difference] = await of_today(town)
    assert (difference.category, difference.gap_fen, difference.state) == ("amount-differs", 1, "IN_CASE")


async def test_the_bill_finds_nothing_that_the_day_had_not_found(town: BillTown):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await seconds(town, 62)
    [found] = await of_today(town)
    await town.morning()
    bill = await town.rings(await town.wants())
    [again] = await town.differences(bill)

    assert (again.id, again.category, again.case_id) == (found.id, found.category, found.case_id)
    assert (bill.differences, bill.surprises, bill.state) == (1, 0, BillState.CLOSED)


async def test_what_only_the_bill_knew_is_an_alarm(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    await town.morning()
    bill = await town.rings(await town.wants())

    [alarm] = await town.house.reports.fetch(
        "SELECT type, reason FROM exception_case WHERE type = 'books-differ'"
    )
    assert bill.surprises == 1
    assert alarm["reason"].startswith("1 differences in wechat's bill of 2026-11-23")


async def test_a_second_success_on_one_number_is_the_difference_of_the_case_it_has(town: BillTown):
    _, payment = await town.eats()
    answered = await settle(town.house, success(town, payment, "another"))
    assert await seconds(town, 62) == 1

    [difference] = await of_today(town)
    [case] = await town.house.reports.fetch("SELECT id, type FROM exception_case")
    assert answered is Settlement.CASE
    assert (difference.category, difference.state) == ("duplicate-at-channel", "IN_CASE")
    assert (case["type"], case["id"]) == ("contradiction", difference.case_id)


async def test_an_item_whose_other_side_comes_in_time_is_cancelled(town: BillTown):
    await town.eats()
    [fact] = await town.house.reports.fetch("SELECT * FROM payment_fact")
    await town.house.database.execute("UPDATE payment_fact SET reference = 'not yet'")
    await seconds(town, 30)
    assert len(await items(town)) == 2
    await town.house.database.execute("UPDATE payment_fact SET reference = $1", fact["reference"])
    await town.house.database.execute("DELETE FROM open_item WHERE reference = 'not yet'")

    assert await seconds(town, 40) == 0
    assert not await items(town)


async def test_two_workers_share_the_seconds_and_tell_everything_once(town: BillTown):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await seconds(town, 61)
    await town.clock.advance(1)
    found = [await roll(town.house), await roll(town.house)]

    assert sum(found) <= 1
    assert len(await of_today(town)) == 1


async def test_a_few_settled_payments_are_asked_about_again_and_the_truth_changes_nothing(town: BillTown):
    for _ in range(5):
        await town.eats()
    before = await town.house.reports.fetch("SELECT version, state FROM payment")
    asked = sum([await sample(town.house) for _ in range(20)])

    assert asked > 0
    assert await town.house.reports.fetch("SELECT version, state FROM payment") == before


async def test_a_second_in_which_the_reader_died_is_read_again(town: BillTown):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await town.clock.advance(3600)
    dying = replace(town.house, reports=Dying(town.house.reports.pool))
    with pytest.raises(ConnectionResetError):
        await roll(dying)

    assert await seconds(town, 62) == 1


class Dying(Database):
    async def execute(self, sql: str, *arguments: object) -> str:
        raise ConnectionResetError(sql, arguments)
