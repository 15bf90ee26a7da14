"""The tables, what the last minutes say, what the same hour of earlier days said, and whom an incident met."""

from wendan.domains.mass_incidents.model import Affected, Incident, Mention, Minute, PastHour, Sign, Success
from wendan.kernel.causes import CHANNELS_FAULT
from wendan.platform.changes import Table
from wendan.platform.db import many, one

INCIDENT_TABLE = Table("incident", Incident)
MENTION = Table("mention", Mention, key=("store_id", "merchant_id", "source", "external_id"))

PATIENCE = "interval '2 minutes'"
PATIENCE_OF_ORDERS = "interval '4 minutes'"
# A customer who paid within their patience is served, whatever else was tried.
_IS_BAD_TRY = f"(p.state <> 'SUCCEEDED' OR p.known_at > p.requested_at + {PATIENCE})"
_IS_BAD_ORDER = f"(o.confirmed_at IS NULL OR o.confirmed_at > o.placed_at + {PATIENCE_OF_ORDERS})"
_IS_JUDGED = f"""(p.state NOT IN ('CREATED', 'REQUESTED', 'PENDING') OR p.requested_at < :now::timestamptz - {PATIENCE})"""

_HAS_FAILED = f"""(p.state = 'UNKNOWN' OR p.state = 'CLOSED' AND p.prepared_at IS NULL
    OR p.state = 'FAILED' AND coalesce(p.cause = ANY(ARRAY{sorted(map(str, CHANNELS_FAULT))}::text[]), false))"""
# Ids grow with time, so each part is one short stretch of every store's primary key.
SIGNS = many(
    f"""SELECT s.merchant_id, 'payments' AS kind, p.channel, count(*) FILTER (WHERE {_IS_JUDGED}) AS seen,
       count(*) FILTER (WHERE {_IS_JUDGED} AND {_IS_BAD_TRY}) AS bad,
       coalesce(sum(p.amount_fen) FILTER (WHERE {_IS_JUDGED} AND {_IS_BAD_TRY}), 0) AS fen,
       min(p.requested_at) FILTER (WHERE {_IS_JUDGED} AND {_IS_BAD_TRY}) AS began_at,
       count(*) FILTER (WHERE p.id >= :newest_since_id) AS newest,
       count(*) FILTER (WHERE p.id >= :newest_since_id AND {_HAS_FAILED}) AS failed
    FROM store AS s JOIN payment AS p ON p.store_id = s.store_id AND p.id >= :tries_since_id
    GROUP BY s.merchant_id, p.channel
    UNION ALL
    SELECT s.merchant_id, 'orders', '', count(*), count(*) FILTER (WHERE {_IS_BAD_ORDER}),
       coalesce(sum(o.total_fen) FILTER (WHERE {_IS_BAD_ORDER}), 0), min(o.placed_at) FILTER (WHERE {_IS_BAD_ORDER}), 0, 0
    FROM store AS s JOIN customer_order AS o
        ON o.store_id = s.store_id AND o.id >= :orders_since_id AND o.id < :orders_until_id
    WHERE o.purpose = 'MEAL' GROUP BY s.merchant_id
    UNION ALL
    SELECT m.merchant_id, 'words', '', count(*), count(*), 0, min(m.said_at), 0, 0 FROM mention AS m
    WHERE m.keywords <> '{{}}' AND m.said_at >= :words_since AND m.said_at <= :now GROUP BY m.merchant_id""",
    Sign,
)
# The same stretch of each earlier day; the arrays hold where each begins and ends.
PAST_HOURS = many(
    f"""WITH day AS (
        SELECT since, until, since_id, until_id FROM unnest(:since::timestamptz[], :until::timestamptz[],
            :since_ids::uuid[], :until_ids::uuid[]) AS d (since, until, since_id, until_id))
    SELECT s.merchant_id, 'payments' AS kind, p.channel, count(*) AS seen, count(*) FILTER (WHERE {_IS_BAD_TRY}) AS bad,
       count(*) FILTER (WHERE {_HAS_FAILED}) AS failed
    FROM day CROSS JOIN store AS s
    JOIN payment AS p ON p.store_id = s.store_id AND p.id >= day.since_id AND p.id < day.until_id
    GROUP BY s.merchant_id, p.channel, day.since
    UNION ALL
    SELECT s.merchant_id, 'orders', '', count(*), count(*) FILTER (WHERE {_IS_BAD_ORDER}), 0
    FROM day CROSS JOIN store AS s
    JOIN customer_order AS o ON o.store_id = s.store_id AND o.id >= day.since_id AND o.id < day.until_id
    WHERE o.purpose = 'MEAL' GROUP BY s.merchant_id, day.since
    UNION ALL
    SELECT m.merchant_id, 'words', '', count(*), count(*), 0 FROM day
    JOIN mention AS m ON m.keywords <> '{{}}' AND m.said_at >= day.since AND m.said_at < day.until
    GROUP BY m.merchant_id, day.since""",
    PastHour,
)

_INCIDENT = """SELECT store_id, id, merchant_id, kind, channel, state, version, began_at, found_at, usual_bp, found_bp, seen,
       bad, fen, words, last_bad_at, propose_channel, switch_id, contained_at, contained_by, ended_at, ended_by, end_words,
       made_good_percent, made_good_at, made_good_by FROM incident"""
_OF_HEAD_OFFICE = "store_id = '00000000-0000-7000-8000-000000000000'"
LIVE_INCIDENTS = many(f"{_INCIDENT} WHERE {_OF_HEAD_OFFICE} AND ended_at IS NULL", Incident)
INCIDENT_BY_ID = one(
    f"""{_INCIDENT} WHERE {_OF_HEAD_OFFICE} AND id = :incident_id
    AND (:merchant_id::uuid IS NULL OR merchant_id = :merchant_id)""",
    Incident,
)
INCIDENTS_OF_MERCHANT = many(
    f"""{_INCIDENT} WHERE {_OF_HEAD_OFFICE} AND (:merchant_id::uuid IS NULL OR merchant_id = :merchant_id)
    ORDER BY ended_at IS NOT NULL, found_at DESC LIMIT 100""",
    Incident,
)
SUCCESSES = many(
    """SELECT p.channel, count(*) AS paid FROM store AS s
    JOIN payment AS p ON p.store_id = s.store_id AND p.id >= :tries_since_id AND p.state = 'SUCCEEDED'
    WHERE s.merchant_id = :merchant_id GROUP BY p.channel""",
    Success,
)
# Whom it met: who tried by its channel in vain while it lasted, or for one of orders whoever waited too long.
_MET = f"""SELECT o.store_id, o.id AS order_id, o.diner_id, o.total_fen, o.placed_at, o.confirmed_at
    FROM store AS s JOIN customer_order AS o ON o.store_id = s.store_id AND o.id >= :met_since_id AND o.id < :met_until_id
    WHERE s.merchant_id = :merchant_id AND o.purpose = 'MEAL' AND CASE WHEN :channel::text = '' THEN {_IS_BAD_ORDER}
        ELSE EXISTS (SELECT FROM payment AS p WHERE p.store_id = o.store_id AND p.order_id = o.id
            AND p.channel = :channel AND {_IS_BAD_TRY} AND p.requested_at >= :met_since AND p.requested_at < :met_until) END"""
AFFECTED = many(
    f"""SELECT met.store_id, met.order_id, met.diner_id, met.total_fen, met.placed_at, met.confirmed_at,
       c.amount_fen AS coupon_fen, c.state AS coupon_state
    FROM ({_MET}) AS met LEFT JOIN coupon AS c
        ON c.store_id = met.store_id AND c.origin_key = 'incident:' || :incident_id::uuid::text || ':' || met.order_id::text
    ORDER BY met.placed_at LIMIT 5000""",
    Affected,
)
NOT_MADE_GOOD = many(
    f"""SELECT met.store_id, met.order_id, met.diner_id, met.total_fen, met.placed_at, met.confirmed_at,
       NULL AS coupon_fen, NULL AS coupon_state
    FROM ({_MET}) AS met WHERE met.confirmed_at IS NULL AND met.total_fen <= :most_total_fen AND NOT EXISTS (SELECT FROM coupon AS c
        WHERE c.store_id = met.store_id AND c.origin_key = 'incident:' || :incident_id::uuid::text || ':' || met.order_id::text)
    ORDER BY met.order_id LIMIT 50""",
    Affected,
)
MINUTES = many(
    f"""SELECT p.channel, date_trunc('minute', p.requested_at) AS at, count(*) AS seen,
       count(*) FILTER (WHERE {_IS_BAD_TRY}) AS bad
    FROM store AS s JOIN payment AS p ON p.store_id = s.store_id AND p.id >= :shown_since_id AND p.id < :shown_until_id
    WHERE s.merchant_id = :merchant_id GROUP BY p.channel, at ORDER BY at LIMIT 5000""",
    Minute,
)
MENTIONS_OF_MERCHANT = many(
    """SELECT store_id, id, merchant_id, source, external_id, said_at, heard_at, text, keywords FROM mention
    WHERE (:merchant_id::uuid IS NULL OR merchant_id = :merchant_id) AND keywords <> '{}'
    AND said_at >= :words_since AND said_at < :words_until
    ORDER BY said_at DESC LIMIT 200""",
    Mention,
)
KNOWN_MENTIONS = many(
    """SELECT store_id, id, merchant_id, source, external_id, said_at, heard_at, text, keywords FROM mention
    WHERE store_id = :store_id AND merchant_id = :merchant_id AND source = :source
    AND external_id = ANY(:external_ids::text[])""",
    Mention,
)
