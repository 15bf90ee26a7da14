"""日结: when a store's day closes, and that nothing changes it afterwards."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from bill_town import NOON, TODAY, BillTown, open_bill_town

from wendan.domains.ledger.model import Posting
from wendan.domains.ledger.model.days import Book, DayTally
from wendan.domains.ledger.rules.days import closable_through, days_closed, open_day
from wendan.domains.ledger.service import claim_fee, close_through, into_past
from wendan.domains.ledger.store.days import BOOK_OF_STORE, CLOSES
from wendan.domains.reconciliation.model import BillState
from wendan.domains.reconciliation.store.tables import SHARES_OF_BILL
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.flows.audit_night import audit_night
from wendan.flows.bill_shares import write_shares
from wendan.flows.close_day import clock_of, close_days
from wendan.kernel.errors import GuardLost
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.timers import Timer

TOMORROW = TODAY + timedelta(days=1)
STORE = UUID(int=9)


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def night(town: BillTown) -> None:
    """The store's 24:00 has come: its night is audited."""
    store = town.store.store_id
    await audit_night(town.house, Timer(store, NIGHT_TIMER, store, store, town.clock.now()))


async def rings(town: BillTown) -> None:
    await close_days(town.house, clock_of(town.store, town.clock.now()))


async def closed_through(town: BillTown, store_id: UUID | None = None) -> date | None:
    book = await town.house.database.read(BOOK_OF_STORE, store_id=store_id or town.store.store_id)
    return book.closed_through if book else None


async def alarm_clocks(town: BillTown) -> list[str]:
    return [
        row[0] for row in await town.house.reports.fetch("SELECT kind FROM timer WHERE kind = 'day_close'")
    ]


async def a_closed_day(town: BillTown) -> None:
    await town.eats()
    await town.morning()
    await night(town)
    await town.rings_all()
    await rings(town)


async def test_a_day_closes_with_its_balances_once_night_and_bills_are_done(town: BillTown):
    await town.eats()
    await town.morning()
    await night(town)
    await rings(town)
    before = await closed_through(town), await alarm_clocks(town)
    await town.rings_all()
    await rings(town)

    assert before == (TODAY - timedelta(days=1), ["day_close"])
    assert await closed_through(town) == TODAY
    assert await alarm_clocks(town) == []
    [close] = await town.house.reports.read(CLOSES, store_ids=[town.store.store_id], since=TODAY, until=TODAY)
    assert close.transactions == 2
    rows = await town.house.reports.fetch(
        "SELECT account, debit_fen - credit_fen AS fen FROM day_balance ORDER BY account"
    )
    account = town.bench.desk.account
    assert {row["account"]: row["fen"] for row in rows} == {
        f"fees:wechat:{account}": 1,
        f"receivable:wechat:{account}": 199,
        "sales": -200,
    }
    assert not await town.breaches()


async def test_head_offices_book_follows_the_slowest_store(town: BillTown):
    await a_closed_day(town)

    assert await closed_through(town, HEAD_OFFICE) == TODAY


async def test_a_bill_that_is_missing_keeps_its_day_and_those_after_it_open(town: BillTown):
    await town.eats()
    await town.morning()
    await night(town)
    await town.eats()
    await town.morning(2)
    await night(town)
    await town.rings_all(TOMORROW)
    await rings(town)
    before = await closed_through(town)
    await town.rings_all(TODAY)
    await rings(town)

    assert before == TODAY - timedelta(days=1)
    assert await closed_through(town) == TOMORROW


async def test_a_bill_that_is_open_again_after_its_day_closed_holds_up_no_later_day(town: BillTown):
    await a_closed_day(town)
    await town.house.reports.execute("UPDATE bill SET state = 'MATCHED'")
    await town.morning(2)
    await night(town)
    await town.rings_all(TOMORROW)
    await rings(town)

    assert await closed_through(town) == TOMORROW


async def test_fees_that_a_later_file_tells_of_a_closed_day_stand_on_the_next(town: BillTown):
    await a_closed_day(town)
    bill = await town.wants()
    shares = await town.house.reports.read(SHARES_OF_BILL, bill_id=bill.id)
    dearer = [replace(share, fee_fen=Fen(share.fee_fen + 5)) for share in shares]
    await town.house.database.commit(await write_shares(town.house, bill, (shares, dearer), "another file"))

    rows = await town.house.reports.fetch(
        "SELECT business_day, amounts_fen FROM ledger_transaction WHERE kind = 'fee-charged' ORDER BY id"
    )
    assert [(row["business_day"], row["amounts_fen"][0]) for row in rows] == [(TODAY, 1), (TOMORROW, 5)]
    assert not await town.breaches()


async def test_of_a_posting_into_the_past_and_a_closing_at_once_one_looks_again(town: BillTown):
    await town.eats()
    store_id = town.store.store_id
    stamp = town.house.stamp()
    book = await town.house.database.read(BOOK_OF_STORE, store_id=store_id)
    about = Posting(store_id, stamp.id(), stamp.id(), TODAY, stamp.now)
    posting, guard = into_past(book, about)
    await town.house.database.commit(guard + claim_fee(posting, stamp.id(), ("wechat", "1"), Fen(3)))

    with pytest.raises(GuardLost):
        await town.house.database.commit(close_through(book, store_id, TODAY, ([], stamp.now)))


async def test_an_entry_that_somebody_writes_into_a_closed_day_breaks_a_promise(town: BillTown):
    await a_closed_day(town)
    await town.house.reports.execute(
        """INSERT INTO ledger_transaction SELECT store_id, gen_random_uuid(), order_id, kind, gen_random_uuid(),
        business_day, posted_at, ARRAY['sales', 'customer-money'], ARRAY[7, -7] FROM ledger_transaction LIMIT 1"""
    )
    details = [breach.detail for breach in await town.breaches()]

    assert "the day was closed with -200, its entries come to -193" in details


async def test_bills_of_nights_on_which_nobody_worked_are_wanted_too(town: BillTown):
    await town.morning()
    await night(town)
    await town.morning(4)
    await night(town)

    rows = await town.house.reports.fetch("SELECT day FROM bill WHERE channel = 'wechat' ORDER BY day")
    assert [row["day"] for row in rows] == [TODAY + timedelta(days=n) for n in range(4)]
    assert all(
        row["state"] == BillState.WANTED for row in await town.house.reports.fetch("SELECT state FROM bill")
    )


def test_a_posting_goes_to_its_own_day_or_to_the_first_open_one():
    book = Book(STORE, TODAY, 3)

    assert open_day(None, TODAY) == TODAY
    assert open_day(Book(STORE, None, 1), TODAY) == TODAY
    assert open_day(book, TODAY - timedelta(days=9)) == TOMORROW
    assert open_day(book, TOMORROW) == TOMORROW


def test_nothing_closes_before_its_night_or_beside_an_open_bill():
    closed = Book(STORE, TODAY, 3)

    assert closable_through(None, None, None) is None
    assert closable_through(None, TODAY, None) == TODAY
    assert closable_through(None, TODAY, TODAY) == TODAY - timedelta(days=1)
    assert closable_through(closed, TODAY, None) is None
    assert closable_through(closed, TOMORROW, TOMORROW) is None
    assert closable_through(closed, TOMORROW, None) == TOMORROW


def test_days_without_entries_close_too():
    tally = DayTally(TODAY, "sales", Fen(0), Fen(200), 1)
    closes, balances = days_closed(STORE, (TODAY - timedelta(days=2), TOMORROW), [tally], NOON)

    assert [(close.business_day, close.transactions) for close in closes] == [
        (TODAY - timedelta(days=1), 0),
        (TODAY, 1),
        (TOMORROW, 0),
    ]
    assert [(balance.account, balance.credit_fen) for balance in balances] == [("sales", 200)]
