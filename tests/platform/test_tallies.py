"""What PostgreSQL tallies of logged payments is what the evaluation tallies of its own log."""

import asyncio
import json
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from wendan.cli import main
from wendan.cli.evaluating.play import favourite, tried
from wendan.cli.evaluating.replay import replay, tries_of
from wendan.cli.evaluating.shoplog import ShopLog, Try
from wendan.cli.evaluating.town import comings
from wendan.domains.routing.store import CROWD_TALLIES, DINER_TALLIES, LOGGED_TRIES
from wendan.kernel.news import Cause
from wendan.platform.db import open_database
from wendan.platform.ids import SeededIds, first_id_at

STORE, OTHER_STORE = UUID(int=1), UUID(int=2)
# Midnight in Shanghai: hours of the town are hours of the store's wall.
MIDNIGHT = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
NOW_H = 24.0 * 20
SEED = 5
_STORE = """INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
    is_taking_orders, version) VALUES ($1, $2, $3, $4, '店', 'shop', 'Asia/Shanghai', '[]', '{}', true, 1)"""
_ORDER = """INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, remark, state, version,
    total_fen, placed_at, expires_at, changed_at) VALUES ($1, $2, $3, $4, '', $5, '', 'CONFIRMED', 1, $6, $7, $7, $7)"""
_PROOF = """INSERT INTO channel_message (store_id, id, order_id, channel, number, word, source, raw, heard_at)
    VALUES ($1, $2, $3, $4, '', '', '', '', $5)"""
_PAYMENT = """INSERT INTO payment (store_id, id, order_id, attempt, number, client_key, channel, account, method,
    amount_fen, state, fate, version, expires_at, requested_at, prepared_at, known_at, asked_times, proof_id, cause, away)
    VALUES ($1, $2, $3, $4, $5, $5, $6, 'm', $7, $8, $9, $10, 1, $11, $11, $11, $12, 0, $2, $13, $14)"""


def a_log() -> list[Try]:
    """One place's visits; people look for their own favourite, then for the next."""
    log: list[Try] = []
    for visit, truth in comings(SEED, 60, 20):
        if visit.place == 1:
            first = tried(SEED, (visit, truth), 1, favourite(truth))
            second = tried(SEED, (visit, truth), 2, favourite(truth, but=first.way))
            pair = [first] if first.won else [first, second]
            # At noon UnionPay was away.
            log += [replace(one, away=frozenset({"unionpay"})) if visit.hour == 12 else one for one in pair]
    return log


def moment(at_h: float) -> datetime:
    return MIDNIGHT + timedelta(hours=at_h)


async def write(connection: asyncpg.Connection, log: list[Try]) -> None:
    ids = SeededIds(SEED)
    await connection.execute(
        "INSERT INTO merchant (id, name, created_at) VALUES ($1, '', now())", UUID(int=8)
    )
    await connection.execute(
        "INSERT INTO brand (merchant_id, id, name) VALUES ($1, $2, '')", UUID(int=8), UUID(int=9)
    )
    for n, store_id in enumerate((STORE, OTHER_STORE)):
        await connection.execute(_STORE, store_id, n + 1, UUID(int=8), UUID(int=9))
    await connection.execute("UPDATE store SET marks = ARRAY['campus'] WHERE store_id = $1", STORE)
    orders: dict[Any, UUID] = {}
    for one in log:
        visit, began = one.visit, moment(one.visit.at_h)
        if visit.number not in orders:
            orders[visit.number] = ids.uuid7(began)
            # A kiosk is one diner for everybody.
            diner = UUID(int=1000 + visit.diner) if isinstance(visit.diner, int) else UUID(int=999)
            await connection.execute(
                _ORDER,
                STORE,
                orders[visit.number],
                diner,
                str(visit.number),
                visit.entry,
                visit.amount_fen,
                began,
            )
        order_id, payment_id = orders[visit.number], ids.uuid7(began)
        await connection.execute(_PROOF, STORE, payment_id, order_id, one.way.channel, began)
        await connection.execute(
            _PAYMENT, STORE, payment_id, order_id, one.attempt, f"{visit.number}-{one.attempt}", one.way.channel,
            one.way.method, visit.amount_fen, one.state, "KEPT" if one.won else "NONE", began, moment(one.known_h),
            Cause.CHANNEL_BUSY if one.is_channels_fault else None, sorted(one.away),
        )  # fmt: skip


@pytest.fixture
async def filled(database: str):
    async with open_database(database, 1) as opened:
        async with opened.pool.acquire() as connection, connection.transaction():
            await write(connection, a_log())
        yield opened


def rounded(rows: list[Any]) -> list[tuple[Any, ...]]:
    return sorted(tuple(round(v, 6) if isinstance(v, float) else v for v in astuple(row)) for row in rows)


async def test_the_tallies_of_a_store_and_of_a_diner_are_those_of_its_log(filled):
    log = ShopLog()
    for one in a_log():
        log.write(one)
    diner = next(
        one.visit.diner for one in log.tries if one.attempt == 2 and one.won and one.visit.diner is not None
    )
    now = moment(NOW_H)
    asked = {"now": now, "tallied_since_id": first_id_at(now - timedelta(days=60))}

    crowd = await filled.read(CROWD_TALLIES, store_id=STORE, timezone="Asia/Shanghai", **asked)
    own = await filled.read(
        DINER_TALLIES, store_ids=[STORE, OTHER_STORE], diner_id=UUID(int=1000 + diner), **asked
    )
    assert rounded(crowd) == rounded(log.crowd_rows(1, NOW_H))
    assert rounded(own) == rounded(log.diner_rows(diner, NOW_H))
    assert 20 < len(crowd) < 500
    assert len(own) > 1
    assert any(row.away for row in crowd)
    assert sum(one.is_channels_fault for one in log.tries) > 10


async def test_an_outage_is_one_voice_however_many_it_met(filled):
    asked = {"store_id": STORE, "timezone": "Asia/Shanghai", "now": moment(NOW_H)}
    asked["tallied_since_id"] = first_id_at(MIDNIGHT)
    await filled.execute(
        """UPDATE payment SET requested_at = $1, channel = 'wechat', away = '{}', state = 'FAILED', fate = 'NONE',
        cause = NULL WHERE attempt = 1""",
        asked["now"],
    )
    assert sum(row.tried for row in await filled.read(CROWD_TALLIES, **asked)) > 20
    await filled.execute(
        "UPDATE payment SET cause = 'channel-busy' WHERE id IN (SELECT id FROM payment WHERE attempt = 1 LIMIT 3)"
    )
    assert sum(row.tried for row in await filled.read(CROWD_TALLIES, **asked)) < 2


async def test_a_payment_whose_end_is_not_known_is_no_try(filled):
    await filled.execute("UPDATE payment SET state = 'UNKNOWN', fate = 'NONE'")
    asked = {"now": moment(NOW_H), "tallied_since_id": first_id_at(MIDNIGHT)}

    assert await filled.read(CROWD_TALLIES, store_id=STORE, timezone="Asia/Shanghai", **asked) == []


async def test_the_replay_reads_the_log_that_was_written(filled):
    tries = tries_of([dict(row) for row in await filled.fetch(LOGGED_TRIES)])

    wanted = a_log()
    assert [(one.way, one.attempt, one.state) for one in tries] == [
        (o.way, o.attempt, o.state) for o in wanted
    ]
    assert [one.visit.hour for one in tries] == [one.visit.hour for one in wanted]
    assert replay(tries)


@pytest.mark.usefixtures("filled")
async def test_the_command_replays_the_configured_database(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WENDAN_DATABASE_URL", database)
    words = f"evaluate recommendation --database --json {tmp_path / 'r.json'}"

    await asyncio.to_thread(main, words.split(), result_action="return_value")
    told = json.loads((tmp_path / "r.json").read_text())
    assert set(told["policies"]) == {"ours", "last used", "most popular", "fixed order"}
    assert told["orders"] > 100
