"""The counter's journal as the channel reads it, and its book of a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from wendan.kernel.money import Fen
from wendan.platform.db import many, one


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that changed hands under a number."""

    id: UUID
    number: str
    direction: str
    amount_fen: Fen
    staff_name: str
    device_id: UUID | None
    terminal_no: str | None
    voucher: str | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """A shift that nobody has counted yet."""

    staff_name: str
    opened_at: datetime


ENTRY_BY_NUMBER = one(
    """SELECT id, number, direction, amount_fen, staff_name, device_id, terminal_no, voucher, moved_at
    FROM cash_move
    WHERE store_id = (SELECT store_id FROM store WHERE store_no = :store_no) AND number = :number""",
    Entry,
)
# A drawer's count belongs to the day on which its shift was opened.
OPEN_DRAWERS = many(
    """SELECT staff_name, opened_at FROM shift WHERE store_id = :store_id AND opened_at >= :since
    AND opened_at < :until AND closed_at IS NULL ORDER BY opened_at""",
    OpenDrawer,
)
# $1 store, $2 from, $3 until, $4 channel; the lines of channels/bill_reading/own_day.py.
DAY_BOOK: Final = """WITH moved AS (
    SELECT shift_id, id, number, moved_at, CASE direction WHEN 'TAKEN' THEN amount_fen ELSE -amount_fen END AS fen
    FROM cash_move WHERE store_id = $1 AND channel = $4 AND moved_at >= $2 AND moved_at < $3),
opened AS (
    SELECT s.id, CASE $4::text WHEN 'cash' THEN s.opening_float_fen ELSE 0 END + coalesce((
        SELECT sum(CASE m.direction WHEN 'TAKEN' THEN m.amount_fen ELSE -m.amount_fen END) FROM cash_move AS m
        WHERE m.store_id = $1 AND m.shift_id = s.id AND m.channel = $4 AND m.moved_at < $2), 0)::bigint AS fen
    FROM shift AS s WHERE s.store_id = $1 AND s.id IN (SELECT shift_id FROM moved)),
lines AS (
    SELECT 0 AS step, id, 'opening' AS kind, id AS place, '' AS number, '' AS reference, '' AS by, 0 AS amount_fen,
        fen AS balance_fen, NULL::timestamptz AS moved_at FROM opened
    UNION ALL
    SELECT 1, m.id, CASE WHEN m.fen > 0 THEN 'payment' ELSE 'refund' END, m.shift_id, m.number, m.id::text,
        CASE $4 WHEN 'cash' THEN 'cash' ELSE 'terminal' END, m.fen,
        (o.fen + sum(m.fen) OVER (PARTITION BY m.shift_id ORDER BY m.moved_at, m.id))::bigint, m.moved_at
    FROM moved AS m JOIN opened AS o ON o.id = m.shift_id
    UNION ALL
    SELECT 2, o.id, 'closing', o.id, '', '', '', 0, (o.fen + sum(m.fen))::bigint, NULL
    FROM opened AS o JOIN moved AS m ON m.shift_id = o.id GROUP BY o.id, o.fen
    UNION ALL
    SELECT 3, s.id, 'counted', s.id, s.id::text, '', s.staff_name, (s.counted_fen - s.opening_float_fen - coalesce((
        SELECT sum(CASE m.direction WHEN 'TAKEN' THEN m.amount_fen ELSE -m.amount_fen END) FROM cash_move AS m
        WHERE m.store_id = $1 AND m.shift_id = s.id AND m.channel = 'cash'), 0))::bigint, s.counted_fen, s.opened_at
    FROM shift AS s WHERE $4 = 'cash' AND s.store_id = $1 AND s.opened_at >= $2 AND s.opened_at < $3
        AND s.closed_at IS NOT NULL)
SELECT kind, place, number, '' AS payment, reference, by, amount_fen, balance_fen, moved_at FROM (
    SELECT step, id, kind, place, number, reference, by, amount_fen, balance_fen, moved_at FROM lines
    UNION ALL
    SELECT 9, NULL, 'total', NULL, count(*)::text, '', '', coalesce(sum(amount_fen), 0)::bigint, 0, NULL FROM lines) AS book
ORDER BY step = 9, place, step, moved_at, id"""
