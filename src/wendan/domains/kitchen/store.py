"""The kitchen's table and the questions asked of it."""

from wendan.domains.kitchen.model import OpenTickets, Ticket, TicketLine, TicketMark, TicketView
from wendan.platform.changes import Table
from wendan.platform.db import many, one

TICKET_TABLE = Table("ticket", Ticket)

_TICKET = """SELECT store_id, id, order_id, state, version, queued_at, acknowledged_at, acknowledged_by, changed_at,
       done_stations FROM ticket"""
_VIEW = """SELECT t.store_id, t.id, t.order_id, t.state, t.version, t.queued_at, t.acknowledged_at,
       t.acknowledged_by, t.changed_at, t.done_stations, o.entry, o.table_no, o.remark, o.total_fen,
       (SELECT json_build_object('channel', p.channel, 'method', p.method, 'amount_fen', p.received_fen,
           'discount_fen', p.discount_fen)
        FROM payment AS p WHERE p.store_id = t.store_id AND p.order_id = t.order_id AND p.fate = 'KEPT') AS paid,
       (SELECT coalesce(array_agg(DISTINCT l.station) FILTER (WHERE l.station <> ''), '{}') FROM order_line AS l
        WHERE l.store_id = t.store_id AND l.order_id = t.order_id) AS stations,
       (SELECT p.prefix || lpad(p.number::text, greatest(3, length(p.number::text)), '0') FROM pickup_number AS p
        WHERE p.store_id = t.store_id AND p.order_id = t.order_id) AS pickup,
       (SELECT json_agg(json_build_object('line_no', l.line_no, 'name', l.name, 'choices', l.choices,
                                          'quantity', l.quantity, 'station', l.station, 'name_en', l.name_en,
                                          'choices_en', l.choices_en) ORDER BY l.line_no)
        FROM order_line AS l WHERE l.store_id = t.store_id AND l.order_id = t.order_id) AS lines
FROM ticket AS t JOIN customer_order AS o ON o.store_id = t.store_id AND o.id = t.order_id"""

OPEN_TICKETS = one(
    """SELECT count(*) AS count FROM (SELECT 1 FROM ticket WHERE store_id = :store_id
        AND state IN ('QUEUED', 'PREPARING') LIMIT 10001) AS waiting""",
    OpenTickets,
)
TICKETS_OF_ORDER = many(f"{_TICKET} WHERE store_id = :store_id AND order_id = :order_id", Ticket)
TICKET_BY_ID = one(f"{_TICKET} WHERE store_id = :store_id AND id = :ticket_id", Ticket)
STATION_LINES = many(
    """SELECT l.line_no, l.name, l.choices, l.quantity, l.station, l.name_en, l.choices_en FROM ticket AS t
    JOIN order_line AS l ON l.store_id = t.store_id AND l.order_id = t.order_id
    WHERE t.store_id = :store_id AND t.id = :ticket_id ORDER BY l.line_no""",
    TicketLine,
)
# Pages of 500; `after_id` is the last ticket of the page before, NULL for the first. No ticket is ever deleted.
VIEWS_LIVE = many(
    f"""{_VIEW} WHERE t.store_id = :store_id AND t.state IN ('QUEUED', 'PREPARING', 'READY')
    AND (:after_id::uuid IS NULL OR (t.queued_at, t.id) > (
        SELECT a.queued_at, a.id FROM ticket AS a WHERE a.store_id = :store_id AND a.id = :after_id))
    ORDER BY t.queued_at, t.id LIMIT 500""",
    TicketView,
)
# A ticket that changes again moves back in this list, so its place is the moment that the page before ended with.
VIEWS_CHANGED = many(
    f"""{_VIEW} WHERE t.store_id = :store_id AND t.changed_at >= :since
    AND (t.changed_at, t.id) > (:since, coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY t.changed_at, t.id LIMIT 500""",
    TicketView,
)
VIEWS_OF_ORDERS = many(
    f"{_VIEW} WHERE t.store_id = :store_id AND t.order_id = ANY(:order_ids::uuid[]) ORDER BY t.changed_at",
    TicketView,
)
MARKS_CHANGED = many(
    "SELECT id, order_id, version, changed_at FROM ticket "
    "WHERE store_id = :store_id AND changed_at > :since ORDER BY changed_at",
    TicketMark,
)
