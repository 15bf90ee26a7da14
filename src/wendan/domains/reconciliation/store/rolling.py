"""Both logs side by side while the day runs: what they agree about never comes to rest, the rest are open items."""

from typing import Final

from wendan.domains.reconciliation.model.rolling import OpenItem, RollingCursor, SaidMoney, ToldOfItem
from wendan.platform.changes import Table
from wendan.platform.db import many, one

CURSOR: Final = Table("rolling_cursor", RollingCursor)
TOLD: Final = Table("open_item", ToldOfItem, key=("store_id", "movement", "number", "reference"))

CURSOR_BY_ID = one(
    "SELECT store_id, id, read_until, version FROM rolling_cursor WHERE store_id = :store_id AND id = :cursor_id",
    RollingCursor,
)
# $1 from, $2 until. A word and its fact are written by one commit with one time, so a pair is never cut in two.
OPEN_ITEMS: Final = """WITH logs AS (
    SELECT store_id, subject AS movement, number,
        coalesce(reference, '') AS reference, order_id, channel, account, amount_fen AS theirs_fen,
        NULL::bigint AS ours_fen, heard_at
    FROM channel_message
    WHERE heard_at >= $1 AND heard_at < $2 AND word = 'SUCCEEDED' AND subject IN ('payment', 'refund')
    UNION ALL
    SELECT store_id, 'payment', number, reference, order_id, channel, account, NULL, amount_fen, heard_at
    FROM payment_fact WHERE heard_at >= $1 AND heard_at < $2
    UNION ALL
    SELECT r.store_id, 'refund', r.number, coalesce(r.reference, ''), r.order_id, r.channel, r.account, NULL,
        r.amount_fen, r.finished_at
    FROM store AS s JOIN refund AS r ON r.store_id = s.store_id AND r.finished_at >= $1 AND r.finished_at < $2
    WHERE r.state = 'SUCCEEDED')
INSERT INTO open_item AS i (store_id, movement, number, reference, order_id, channel, account, theirs_fen, ours_fen,
    happened_at, seen_at)
SELECT store_id, movement, number, reference, min(order_id::text)::uuid, min(channel), min(account), max(theirs_fen),
    max(ours_fen), min(heard_at), $2
FROM logs GROUP BY store_id, movement, number, reference
HAVING count(theirs_fen) = 0 OR count(ours_fen) = 0 OR max(theirs_fen) <> max(ours_fen)
ON CONFLICT (store_id, movement, number, reference) DO UPDATE
    SET theirs_fen = coalesce(excluded.theirs_fen, i.theirs_fen), ours_fen = coalesce(excluded.ours_fen, i.ours_fen)"""
# The other side has come: each item is looked up by its order, and there are few.
CANCEL_ITEMS: Final = """DELETE FROM open_item AS i
WHERE EXISTS (SELECT FROM channel_message AS m WHERE m.store_id = i.store_id AND m.order_id = i.order_id
        AND m.number = i.number AND m.word = 'SUCCEEDED' AND m.subject = i.movement
        AND coalesce(m.reference, '') = i.reference
        AND coalesce(m.amount_fen, i.ours_fen) = coalesce(i.ours_fen, m.amount_fen))
  AND CASE i.movement
    WHEN 'payment' THEN EXISTS (SELECT FROM payment_fact AS f WHERE f.store_id = i.store_id
        AND f.order_id = i.order_id AND f.number = i.number AND f.reference = i.reference
        AND f.amount_fen = coalesce(i.theirs_fen, f.amount_fen))
    ELSE EXISTS (SELECT FROM refund AS r WHERE r.store_id = i.store_id AND r.number = i.number
        AND r.state = 'SUCCEEDED' AND r.amount_fen = coalesce(i.theirs_fen, r.amount_fen)) END"""
# Everything a channel has said of money on these numbers; the same word again is one word.
WORDS_OF_NUMBERS = many(
    """SELECT m.number, coalesce(m.reference, '') AS reference, max(m.amount_fen) AS amount_fen,
       min(m.heard_at) AS heard_at
    FROM unnest(:store_ids::uuid[], :order_ids::uuid[], :numbers::text[]) AS n (store_id, order_id, number)
    JOIN channel_message AS m ON m.store_id = n.store_id AND m.order_id = n.order_id AND m.number = n.number
    WHERE m.word = 'SUCCEEDED' AND m.subject IN ('payment', 'refund') AND m.amount_fen IS NOT NULL GROUP BY m.number, coalesce(m.reference, '')""",
    SaidMoney,
)
STALE_ITEMS = many(
    """SELECT store_id, movement, number, reference, order_id, channel, account, theirs_fen, ours_fen, happened_at,
       seen_at, told_at FROM open_item WHERE told_at IS NULL AND seen_at < :before ORDER BY seen_at LIMIT 200""",
    OpenItem,
)
