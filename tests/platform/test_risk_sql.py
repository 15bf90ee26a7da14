"""What PostgreSQL tells of a diner is what was logged, moment by moment; and what a fit reads of a period."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wendan.domains.risk.model import Attempt, Outcome, RiskAction
from wendan.domains.risk.rules.features import ask_of, measure
from wendan.domains.risk.rules.known import outcome_of
from wendan.domains.risk.rules.scorecard import SHIPPED, judge
from wendan.domains.risk.service import agree, record
from wendan.domains.risk.store import (
    DECISION_OF_ORDER,
    DINERS_LEFT_UNPAID,
    HISTORY_OF_DINER,
    ORDERS_OF_PERIOD,
)
from wendan.kernel.news import Cause
from wendan.platform.db import open_database
from wendan.platform.ids import SeededIds, first_id_at

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STORES = [UUID(int=1), UUID(int=2)]
MERCHANT, BRAND, DINER, ANOTHER = UUID(int=8), UUID(int=9), UUID(int=70), UUID(int=71)
IDS = SeededIds(4)
_STORE = """INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
    is_taking_orders, version) VALUES ($1, $2, $3, $4, '店', 'shop', 'Asia/Shanghai', '[]', '{}', true, 1)"""
_ORDER = """INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, remark, state, version,
    total_fen, placed_at, expires_at, changed_at, confirmed_at, closed_at, purpose)
    VALUES ($1, $2, $3, ($2::uuid)::text, '', 'h5', '', $4, 1, 1800, $5, $6, $5, $7, $8, $9)"""
_PROOF = """INSERT INTO channel_message (store_id, id, order_id, channel, number, word, source, raw, heard_at)
    VALUES ($1, $2, $3, 'wechat', '', '', '', '', $4)"""
_PAYMENT = """INSERT INTO payment (store_id, id, order_id, attempt, number, client_key, channel, account, method,
    amount_fen, client_ip, state, fate, version, expires_at, requested_at, known_at, asked_times, cause, proof_id)
    VALUES ($1, $2, $3, $4, ($2::uuid)::text, ($2::uuid)::text, 'wechat', 'm', 'h5', 1800, $5, $6, $7, 1, $8, $8, $9, 0, $10, $2)"""
_HINT = """INSERT INTO client_hint (store_id, order_id, hint_no, kind, network, heard_at)
    VALUES ($1, $2, 1, $3, 'wifi', $4)"""


class Log:
    """Writes orders as the flows would have left them."""

    def __init__(self, database):
        self.database = database

    async def order(self, days_ago: float, store=0, diner=DINER, ends="paid", purpose="MEAL") -> UUID:
        at = NOW - timedelta(days=days_ago)
        order_id, expires = IDS.uuid7(at), at + timedelta(minutes=30)
        confirmed = {"paid": at + timedelta(minutes=2), "late": at + timedelta(minutes=50)}.get(ends)
        closed = expires if ends in ("unpaid", "late") else None
        state = "CONFIRMED" if confirmed else "CLOSED" if closed else "AWAITING_PAYMENT"
        await self.database.execute(
            _ORDER, STORES[store], order_id, diner, state, at, expires, confirmed, closed, purpose
        )
        return order_id

    async def attempt(self, order_id: UUID, ends="FAILED", address="10.1.2.3", cause=None, n=1) -> datetime:
        [row] = await self.database.fetch(
            "SELECT store_id, placed_at FROM customer_order WHERE id = $1", order_id
        )
        at = row["placed_at"] + timedelta(minutes=n)
        payment_id, fate = IDS.uuid7(at), "KEPT" if ends == "SUCCEEDED" else "NONE"
        await self.database.execute(_PROOF, row["store_id"], payment_id, order_id, at)
        await self.database.execute(
            _PAYMENT, row["store_id"], payment_id, order_id, n, address, ends, fate, at, at, cause
        )
        return at


@pytest.fixture
async def log(database: str):
    async with open_database(database, 1) as opened:
        await opened.execute("INSERT INTO merchant (id, name, created_at) VALUES ($1, '', now())", MERCHANT)
        await opened.execute("INSERT INTO brand (merchant_id, id, name) VALUES ($1, $2, '')", MERCHANT, BRAND)
        for n, store_id in enumerate(STORES):
            await opened.execute(_STORE, store_id, n + 1, MERCHANT, BRAND)
        yield Log(opened)


async def history(log, **more):
    asked = {
        "store_ids": STORES,
        "diner_id": DINER,
        "now": NOW,
        "history_since_id": first_id_at(NOW - timedelta(days=180)),
    }
    return await log.database.read(HISTORY_OF_DINER, **(asked | more))


async def test_a_diners_history_is_their_own_meals_at_the_merchants_stores(log):
    mine = [await log.order(9), await log.order(3, store=1, ends="unpaid"), await log.order(1, ends="open")]
    await log.order(2, diner=ANOTHER)
    await log.order(2, purpose="TOP_UP")
    await log.order(200)

    found = await history(log)
    assert [order.id for order in found] == mine[::-1]
    assert [outcome_of(order) for order in found] == [Outcome.OPEN, Outcome.UNPAID, Outcome.PAID]
    assert {order.hour for order in found} == {12}
    assert [order.id for order in await history(log, store_ids=STORES[:1])] == [mine[2], mine[0]]
    assert [order.id for order in await history(log, now=NOW - timedelta(days=3))] == [mine[0]]


async def test_every_try_comes_with_its_moment_its_cause_and_its_network(log):
    order_id = await log.order(2, ends="late")
    first = await log.attempt(order_id, cause="customer-cancelled")
    second = await log.attempt(order_id, "SUCCEEDED", "2001:db8:1:ff::7", n=2)

    [order] = await history(log)
    assert order.attempts == (
        Attempt(first, first, Cause.CUSTOMER_CANCELLED, has_money=False, network="10.1.2"),
        Attempt(second, second, None, has_money=True, network="2001:db8:1"),
    )
    assert outcome_of(order) is Outcome.LATE


@pytest.mark.parametrize(
    ("kind", "is_trouble"), [("network-changed", True), ("answer-slow", True), ("left-page", False)]
)
async def test_trouble_on_the_page_is_known_only_where_the_page_had_it(log, kind, is_trouble):
    order_id = await log.order(2, ends="unpaid")
    await log.database.execute(_HINT, STORES[0], order_id, kind, NOW - timedelta(days=2))

    [order] = await history(log)
    assert (order.troubled_at is not None) is is_trouble


async def test_a_period_holds_exactly_the_orders_placed_in_it(log):
    inside = [await log.order(9), await log.order(8, diner=ANOTHER)]
    await log.order(11)
    await log.order(7)
    asked = {
        "from_id": first_id_at(NOW - timedelta(days=10)),
        "until_id": first_id_at(NOW - timedelta(days=7.5)),
    }

    found = await log.database.read(ORDERS_OF_PERIOD, store_ids=STORES, **asked)
    assert [order.id for order in found] == inside


async def test_a_night_looks_only_at_those_who_left_an_order_unpaid(log):
    await log.order(1, ends="unpaid")
    await log.order(0.5, ends="unpaid")
    await log.order(1, diner=ANOTHER)
    asked = {"from_id": first_id_at(NOW - timedelta(days=2)), "until_id": first_id_at(NOW)}

    found = await log.database.read(DINERS_LEFT_UNPAID, store_ids=STORES, **asked)
    assert [order.diner_id for order in found] == [DINER]


async def test_a_decision_is_read_back_as_it_was_made_and_consent_is_kept_once(log):
    for days in (9, 5, 3):
        await log.order(days, ends="unpaid")
    [order, *before] = [*(await history(log))]
    decision = judge(measure(ask_of(order), before), SHIPPED)
    await log.database.commit(record(decision, (order.store_id, order.id), DINER, NOW))

    row = await log.database.read(DECISION_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert row.content == decision
    assert (row.score, row.action) == (decision.score, RiskAction.PRE_AUTHORISE)
    await log.database.commit(agree(row, "2026-11", NOW))
    agreed = await log.database.read(DECISION_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert (agreed.consent_version, agreed.consented_at) == ("2026-11", NOW)
    # Words alone guarantee nothing: only an order for which money was held is no lesson.
    assert [o.is_guaranteed for o in await history(log)] == [False, False, False]
    assert not agree(agreed, "2027-01", NOW + timedelta(days=1))
    assert json.loads(json.dumps(list(agreed.content.reasons)))
