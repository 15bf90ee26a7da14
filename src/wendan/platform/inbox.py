"""Callbacks, kept raw and committed before the channel hears 200; then settled, by whoever comes first.

The row and its alarm clock are written in one statement. The process that received the callback settles it at
once; if it dies before, the alarm clock rings in any worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wendan.platform.changes import Changes, Table
from wendan.platform.db import Database, many, one
from wendan.platform.timers import Timer, clear_timer, set_timer

INBOX_TIMER: Final = "inbox"
# The receiving process settles at once; the alarm clock is for the case that it dies before.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Callback:
    """One message as it came, byte for byte; `order_id` where its number names an order of ours."""

    store_id: UUID
    id: UUID
    channel: str
    account: str
    message_id: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The part of an inbox row that says it is done."""

    store_id: UUID
    id: UUID
    processed_at: datetime


_KEEP = """
WITH kept AS (
    INSERT INTO inbox (store_id, id, channel, account, message_id, headers, body, received_at, order_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10)
    ON CONFLICT (store_id, channel, account, message_id) DO NOTHING
    RETURNING store_id, id)
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
SELECT store_id, 'inbox', id, id, $9, 0 FROM kept
"""
RECEIPT = Table("inbox", Receipt)


@dataclass(frozen=True, slots=True)
class _Row:
    """A callback as JSON carries it to its table; the body as PostgreSQL writes bytes."""

    store_id: UUID
    id: UUID
    channel: str
    account: str
    message_id: str
    headers: Mapping[str, str]
    body: str
    received_at: datetime
    order_id: UUID | None


_ROW = Table("inbox", _Row)

_WAITING = """SELECT store_id, id, channel, account, message_id, headers,
    translate(encode(body, 'base64'), E'\\n', '') AS body, received_at, order_id FROM inbox"""
WAITING_CALLBACK = one(
    f"{_WAITING} WHERE store_id = :store_id AND id = :inbox_id AND processed_at IS NULL", Callback
)
WAITING_OF_ORDER = many(
    f"{_WAITING} WHERE store_id = :store_id AND order_id = :order_id AND processed_at IS NULL LIMIT 20",
    Callback,
)


async def keep(database: Database, callback: Callback) -> bool:
    """Commit the callback as it came. False when this very message was kept before."""
    done = await database.execute(
        _KEEP,
        callback.store_id,
        callback.id,
        callback.channel,
        callback.account,
        callback.message_id,
        msgspec.json.encode(callback.headers).decode(),
        callback.body,
        callback.received_at,
        callback.received_at + GRACE,
        callback.order_id,
    )
    return done != "INSERT 0 0"


def kept(callback: Callback) -> Changes:
    """The callback as it came, written together with what else is known in that moment."""
    row = _Row(
        callback.store_id,
        callback.id,
        callback.channel,
        callback.account,
        callback.message_id,
        callback.headers,
        f"\\x{callback.body.hex()}",
        callback.received_at,
        callback.order_id,
    )
    due_at = callback.received_at + GRACE
    timer = Timer(callback.store_id, INBOX_TIMER, callback.id, callback.id, due_at)
    return Changes.of(_ROW.insert(row), set_timer(timer))


def settled(store_id: UUID, inbox_id: UUID, now: datetime) -> Changes:
    """The callback has been settled; committed together with what it led to."""
    timer = Timer(store_id, INBOX_TIMER, inbox_id, inbox_id, now)
    return Changes.of(RECEIPT.overwrite(Receipt(store_id, inbox_id, now)), clear_timer(timer))
