"""One statement writes everything a flow decided, or nothing; the database picks the winner."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from wendan.domains.catalog.model import Brand, Category, Item, Merchant, Stock, Store
from wendan.domains.catalog.service import hold
from wendan.domains.catalog.store import BRAND, CATEGORY, ITEM, MERCHANT, STOCK, STOCKS, STORE, STORE_BY_ID
from wendan.domains.ledger.model import Kind, Transaction
from wendan.domains.ledger.store import TRANSACTION
from wendan.kernel.errors import GuardLost
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes
from wendan.platform.db import Database, open_database
from wendan.platform.timers import TIMER, Timer, back_off_s, claim_due, clear_timer, give_back, set_timer

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
STORE_ID = UUID(int=1)
ITEMS = [UUID(int=100 + n) for n in range(5)]
SHOP = Store(STORE_ID, 7, UUID(int=2), UUID(int=3), "店", "Shop", "Asia/Shanghai", [], {}, True, 1)


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    async with open_database(database, 5) as opened:
        heading = Category(STORE_ID, UUID(int=4), "面", "Noodles", 1)
        dishes = [
            Item(STORE_ID, item, heading.id, "面", "Noodle", Fen(100), [], True, 1, 1) for item in ITEMS
        ]
        await opened.commit(
            Changes.of(
                MERCHANT.insert(Merchant(UUID(int=2), "商户", NOW)),
                BRAND.insert(Brand(UUID(int=2), UUID(int=3), "品牌")),
                STORE.insert(SHOP),
                CATEGORY.insert(heading),
                *(ITEM.insert(dish) for dish in dishes),
                *(STOCK.insert(Stock(STORE_ID, item, 10, 0, 0, 10)) for item in ITEMS),
            )
        )
        yield opened


async def test_what_was_written_is_read_back_as_the_same_value(db: Database) -> None:
    assert await db.read(STORE_BY_ID, store_id=STORE_ID) == SHOP


async def test_a_lost_guard_undoes_everything_of_its_commit(db: Database) -> None:
    timer = Timer(STORE_ID, "test", UUID(int=5), UUID(int=5), NOW)
    stale = replace(SHOP, name="新店", version=5)

    with pytest.raises(GuardLost, match="store"):
        await db.commit(Changes.of(set_timer(timer), STORE.update(stale)) + hold(STORE_ID, {ITEMS[0]: 1}))

    assert await db.read(STORE_BY_ID, store_id=STORE_ID) == SHOP
    assert all(stock.held == 0 for stock in await db.read(STOCKS, store_id=STORE_ID))
    assert await claim_due(db, NOW, 30, 10) == []


async def test_of_many_updates_of_one_version_exactly_one_wins(db: Database) -> None:
    async def rename(n: int) -> bool:
        try:
            await db.commit(Changes.of(STORE.update(replace(SHOP, name=f"店{n}", version=2))))
        except GuardLost:
            return False
        return True

    assert sum(await asyncio.gather(*(rename(n) for n in range(12)))) == 1


async def test_a_hundred_baskets_in_any_order_never_oversell_or_deadlock(db: Database) -> None:
    async def take(n: int) -> str:
        basket = dict.fromkeys(ITEMS if n % 2 else reversed(ITEMS), 1)
        try:
            await db.commit(hold(STORE_ID, basket))
        except GuardLost as lost:
            return lost.guard
        return "taken"

    outcomes = Counter(await asyncio.gather(*(take(n) for n in range(100))))

    assert outcomes == {"taken": 10, "stock_never_negative": 90}
    assert all((s.held, s.available) == (10, 0) for s in await db.read(STOCKS, store_id=STORE_ID))


async def test_a_row_that_exists_loses_the_guard(db: Database) -> None:
    with pytest.raises(GuardLost, match="brand_pkey"):
        await db.commit(Changes.of(BRAND.insert(Brand(UUID(int=2), UUID(int=3), "again"))))


async def test_writing_one_row_twice_in_one_commit_is_a_bug(db: Database) -> None:
    renamed = replace(SHOP, version=2)

    with pytest.raises(AssertionError, match="written twice"):
        await db.commit(Changes.of(STORE.update(renamed), STORE.update(renamed)))


@pytest.mark.parametrize(
    ("accounts", "amounts"),
    [(["a", "b"], [100, -99]), (["a"], [0]), (["a", "b"], [100]), (["a", "b", "c"], [1, 1, -3])],
)
async def test_a_ledger_transaction_that_does_not_balance_is_refused_by_the_database(
    db: Database, accounts: list[str], amounts: list[int]
) -> None:
    crooked = Transaction(
        STORE_ID,
        UUID(int=9),
        UUID(int=9),
        Kind.PAYMENT_RECEIVED,
        UUID(int=9),
        date(2026, 11, 21),
        NOW,
        accounts,
        [Fen(fen) for fen in amounts],
    )

    with pytest.raises(asyncpg.CheckViolationError, match="ledger_balances"):
        await db.commit(Changes.of(TRANSACTION.insert(crooked)))


async def test_a_statement_that_is_wrong_is_not_taken_for_a_lost_race(db: Database) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await db.commit(
            Changes.of(STORE.insert(replace(SHOP, store_id=UUID(int=66), store_no=9, brand_id=UUID(int=0))))
        )


def timers(count: int) -> list[Timer]:
    return [
        Timer(STORE_ID, "test", UUID(int=n), UUID(int=n), NOW + timedelta(seconds=n)) for n in range(count)
    ]


async def test_only_due_timers_are_claimed_the_most_overdue_first_and_each_once(db: Database) -> None:
    await db.commit(Changes(tuple(set_timer(timer) for timer in timers(20))))
    now = NOW + timedelta(seconds=9)

    claims = await asyncio.gather(*(claim_due(db, now, 30, 4) for _ in range(5)))

    claimed = [timer.subject_id for claim in claims for timer in claim]
    assert sorted(claimed) == [UUID(int=n) for n in range(10)]
    assert all(claim == sorted(claim, key=lambda timer: timer.due_at) for claim in claims)


async def test_the_timers_of_a_killed_worker_come_back_when_its_lease_is_over(db: Database) -> None:
    await db.commit(Changes.of(set_timer(timers(1)[0])))
    assert len(await claim_due(db, NOW, 30, 10)) == 1
    assert await claim_due(db, NOW + timedelta(seconds=29), 30, 10) == []

    again = await claim_due(db, NOW + timedelta(seconds=30), 30, 10)

    assert [timer.attempts for timer in again] == [2]


async def test_a_timer_its_flow_left_untouched_comes_back_later_and_a_moved_one_stays_moved(
    db: Database,
) -> None:
    left, moved, removed = timers(3)
    await db.commit(Changes(tuple(set_timer(timer) for timer in (left, moved, removed))))
    claimed = await claim_due(db, NOW + timedelta(seconds=5), 30, 10)
    later = replace(moved, due_at=NOW + timedelta(hours=1))
    await db.commit(Changes.of(set_timer(later), clear_timer(removed)))

    await give_back(db, claimed, NOW + timedelta(seconds=5))

    rows = await db.fetch("SELECT subject_id, due_at, leased_until FROM timer ORDER BY due_at")
    assert [(row["subject_id"], row["due_at"]) for row in rows] == [
        (left.subject_id, NOW + timedelta(seconds=5 + back_off_s(1))),
        (moved.subject_id, later.due_at),
    ]
    assert all(row["leased_until"] is None for row in rows)


def test_backing_off_doubles_to_five_minutes() -> None:
    assert [back_off_s(n) for n in (0, 1, 2, 8, 9, 1000)] == [1, 2, 4, 256, 300, 300]


def test_the_timer_table_is_keyed_by_kind_and_subject() -> None:
    assert TIMER.key == ("store_id", "kind", "subject_id")
