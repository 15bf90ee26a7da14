"""Policies on a real database: who they go for, what they keep, what a preview counts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.people.errors import NotAllowed
from wendan.domains.recovery.errors import PolicyChangedMeanwhile
from wendan.domains.recovery.model import PolicyChange, Scope
from wendan.flows.change_policy import Whose, change_policy, preview_policy, read_policy
from wendan.flows.checkout import place
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.order_file import read_order_file
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DINER = UUID(int=7)


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    settings = Settings(database_url=database, order_retention_minutes=25)
    async with open_house(settings, ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


@pytest.fixture
async def store(house: House) -> Store:
    return await open_store(house, drill_store({"wechat": "1900000001"}, 1000))


async def placed(house: House, store: Store, key: str, entry: Entry = Entry.H5) -> Order:
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    wish = Wish(store.store_id, DINER, key, entry, None, "", "content")
    return (await place(house, wish, [BasketLine(rice.id, 1)])).order


def merchant(store: Store) -> Whose:
    return Whose(HEAD_OFFICE, store.merchant_id)


def own(store: Store) -> Whose:
    return Whose(store.store_id, store.merchant_id)


def change(version: int | None = None, **fields: object) -> PolicyChange:
    return PolicyChange(fields, "试一试", "老板", version)


def kept(order: Order) -> timedelta:
    return order.expires_at - order.placed_at


async def test_a_store_goes_by_its_own_policy_else_its_merchants_else_the_products(house, store):
    by_default = await placed(house, store, "a")
    await change_policy(house, merchant(store), change(retention_minutes={"h5": 40}))
    by_merchant = await placed(house, store, "b")
    await change_policy(house, own(store), change(retention_minutes={"h5": 10}))
    by_store = await placed(house, store, "c")
    await change_policy(house, own(store), PolicyChange(None, "还是按总部的", "老板"))
    again = await placed(house, store, "d")

    found = [kept(order) // timedelta(minutes=1) for order in (by_default, by_merchant, by_store, again)]
    assert found == [25, 40, 10, 40]
    assert by_default.policy_id is None
    assert by_merchant.policy_id == again.policy_id != by_store.policy_id
    standing = await read_policy(house, own(store))
    assert (standing.scope, standing.version, len(standing.history)) == (Scope.MERCHANT, 2, 2)


async def test_each_entry_channel_keeps_its_own_time(house, store):
    await change_policy(house, own(store), change(retention_minutes={"kiosk": 5, "table": 60}))

    assert kept(await placed(house, store, "a", Entry.KIOSK)) == timedelta(minutes=5)
    assert kept(await placed(house, store, "b", Entry.TABLE)) == timedelta(minutes=60)
    assert kept(await placed(house, store, "c", Entry.H5)) == timedelta(minutes=25)


async def test_an_order_keeps_the_version_it_was_born_with(house, store):
    await change_policy(house, own(store), change(failed_hold_minutes=30))
    order = await placed(house, store, "a")
    await change_policy(house, own(store), change(failed_hold_minutes=1))

    file = await read_order_file(house, store.store_id, order.id)
    assert file.policy.failed_hold_minutes == 30


async def test_another_process_goes_by_the_change_within_seconds(house, store, database):
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(2)) as other:
        await placed(other, store, "a")
        await change_policy(house, own(store), change(retention_minutes={"h5": 7}))
        assert kept(await placed(other, store, "b")) == timedelta(minutes=30)
        await other.clock.advance(11)

        assert kept(await placed(other, store, "c")) == timedelta(minutes=7)


async def test_a_repeated_change_is_harmless_and_an_outdated_one_is_refused(house, store):
    first = await change_policy(house, own(store), change(0, failed_hold_minutes=30))
    again = await change_policy(house, own(store), change(0, failed_hold_minutes=30))
    with pytest.raises(PolicyChangedMeanwhile):
        await change_policy(house, own(store), change(0, failed_hold_minutes=31))

    assert first == again
    assert len((await read_policy(house, own(store))).history) == 1


async def test_two_hands_at_once_make_two_versions_and_lose_none(house, store):
    import asyncio

    await asyncio.gather(
        *(change_policy(house, merchant(store), change(failed_hold_minutes=n)) for n in range(16, 20))
    )

    history = (await read_policy(house, merchant(store))).history
    assert [row.version for row in history] == [4, 3, 2, 1]


async def test_a_strange_merchant_sees_and_changes_nothing(house, store):
    stranger = Whose(store.store_id, UUID(int=99))
    with pytest.raises(StoreIsUnknown):
        await read_policy(house, stranger)
    with pytest.raises(StoreIsUnknown):
        await change_policy(house, stranger, change(failed_hold_minutes=1))
    with pytest.raises(NotAllowed):
        await change_policy(house, Whose(HEAD_OFFICE, None), change(failed_hold_minutes=1))


async def test_a_preview_counts_what_would_have_been(house, store):
    early, late = await placed(house, store, "a"), await placed(house, store, "b")
    unpaid = await placed(house, store, "c")
    for order, minutes in ((early, 2), (late, 20)):
        await house.database.execute(
            "UPDATE customer_order SET state = 'CONFIRMED', confirmed_at = $2 WHERE id = $1",
            order.id,
            NOON + timedelta(minutes=minutes),
        )
    await house.database.execute(
        "UPDATE customer_order SET state = 'CLOSED', total_fen = 60000, closed_at = expires_at WHERE id = $1",
        unpaid.id,
    )
    shorter = await preview_policy(
        house, merchant(store), {"retention_minutes": {"h5": 10}, "compliance_above_fen": 70_000}
    )
    longer = await preview_policy(house, own(store), {"retention_minutes": {"h5": 60}})

    assert (shorter.stores, shorter.effect.looked_at, shorter.is_cut) == (1, 3, False)
    assert (shorter.effect.paid, shorter.effect.paid_too_late) == (2, 1)
    assert (shorter.effect.unpaid, shorter.effect.freed_earlier, shorter.effect.held_longer) == (1, 1, 0)
    assert (shorter.effect.compliance_now, shorter.effect.compliance_then) == (1, 0)
    assert (longer.effect.paid_too_late, longer.effect.freed_earlier, longer.effect.held_longer) == (0, 0, 1)
    assert "1 个会在付款之前就已超时关闭" in shorter.words[1].zh
    assert (await read_policy(house, own(store))).history == []


async def test_a_merchants_preview_leaves_out_stores_that_go_their_own_way(house, store):
    await change_policy(house, own(store), change(failed_hold_minutes=30))
    await placed(house, store, "a")
    seen = await preview_policy(house, merchant(store), {"failed_hold_minutes": 5})

    assert (seen.stores, seen.effect.looked_at) == (0, 0)
    assert len(seen.words) == 1


async def test_four_eyes_are_a_matter_of_policy(house, store):
    await change_policy(house, merchant(store), change(four_eyes_above_fen=1))

    assert await house.policies.four_eyes_above(store.store_id, None) == 1
    assert await house.policies.four_eyes_above(HEAD_OFFICE, store.merchant_id) == 1
    assert await house.policies.four_eyes_above(HEAD_OFFICE, None) == 20_000
