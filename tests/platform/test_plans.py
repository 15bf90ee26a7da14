"""Questions asked all day stay small when the tables are not: nothing is read that was not asked for."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from wendan.domains.balances.store import OVERDUE_MEALS
from wendan.domains.incidents.store import OPEN_CASES, RESOLVED_CASES
from wendan.domains.insight.store import (
    CASE_COUNTS,
    CHANNEL_QUARTERS,
    DEBT_SKIPS,
    DEBT_TALLIES,
    HOURS,
    LADDER_TALLY,
    RUNG_TALLIES,
    SKIP_TALLIES,
    STORE_DAYS,
    UNPAID_OF_DAYS,
)
from wendan.domains.kitchen.store import (
    OPEN_TICKETS,
    STATION_LINES,
    TICKETS_OF_ORDER,
    VIEWS_LIVE,
    VIEWS_OF_ORDERS,
)
from wendan.domains.members.store import ADDRESSES, CONSENTS_LEFT, FEEDBACK_OF_ORDER, FEEDBACK_OF_STORE
from wendan.domains.messages.store import (
    HOME_OF_MESSAGE,
    MESSAGES_OF_DEBTS,
    MESSAGES_OF_DINER,
    MESSAGES_OF_ORDER,
    TOLD_ON_DAY,
)
from wendan.domains.ordering.store import (
    EXTRAS,
    OPEN_REPAYMENTS,
    VIEW,
    VIEWS_BY_TEXT,
    VIEWS_LIKE_MONEY,
    VIEWS_WITH_TIMER,
)
from wendan.domains.payments.store import ENDED_UNPAID, UNCERTAIN_OF_STORE, UNCERTAIN_UNTIL
from wendan.domains.promotions.store import COUPONS_OF_DINER, COUPONS_OF_ORDER
from wendan.domains.recovery.store import NEWEST_OF_OWNER, UNPAID_AFTER, UNPAID_ORDERS
from wendan.domains.risk.store import DECISION_OF_ORDER, ENTRIES_OF_DINER, HISTORY_OF_DINER
from wendan.domains.routing.store import DINER_TALLIES, HEALTH_OF_STORE, USUAL_OF_DINER
from wendan.domains.shifts.store import OPEN_SHIFT, SUMS_OF_OPEN, SUMS_OF_STORE
from wendan.platform.db import Query, _text, open_database
from wendan.platform.ids import first_id_at

MANY, FEW = 20_000, 1_500
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STORE = UUID("00000000-0000-7000-8000-000000000000")


def an_id(kind: str) -> str:
    """A uuid that grows with n; the first half is its time."""
    return f"(lpad(to_hex(1763000000000 + n * 1000), 12, '0') || '7{kind}' || '8' || lpad(to_hex(n), 15, '0'))::uuid"


FILL = [
    f"""INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, table_no, remark, state,
        version, total_fen, placed_at, expires_at, confirmed_at, changed_at)
    SELECT $1, {an_id("001")}, {an_id("009")}, 'key', '', 'h5', (n % 500)::text, '', 'COMPLETED', 3, 1800,
        $2::timestamptz - n * interval '1 min', $2, $2, $2 FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO ticket (store_id, id, order_id, state, version, queued_at, acknowledged_at, changed_at)
    SELECT $1, {an_id("002")}, {an_id("001")}, CASE WHEN n % 50 = 0 THEN 'CANCELLED' WHEN n < 20 THEN 'QUEUED'
        ELSE 'HANDED_OVER' END, 3, $2::timestamptz - n * interval '1 min', $2, $2
    FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO payment (store_id, id, order_id, attempt, number, client_key, channel, account, method, amount_fen,
        state, fate, version, expires_at, requested_at, asked_times, received_fen)
    SELECT $1, {an_id("003")}, {an_id("001")}, 1, 'P' || n, 'k', 'wechat', 'm', 'h5', 1800, 'SUCCEEDED', 'KEPT', 3,
        $2::timestamptz, $2, 0, 1800 FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO exception_case (store_id, id, type, subject, state, version, reason, recommended_action, owner,
        deadline, amount_fen, opened_at, resolved_at)
    SELECT $1, {an_id("004")}, 'contradiction', n::text, 'RESOLVED', 2, '', '', 'finance', $2, 1,
        $2::timestamptz - n * interval '1 min', $2::timestamptz - n * interval '1 min'
    FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO feedback (store_id, order_id, stars, words, given_at)
    SELECT $1, {an_id("001")}, 5, '', $2::timestamptz - n * interval '1 min' FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO risk_decision (store_id, order_id, diner_id, scorecard, score, action, content, decided_at)
    SELECT $1, {an_id("001")}, {an_id("009")}, 'shipped', 700, 'ALLOW',
        '{{"score": 700, "scorecard": "", "action": "ALLOW", "is_newcomer": true, "reasons": [], "points": {{}},
        "values": {{}}}}', $2 FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO blacklist (store_id, id, diner_id, state, version, reason, evidence, listed_by, listed_at, expires_at,
        appeal_state)
    SELECT $1, {an_id("006")}, {an_id("009")}, 'ACTIVE', 1, '', '[]', '', $2::timestamptz - n * interval '1 h', $2,
        'NONE' FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO shift (store_id, id, drawer_id, client_key, staff_id, staff_name, opened_at, opening_float_fen,
        closed_at, counted_fen, words, version)
    SELECT $1, {an_id("005")}, {an_id("008")}, 'key', {an_id("008")}, '', $2::timestamptz - n * interval '1 h', 0, $2,
        0, '', 2 FROM generate_series(1, {MANY}) AS n""",
]
COUPONS = f"""INSERT INTO coupon (store_id, id, merchant_id, diner_id, amount_fen, min_spend_fen, valid_from, valid_until,
        origin, origin_key, state, version, issued_at, changed_at)
    SELECT $1, {an_id("00a")}, $1, {an_id("009")}, 500, 0, $2, $2::timestamptz + interval '1 day', 'rung', n::text,
        'ISSUED', 1, $2::timestamptz - n * interval '1 h', $2 FROM generate_series(1, {MANY}) AS n"""
MESSAGES = [
    f"""INSERT INTO message (store_id, id, order_id, diner_id, kind, rung, way, template, variables, recipient, state,
        version, incentive_fen, planned_at, sending_at, asked_times, is_followed)
    SELECT $1, {an_id("00b")}, {an_id("001")}, {an_id("009")}, 'rung', 1, 'sms', 'pay-now', '{{}}', '', 'DELIVERED', 3, 0,
        $2::timestamptz - n * interval '1 h', $2, 0, false FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO message_consent (store_id, id, order_id, diner_id, template_id, given_at)
    SELECT $1, {an_id("00c")}, {an_id("001")}, {an_id("009")}, 't', $2 FROM generate_series(1, {MANY}) AS n""",
    f"""INSERT INTO diner_address (store_id, diner_id, way, sealed, is_allowed, given_at)
    SELECT $1, {an_id("009")}, 'sms', '', true, $2 FROM generate_series(1, {MANY}) AS n""",
]
QUESTIONS: dict[str, Query[Any]] = {
    "view": VIEW,
    "extras": EXTRAS,
    "feedback": FEEDBACK_OF_ORDER,
    "feedback list": FEEDBACK_OF_STORE,
    "search": VIEWS_BY_TEXT,
    "duplicates": VIEWS_LIKE_MONEY,
    "unconfirmed": VIEWS_WITH_TIMER,
    "uncertain": UNCERTAIN_OF_STORE,
    "tickets of an order": TICKETS_OF_ORDER,
    "tickets of orders": VIEWS_OF_ORDERS,
    "live tickets": VIEWS_LIVE,
    "open tickets": OPEN_TICKETS,
    "stations": STATION_LINES,
    "coupons of a diner": COUPONS_OF_DINER,
    "coupons of an order": COUPONS_OF_ORDER,
    "messages of an order": MESSAGES_OF_ORDER,
    "messages of a diner": MESSAGES_OF_DINER,
    "home of a message": HOME_OF_MESSAGE,
    "told on a day": TOLD_ON_DAY,
    "messages of debts": MESSAGES_OF_DEBTS,
    "open repayments": OPEN_REPAYMENTS,
    "consents": CONSENTS_LEFT,
    "addresses": ADDRESSES,
    "ladder": LADDER_TALLY,
    "rungs": RUNG_TALLIES,
    "skips": SKIP_TALLIES,
    "debts": DEBT_TALLIES,
    "debts skipped": DEBT_SKIPS,
    "health": HEALTH_OF_STORE,
    "channels": CHANNEL_QUARTERS,
    "usual": USUAL_OF_DINER,
    "tallies of a diner": DINER_TALLIES,
    "risk of a diner": HISTORY_OF_DINER,
    "risk of an order": DECISION_OF_ORDER,
    "blacklist": ENTRIES_OF_DINER,
    "open cases": OPEN_CASES,
    "resolved cases": RESOLVED_CASES,
    "counts": CASE_COUNTS,
    "unpaid": UNPAID_AFTER,
    "why unpaid": UNPAID_ORDERS,
    "uncertain at night": UNCERTAIN_UNTIL,
    "unpaid of a day": UNPAID_OF_DAYS,
    "ended unpaid": ENDED_UNPAID,
    "debts overdue": OVERDUE_MEALS,
    "policy": NEWEST_OF_OWNER,
    "shift": OPEN_SHIFT,
    "drawer": SUMS_OF_OPEN,
    "shifts": SUMS_OF_STORE,
}


def looked_at(plan: dict[str, Any]) -> int:
    """The most rows that one step of a plan read, those it threw away included."""
    own = (
        plan.get("Actual Rows", 0)
        + plan.get("Rows Removed by Filter", 0)
        + plan.get("Rows Removed by Join Filter", 0)
    )
    return max([own, *(looked_at(part) for part in plan.get("Plans", []))])


@pytest.fixture
async def full(database: str):
    async with open_database(database, 2) as opened:
        async with opened.pool.acquire() as connection:
            for sql in [*FILL, COUPONS, *MESSAGES]:
                await connection.execute(
                    sql.replace("$1", f"'{STORE}'::uuid").replace("$2", f"'{NOW}'::timestamptz")
                )
            await connection.execute("ANALYZE")
        yield opened


async def test_no_question_reads_a_table_that_has_grown(full):
    [row] = await full.fetch("SELECT o.id, o.diner_id, t.id AS ticket_id FROM customer_order AS o "
        "JOIN ticket AS t ON t.order_id = o.id ORDER BY o.placed_at LIMIT 1")  # fmt: skip
    order_id = row["id"]
    parameters = {
        "store_id": STORE,
        "store_ids": [STORE],
        "order_id": order_id,
        "order_ids": [order_id],
        "ticket_id": row["ticket_id"],
        "diner_id": row["diner_id"],
        "member_id": row["diner_id"],
        "drawer_id": row["diner_id"],
        "merchant_id": None,
        "states": ["COMPLETED", "CONFIRMED"],
        "before": NOW,
        "now": NOW,
        "table_no": "77",
        "days": [date(2026, 11, 23)],
        "prefixes": ["A", "B"],
        "pickup_no": 7,
        "since": NOW - timedelta(minutes=60),
        "until": NOW,
        "since_id": first_id_at(NOW + timedelta(days=900)),
        "tallied_since_id": first_id_at(NOW - timedelta(days=900)),
        "history_since_id": first_id_at(NOW - timedelta(days=900)),
        "amount_fen": 1800,
        "channel": "wechat",
        "account": "m",
        "reference": "r",
        "kind": "payment_query",
        "type": None,
        "after_at": NOW - timedelta(days=90),
        "after_id": STORE,
        "placed_until": NOW,
        "least_fen": 0,
        "most_fen": 10**9,
        "entry": None,
        "due_before": NOW,
        "message_id": row["ticket_id"],
    }
    wrong = {}
    async with full.pool.acquire() as connection:
        for name, query in QUESTIONS.items():
            sql, names = _text((query,))
            values = [parameters[each] for each in names]
            [plan] = await connection.fetchrow(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
            if (most := looked_at(json.loads(plan)[0]["Plan"])) > FEW:
                wrong[name] = most

    assert wrong == {}


async def test_the_dashboard_reads_one_day_of_many(full, database):
    parameters = {
        "store_ids": [STORE],
        "now": NOW,
        "silent_since": NOW,
        "merchant_id": None,
        "since_id": first_id_at(NOW + timedelta(days=900)),
    }
    read = {}
    async with open_database(database, 1, long_work=True) as reports:
        for name, query in {"days": STORE_DAYS, "hours": HOURS, "channels": CHANNEL_QUARTERS}.items():
            sql, names = _text((query,))
            values = [parameters[each] for each in names]
            [plan] = await reports.pool.fetchrow(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
            read[name] = looked_at(json.loads(plan)[0]["Plan"])

    assert {name: most for name, most in read.items() if most > FEW} == {}
