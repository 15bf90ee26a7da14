"""The chain's table and the questions asked of it."""

from wendan.domains.evidence.model import ChainEnd, ChainMark, Event
from wendan.platform.changes import Table
from wendan.platform.db import many, one

EVENT = Table("event", Event, key=("store_id", "order_id", "event_no"))

CHAIN_END = one(
    "SELECT event_no, hash FROM event WHERE store_id = :store_id AND order_id = :order_id "
    "ORDER BY event_no DESC LIMIT 1",
    ChainEnd,
)
EVENTS_SINCE = many(
    "SELECT store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash FROM event "
    "WHERE store_id = :store_id AND order_id = :order_id AND event_no > :event_no ORDER BY event_no",
    Event,
)
CHAIN_MARKS = many(
    "SELECT r.store_id, r.order_id, (SELECT max(e.event_no) FROM event AS e "
    "WHERE e.store_id = r.store_id AND e.order_id = r.order_id) AS event_no "
    "FROM unnest(:store_ids::uuid[], :order_ids::uuid[]) AS r (store_id, order_id)",
    ChainMark,
)
