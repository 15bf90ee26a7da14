"""The books' statements of days with meals, refunds, fees and a closed day between them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from bill_town import TODAY, BillTown, open_bill_town

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.flows.audit_night import audit_night
from wendan.flows.close_day import clock_of, close_days
from wendan.flows.statements import Span, list_entries, read_books, read_statements
from wendan.platform.timers import Timer
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan

TOMORROW = TODAY + timedelta(days=1)
MANY_ENTRIES = """INSERT INTO ledger_transaction (store_id, id, order_id, kind, subject_id, business_day, posted_at,
    accounts, amounts_fen)
SELECT $1::uuid, gen_random_uuid(), gen_random_uuid(), 'payment-received', gen_random_uuid(), $2::date,
    $2::date + n / 140 * interval '1 hour', '{customer-money,sales}', '{100,-100}' FROM generate_series(1, 250) AS n"""


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def two_days(town: BillTown) -> Span:
    """Three meals, one of them given back, the fees of the first day; two more on the second, on which we hear that it went."""
    for _ in range(2):
        await town.eats()
    order, _ = await town.eats()
    await town.gives_back(order)
    await town.morning()
    store = town.store.store_id
    await audit_night(town.house, Timer(store, NIGHT_TIMER, store, store, town.clock.now()))
    await town.rings_all()
    for _ in range(2):
        await town.eats()
    return Span(town.store.merchant_id, TODAY, TOMORROW)


async def test_statements_are_the_same_before_and_after_their_days_are_closed(town: BillTown):
    span = await two_days(town)
    spans = [span, replace(span, since=TOMORROW), replace(span, until=TODAY)]
    before = [await read_statements(town.house, each) for each in spans]
    await close_days(town.house, clock_of(town.store, town.clock.now()))
    after = [await read_statements(town.house, each) for each in spans]

    assert before == after
    [standing] = await read_books(town.house, span)
    assert (standing.closed_through, standing.waits_for) == (TODAY, [])


async def test_a_stores_sheet_says_what_it_earned_and_where_it_is(town: BillTown):
    told = await read_statements(town.house, await two_days(town))

    [sheet] = told.sheets
    assert (sheet.sales_fen, sheet.refunds_fen) == (1000, 200)
    assert sheet.fees_fen > 0
    assert sheet.own_fen == sheet.channels_fen == 800 - sheet.fees_fen
    assert sheet.paid_out_fen == 0
    assert sum(line.closing_fen for line in told.balance) == 0


async def test_what_the_closed_bill_says_is_confirmed_and_the_rest_is_fresh(town: BillTown):
    told = await read_statements(town.house, await two_days(town))

    line = next(each for each in told.ageing if each.channel == "wechat")
    assert line.fresh_fen == 400
    assert line.confirmed_fen == line.total_fen - 400


async def test_differences_that_nobody_has_settled_grow_old(database: str, tmp_path: Path):
    faults = FaultPlan(bills={BillFault.ROW_LEFT_OUT: 1.0})
    async with open_bill_town(database, tmp_path, faults) as town:
        span = await two_days(town)
        fresh = await read_statements(town.house, span)
        later = await read_statements(town.house, replace(span, until=TODAY + timedelta(days=5)))

    [line] = fresh.differences
    assert (line.fresh_fen, line.total_fen) == (200, 200)
    assert [line.days_7_fen for line in later.differences] == [200]


async def test_behind_each_line_stand_its_transactions_and_their_orders(town: BillTown):
    span = await two_days(town)
    told = await read_statements(town.house, span)
    for line in told.balance:
        entries = await list_entries(town.house, span, line.account)

        assert sum(entry.fen for entry in entries) == line.debit_fen - line.credit_fen
    sales = await list_entries(town.house, span, "sales")
    orders = {row["id"] for row in await town.house.reports.fetch("SELECT id FROM customer_order")}
    assert {entry.order_id for entry in sales} == orders


async def test_entries_are_turned_page_by_page_though_many_have_one_moment(town: BillTown):
    await town.house.reports.fetch(MANY_ENTRIES, town.store.store_id, TODAY)
    span = Span(town.store.merchant_id, TODAY, TODAY)
    pages = [await list_entries(town.house, span, "sales")]
    while len(pages[-1]) == 100:
        pages.append(await list_entries(town.house, span, "sales", pages[-1][-1].id))
    had = [entry for page in pages for entry in page]

    assert [len(page) for page in pages] == [100, 100, 50]
    assert len({entry.id for entry in had}) == 250
    assert had == sorted(had, key=lambda entry: (entry.posted_at, entry.id), reverse=True)


async def test_another_merchant_sees_nothing_of_it(town: BillTown):
    span = await two_days(town)
    stranger = replace(span, merchant_id=uuid4())
    told = await read_statements(town.house, stranger)
    entries = await list_entries(town.house, stranger, "sales")

    assert (told.balance, told.sheets, told.flows, entries) == ([], [], [], [])
    with pytest.raises(StoreIsUnknown):
        await read_statements(town.house, replace(stranger, store_id=town.store.store_id))
