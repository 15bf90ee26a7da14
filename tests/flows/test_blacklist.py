"""From unpaid orders to the blacklist and off it again, on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, OrderSignal, Wish
from wendan.domains.people.errors import NotAllowed
from wendan.domains.recovery.model import NIGHT_TIMER, PolicyChange
from wendan.domains.risk.errors import (
    AnotherPersonMustLift,
    DinerIsBlacklisted,
    DinerIsListedAlready,
    EntryIsUnknown,
)
from wendan.domains.risk.model import AppealState, Ask, CardRole, EntryState, Person, RiskAction, ScorecardRow
from wendan.domains.risk.rules.scorecard import SHIPPED
from wendan.domains.risk.service import challenge
from wendan.domains.risk.store import CARDS_IN_ROLE, CARDS_OF_MERCHANT, ENTRIES_OF_DINER
from wendan.flows.audit_night import audit_night
from wendan.flows.blacklist import (
    Listing,
    appeal,
    blacklist_diner,
    lift,
    reject_appeal,
    review_diner,
    review_unpaid,
    standing,
)
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.checkout import place
from wendan.flows.expire import close_order
from wendan.flows.menu import open_store
from wendan.flows.risk import card_in_force, promote_challenger, weigh_order
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer

DAY_S = 86_400
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DINER = UUID(int=7)
WANG, LI = Person(UUID(int=1), "小王", "查过录像"), Person(UUID(int=2), "小李", "同意")


class Diner:
    """Orders, and lets the time to pay run out."""

    def __init__(self, house, clock, store):
        self.house, self.clock, self.store, self.keys = house, clock, store, 0

    async def orders(self, key):
        [rice] = [
            i for i in await self.house.database.read(ITEMS, store_id=self.store.store_id) if i.name == "米饭"
        ]
        wish = Wish(self.store.store_id, DINER, f"order-{key}", Entry.H5, None, "", str(key))
        return await place(self.house, wish, [BasketLine(rice.id, 1)])

    async def leaves_unpaid(self):
        self.keys += 1
        order = (await self.orders(self.keys)).order
        await self.clock.advance(31 * 60)
        await close_order(self.house, order.store_id, order.id, OrderSignal.EXPIRE)
        await self.clock.advance(DAY_S)
        return order

    def reviewed(self):
        return review_diner(self.house, self.store.merchant_id, [self.store.store_id], DINER)


@pytest.fixture
async def diner(database, tmp_path):
    clock, ids = ManualClock(NOON), SeededIds(3)
    settings = Settings(database_url=database, database_pool_size=4, data_dir=tmp_path)
    async with open_house(settings, clock, ids) as house:
        store = await open_store(house, drill_store({}, 60))
        yield Diner(house, clock, store)


async def blocked(diner):
    diner.keys += 1
    try:
        await diner.orders(diner.keys)
    except DinerIsBlacklisted:
        return True
    return False


async def test_an_order_placed_before_the_entry_is_answered_with_all_the_same(diner):
    first = await diner.orders(1)
    await blacklist_diner(diner.house, Listing(diner.store.merchant_id, DINER, 10, WANG))

    again = await diner.orders(1)
    assert (again.order.id, again.is_replay) == (first.order.id, True)
    with pytest.raises(DinerIsBlacklisted) as refused:
        await diner.orders(2)
    assert refused.value.facts["may_appeal"] is True


async def test_the_third_malicious_order_puts_a_diner_on_the_list_with_its_evidence(diner):
    orders = [await diner.leaves_unpaid() for _ in range(3)]
    assert await diner.reviewed() is None, "the first order is never malicious"
    orders.append(await diner.leaves_unpaid())

    entry = await diner.reviewed()
    assert [each.order_id for each in entry.evidence] == [order.id for order in orders[1:]]
    assert entry.expires_at == diner.clock.now() + timedelta(days=90)
    assert await blocked(diner)
    assert await diner.reviewed() is None, "one entry at a time"
    await diner.clock.advance(90 * DAY_S)
    assert not await blocked(diner)


async def test_the_nightly_review_finds_them_all(diner):
    for _ in range(4):
        await diner.leaves_unpaid()

    [entry] = await review_unpaid(diner.house, diner.store.merchant_id, diner.clock.now() - timedelta(days=2))
    assert entry.diner_id == DINER
    assert (
        await review_unpaid(diner.house, diner.store.merchant_id, diner.clock.now() - timedelta(days=2)) == []
    )


async def test_an_expired_entry_makes_room_for_a_new_one(diner):
    listing = Listing(diner.store.merchant_id, DINER, 10, WANG)
    first = await blacklist_diner(diner.house, listing)
    with pytest.raises(DinerIsListedAlready):
        await blacklist_diner(diner.house, listing)
    await diner.clock.advance(11 * DAY_S)

    second = await blacklist_diner(diner.house, listing)
    known = await diner.house.database.read(ENTRIES_OF_DINER, diner_id=DINER)
    assert [entry.id for entry in known] == [second.id]
    assert first.id != second.id


async def test_a_diner_appeals_and_two_people_let_them_back(diner):
    entry = await blacklist_diner(diner.house, Listing(diner.store.merchant_id, DINER, 10, WANG))
    place = (diner.store.merchant_id, entry.id)
    await appeal(diner.house, diner.store.store_id, DINER, "我的手机被偷了")
    await lift(diner.house, place, WANG)
    with pytest.raises(AnotherPersonMustLift):
        await lift(diner.house, place, WANG)
    assert await blocked(diner)

    ended = await lift(diner.house, place, LI)
    assert (ended.state, ended.appeal_state) == (EntryState.REMOVED, AppealState.GRANTED)
    assert not await blocked(diner)
    assert await standing(diner.house, diner.store.store_id, DINER) is None


async def test_a_rejected_appeal_is_told_to_the_diner(diner):
    entry = await blacklist_diner(diner.house, Listing(diner.store.merchant_id, DINER, 10, WANG))
    await appeal(diner.house, diner.store.store_id, DINER, "为什么")
    await reject_appeal(diner.house, (diner.store.merchant_id, entry.id), LI)

    told = await standing(diner.house, diner.store.store_id, DINER)
    assert (told.appeal_state, told.answer_words) == (AppealState.REJECTED, "同意")


async def test_another_merchant_cannot_touch_an_entry(diner):
    entry = await blacklist_diner(diner.house, Listing(diner.store.merchant_id, DINER, 10, WANG))

    with pytest.raises(EntryIsUnknown):
        await lift(diner.house, (HEAD_OFFICE, entry.id), LI)


async def test_what_counts_everywhere_is_not_for_one_merchant_to_end(diner):
    entry = await blacklist_diner(diner.house, Listing(None, DINER, 10, WANG))
    assert await blocked(diner)

    with pytest.raises(NotAllowed):
        await lift(diner.house, (diner.store.merchant_id, entry.id), LI)
    assert (await lift(diner.house, (None, entry.id), LI)).lift_by == "小李"


async def test_an_order_of_whoever_left_many_unpaid_is_pre_authorised_a_newcomers_is_not(diner):
    for _ in range(3):
        await diner.leaves_unpaid()
    ask = Ask(diner.store.store_id, "h5", 1800, 12, diner.clock.now())

    known = await weigh_order(diner.house, diner.store.merchant_id, DINER, ask)
    new = await weigh_order(diner.house, diner.store.merchant_id, UUID(int=99), ask)
    assert known.action is RiskAction.PRE_AUTHORISE
    assert "unpaid_share" in known.reasons
    assert new.action is RiskAction.ALLOW
    at_kiosk = await weigh_order(diner.house, diner.store.merchant_id, DINER, replace(ask, entry="kiosk"))
    assert (at_kiosk.action, at_kiosk.values) == (RiskAction.ALLOW, {})


async def test_a_challenger_decides_nothing_until_a_person_promotes_it(diner):
    house, merchant = diner.house, diner.store.merchant_id
    for n, name in enumerate(("one", "two", "three")):
        now = diner.clock.now()
        card = ScorecardRow(
            HEAD_OFFICE, UUID(int=n + 1), merchant, name, now, now, now, SHIPPED, {}, CardRole.CHALLENGER, now,
            "fit", "fitted", 1,
        )  # fmt: skip
        await house.database.commit(
            challenge(card, await house.database.read(CARDS_IN_ROLE, merchant_id=merchant))
        )
        await diner.clock.advance(30 * DAY_S)
        if name == "two":
            assert (await promote_challenger(house, merchant, ("小王", "AUC 更高"))).name == "two"
    assert (await promote_challenger(house, merchant, ("小李", "又更高"))).name == "three"

    assert await card_in_force(house, merchant) == SHIPPED
    rows = await house.database.read(CARDS_OF_MERCHANT, merchant_id=merchant)
    assert [(row.name, row.role) for row in rows] == [
        ("three", CardRole.CHAMPION),
        ("two", CardRole.RETIRED),
        ("one", CardRole.RETIRED),
    ]
    assert rows[0].role_reason == "又更高"


async def test_a_night_lists_whoever_has_left_enough_orders_unpaid_by_the_merchants_policy(diner):
    house, store = diner.house, diner.store
    stricter = PolicyChange({"blacklist": {"after_malicious": 2, "lasts_days": 7}}, "占座太多", "总部")
    await change_policy(house, Whose(HEAD_OFFICE, store.merchant_id), stricter)
    await diner.clock.advance(11)  # so long a policy is kept
    for listed in (0, 0, 1):
        await diner.leaves_unpaid()
        await audit_night(
            house, Timer(store.store_id, NIGHT_TIMER, store.store_id, store.store_id, diner.clock.now())
        )
        entries = await house.database.read(ENTRIES_OF_DINER, diner_id=DINER)
        assert len(entries) == listed

    assert (entries[0].merchant_id, entries[0].expires_at - entries[0].listed_at) == (
        store.merchant_id,
        timedelta(days=7),
    )
    with pytest.raises(DinerIsBlacklisted):
        await diner.orders("afterwards")
