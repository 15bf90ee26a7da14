"""A town's months of orders, written as the house would have logged them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from wendan.cli.evaluating.risk.town import Logged
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.db import Database
from wendan.platform.ids import SeededIds

_ORDER = """INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, remark, state, version,
    total_fen, placed_at, expires_at, changed_at, confirmed_at, closed_at)
    VALUES ($1, $2, $3, ($2::uuid)::text, '', $4, '', 'CLOSED', 1, $5, $6, $7, $6, $8, $9)"""
_STORE = """INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
    is_taking_orders, version) VALUES ($1, $2, $3, $3, '店', 'shop', 'Asia/Shanghai', '[]', '{}', true, 1)"""


async def fill(database: Database, log: Sequence[Logged], shift: timedelta) -> None:
    """Moved by `shift`, in head office's merchant's own three stores."""
    ids, rows = SeededIds(1), []
    for each in log:
        order, at = each.order, each.order.placed_at + shift
        ends = [moment and moment + shift for moment in (order.confirmed_at, order.closed_at)]
        moments = (at, order.expires_at + shift, *ends)
        rows.append((order.store_id, ids.uuid7(at), order.diner_id, order.entry, order.total_fen, *moments))
    for n in (1, 2, 3):
        await database.execute(_STORE, UUID(int=n), n, HEAD_OFFICE)
    await database.pool.executemany(_ORDER, rows)
