"""A diner's orders as facts with their moments; scorecards, decisions and the blacklist."""

from wendan.domains.risk.model import DecisionRow, Entry, PastOrder, ScorecardRow
from wendan.domains.risk.model.fits import MonthFit
from wendan.platform.changes import Table
from wendan.platform.db import many, one

SCORECARD = Table("risk_scorecard", ScorecardRow)
MONTH_FIT = Table("scorecard_fit", MonthFit, key=("store_id", "merchant_id", "month"))
DECISION = Table("risk_decision", DecisionRow, key=("store_id", "order_id"))
BLACKLIST = Table("blacklist", Entry)

_OF_HEAD_OFFICE = "store_id = '00000000-0000-7000-8000-000000000000'"
# IPv4 by its first three parts, IPv6 by its first three groups: a phone keeps its network, not its address.
_NETWORK = r"""CASE WHEN p.client_ip LIKE '%.%' THEN regexp_replace(p.client_ip, '\.[0-9]+$', '')
            ELSE substring(p.client_ip FROM '^[^:]*:[^:]*:[^:]*') END"""
_PAST = f"""SELECT o.store_id, o.id, o.diner_id, o.entry, o.total_fen,
       extract(hour FROM o.placed_at AT TIME ZONE s.timezone)::int AS hour,
       o.placed_at, o.expires_at, o.confirmed_at, o.closed_at,
       (SELECT min(h.heard_at) FROM client_hint AS h WHERE h.store_id = o.store_id AND h.order_id = o.id
        AND h.kind IN ('network-changed', 'answer-slow')) AS troubled_at,
       (SELECT coalesce(json_agg(a ORDER BY a.requested_at), '[]') FROM (
            SELECT p.requested_at, p.known_at, p.cause, p.fate <> 'NONE' AS has_money, {_NETWORK} AS network
            FROM payment AS p WHERE p.store_id = o.store_id AND p.order_id = o.id) AS a) AS attempts,
       EXISTS (SELECT FROM preauthorisation AS a WHERE a.store_id = o.store_id AND a.order_id = o.id
               AND a.held_at IS NOT NULL) AS is_guaranteed
FROM customer_order AS o JOIN store AS s ON s.store_id = o.store_id"""
# Ids grow with time and a diner's orders lie together, so this reads the diner's own rows and no more.
HISTORY_OF_DINER = many(
    f"""{_PAST} WHERE o.store_id = ANY(:store_ids::uuid[]) AND o.diner_id = :diner_id AND o.id >= :history_since_id
    AND o.placed_at < :now AND o.purpose = 'MEAL' ORDER BY o.placed_at DESC LIMIT 200""",
    PastOrder,
)
_STORES_BESIDE = """(SELECT beside.store_id FROM store AS here
    JOIN store AS beside ON beside.merchant_id = here.merchant_id WHERE here.store_id = :store_id)"""
# The same from one store's checkout, which reads everything it needs in one call.
HISTORY_AT_CHECKOUT = many(
    f"""{_PAST} WHERE o.store_id IN {_STORES_BESIDE} AND o.diner_id = :diner_id AND o.id >= :history_since_id
    AND o.placed_at < :now AND o.purpose = 'MEAL' ORDER BY o.placed_at DESC LIMIT 200""",
    PastOrder,
)
# For a fit: read a stretch at a time by a connection for long work.
ORDERS_OF_PERIOD = many(
    f"""{_PAST} WHERE o.store_id = ANY(:store_ids::uuid[]) AND o.id >= :from_id AND o.id < :until_id
    AND o.purpose = 'MEAL' ORDER BY o.placed_at, o.id""",
    PastOrder,
)
DINERS_LEFT_UNPAID = many(
    """SELECT DISTINCT ON (o.diner_id) o.store_id, o.id, o.diner_id, o.entry, o.total_fen, 0 AS hour, o.placed_at,
       o.expires_at, o.confirmed_at, o.closed_at FROM customer_order AS o
    WHERE o.store_id = ANY(:store_ids::uuid[]) AND o.id >= :from_id AND o.id < :until_id AND o.purpose = 'MEAL'
    AND o.confirmed_at IS NULL AND o.closed_at >= o.expires_at ORDER BY o.diner_id, o.placed_at DESC""",
    PastOrder,
)

_CARD = """SELECT store_id, id, merchant_id, name, fitted_at, fitted_from, fitted_until, content, report, role,
       role_since, role_by, role_reason, version, proposed_words, proposed_by, proposed_by_id, proposed_at
FROM risk_scorecard"""
CHAMPION_OF_MERCHANT = one(
    f"{_CARD} WHERE {_OF_HEAD_OFFICE} AND merchant_id = :merchant_id AND role = 'CHAMPION' "
    "ORDER BY role_since DESC LIMIT 1",
    ScorecardRow,
)
CHAMPION_AT_CHECKOUT = one(
    f"{_CARD} WHERE {_OF_HEAD_OFFICE} AND role = 'CHAMPION' "
    "AND merchant_id = (SELECT merchant_id FROM store WHERE store_id = :store_id) ORDER BY role_since DESC LIMIT 1",
    ScorecardRow,
)
CARD_OF_MERCHANT = one(
    f"{_CARD} WHERE {_OF_HEAD_OFFICE} AND merchant_id = :merchant_id AND id = :card_id", ScorecardRow
)
CARDS_IN_ROLE = many(
    f"{_CARD} WHERE {_OF_HEAD_OFFICE} AND merchant_id = :merchant_id AND role <> 'RETIRED' ORDER BY role",
    ScorecardRow,
)
CARDS_OF_MERCHANT = many(
    f"{_CARD} WHERE {_OF_HEAD_OFFICE} AND merchant_id = :merchant_id ORDER BY fitted_at DESC LIMIT 50",
    ScorecardRow,
)

_FIT = f"""SELECT store_id, merchant_id, month, outcome, facts, card_id, wanted_at, ended_at, version FROM scorecard_fit
    WHERE {_OF_HEAD_OFFICE} AND merchant_id = :merchant_id"""
FIT_OF_MONTH = one(f"{_FIT} AND month = :month", MonthFit)
FIT_WANTED = one(f"{_FIT} AND outcome = 'WANTED' ORDER BY month LIMIT 1", MonthFit)
FITS_OF_MERCHANT = many(f"{_FIT} ORDER BY month DESC LIMIT 12", MonthFit)

DECISION_OF_ORDER = one(
    """SELECT store_id, order_id, diner_id, scorecard, score, action, content, decided_at, consent_version,
       consented_at FROM risk_decision WHERE store_id = :store_id AND order_id = :order_id""",
    DecisionRow,
)

_ENTRY = """SELECT store_id, id, merchant_id, diner_id, state, version, reason, evidence, listed_by, listed_at,
       expires_at, appeal_state, appeal_words, appealed_at, answer_words, answered_by, answered_at, lift_words,
       lift_by, lift_by_id, lift_at, ended_by, ended_at FROM blacklist"""
# An operator (no merchant) sees all; a merchant its own entries and those that count everywhere.
_MINE = "(:merchant_id::uuid IS NULL OR merchant_id IS NULL OR merchant_id = :merchant_id)"
ENTRIES_OF_DINER = many(
    f"{_ENTRY} WHERE {_OF_HEAD_OFFICE} AND diner_id = :diner_id AND state = 'ACTIVE'", Entry
)
ENTRY_BY_ID = one(f"{_ENTRY} WHERE {_OF_HEAD_OFFICE} AND id = :entry_id AND {_MINE}", Entry)
ENTRIES_OF_MERCHANT = many(
    f"""{_ENTRY} WHERE {_OF_HEAD_OFFICE} AND {_MINE} AND listed_at < :before
    AND (:appeal_state::text IS NULL OR appeal_state = :appeal_state)
    ORDER BY listed_at DESC LIMIT 100""",
    Entry,
)
