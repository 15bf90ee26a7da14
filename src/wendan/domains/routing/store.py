"""What is known about ways to pay."""

from wendan.domains.routing.model import CrowdRow, DinerRow, FirstTry, Health, Pulse, Switch, Way
from wendan.domains.routing.rules import tallies
from wendan.domains.routing.rules.success import AMOUNT_BANDS, HOUR_BANDS
from wendan.kernel.causes import CHANNELS_FAULT
from wendan.platform.changes import Table
from wendan.platform.db import many, one

# Ids grow with time, so the last minutes are one short stretch of the primary key.
HEALTH_OF_STORE = many(
    """SELECT channel, count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
       count(*) FILTER (WHERE state = 'FAILED') AS failed, count(*) FILTER (WHERE state = 'UNKNOWN') AS unknown
    FROM payment WHERE store_id = :store_id AND id >= :since_id GROUP BY channel""",
    Health,
)
USUAL_OF_DINER = one(
    """SELECT p.channel, p.method FROM customer_order AS o
    JOIN payment AS p ON p.store_id = o.store_id AND p.order_id = o.id AND p.fate = 'KEPT'
    WHERE o.store_id = :store_id AND o.diner_id = :diner_id ORDER BY o.placed_at DESC LIMIT 1""",
    Way,
)
SWITCH = Table("route_switch", Switch)

PULSES_SINCE = many(
    """SELECT channel, account, method, began_at, well, ill, took_ms, resolved, resolved_ms FROM route_pulse
    WHERE store_id = :store_id AND began_at >= :since ORDER BY began_at""",
    Pulse,
)
_SWITCH = """SELECT store_id, id, merchant_id, channel, account, method, act, to_channel, reason, set_by, set_at,
       until_at, ended_at, ended_by, version FROM route_switch"""
SWITCHES_IN_FORCE = many(
    f"{_SWITCH} WHERE store_id = :store_id AND ended_at IS NULL AND until_at > :now ORDER BY set_at", Switch
)
SWITCH_BY_ID = one(f"{_SWITCH} WHERE store_id = :store_id AND id = :switch_id", Switch)
ADD_PULSES = """
INSERT INTO route_pulse AS p
    (store_id, channel, account, method, began_at, well, ill, took_ms, resolved, resolved_ms)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::bigint[],
    $9::int[], $10::bigint[])
ON CONFLICT (store_id, channel, account, method, began_at) DO UPDATE
SET well = p.well + excluded.well, ill = p.ill + excluded.ill, took_ms = p.took_ms + excluded.took_ms,
    resolved = p.resolved + excluded.resolved, resolved_ms = p.resolved_ms + excluded.resolved_ms
"""
FORGET_PULSES = "DELETE FROM route_pulse WHERE store_id = $1 AND began_at < $2"

FIRST_TRIES = many(
    """SELECT p.channel, p.method, o.entry, p.amount_fen, p.requested_at, p.fate = 'KEPT' AS is_kept
    FROM payment AS p JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id
    WHERE p.store_id = :store_id AND p.id >= :since_id AND p.id < :until_id AND p.attempt = 1
    ORDER BY p.id DESC LIMIT 5000""",
    FirstTry,
)

_AMOUNT_BAND = f"width_bucket(p.amount_fen, ARRAY{list(AMOUNT_BANDS)}::bigint[])"
_DAYS_AGO = "extract(epoch FROM :now::timestamptz - p.requested_at)::float8 / 86400"
_END_IS_KNOWN = "(p.state IN ('FAILED', 'CLOSED') OR p.fate = 'KEPT')"
# The channel failed, or never answered before the payment was closed: that says nothing of whoever wanted to pay.
CHANNEL_FAILED = f"""(p.fate <> 'KEPT' AND (coalesce(p.cause = ANY(ARRAY{sorted(map(str, CHANNELS_FAULT))}::text[]), false)
    OR p.state = 'CLOSED' AND p.prepared_at IS NULL))"""
# Read once in a while and kept by whoever asks: the newest first tries, each diner's weighed as alike among themselves.
# At a device that serves everybody, each order is taken for another diner.
CROWD_TALLIES = many(
    f"""WITH newest AS (
        SELECT p.order_id, p.id, p.channel, p.method, p.amount_fen, p.requested_at, p.fate = 'KEPT' AS won,
            p.away, {CHANNEL_FAILED} AS is_faulty
        FROM payment AS p WHERE p.store_id = :store_id AND p.id >= :tallied_since_id AND p.attempt = 1 AND {_END_IS_KNOWN}
        ORDER BY p.id DESC LIMIT {tallies.NEWEST}
    ), told AS (
        SELECT order_id, id, channel, method, amount_fen, requested_at, won, away, is_faulty,
            count(*) FILTER (WHERE is_faulty) OVER hour AS faults, count(*) FILTER (WHERE NOT won) OVER hour AS lost
        FROM newest WINDOW hour AS (PARTITION BY channel, date_trunc('hour', requested_at))
    ), tries AS (
        SELECT p.channel, p.method, o.entry, {_AMOUNT_BAND} AS amount_band,
            width_bucket(extract(hour FROM p.requested_at AT TIME ZONE :timezone)::int, ARRAY{list(HOUR_BANDS)})
                AS hour_band,
            o.entry IN {tallies.SHARED_ENTRIES} AS is_shared, p.won, p.id, p.away,
            CASE WHEN o.entry IN {tallies.SHARED_ENTRIES} THEN o.id ELSE o.diner_id END AS diner,
            power(0.5::float8, {_DAYS_AGO} / {tallies.CROWD_HALF_LIFE_DAYS}) / CASE
                WHEN NOT won AND faults >= {tallies.AN_OUTAGE} THEN 1 + (lost - 1) * {tallies.LIKENESS}::float8
                WHEN is_faulty THEN 1 + (faults - 1) * {tallies.LIKENESS}::float8 ELSE 1 END AS weight
        FROM told AS p JOIN customer_order AS o ON o.store_id = :store_id AND o.id = p.order_id
    ), numbered AS (
        SELECT channel, method, entry, amount_band, hour_band, diner, weight, won, away,
            CASE WHEN is_shared THEN 0 ELSE row_number() OVER earlier END AS nth, lag(won) OVER earlier AS had_won
        FROM tries WINDOW earlier AS (PARTITION BY diner, channel, method ORDER BY id)
    ), diners AS (
        SELECT channel, method, entry, amount_band, hour_band, away,
            sum(CASE WHEN won THEN weight ELSE 0 END) / (1 + (count(*) - 1) * {tallies.LIKENESS}::float8) AS succeeded,
            sum(weight) / (1 + (count(*) - 1) * {tallies.LIKENESS}::float8) AS tried,
            count(*) FILTER (WHERE nth = 1) AS firsts, count(*) FILTER (WHERE nth = 1 AND won) AS firsts_succeeded,
            count(*) FILTER (WHERE nth = 2 AND had_won) AS seconds,
            count(*) FILTER (WHERE nth = 2 AND had_won AND won) AS seconds_succeeded
        FROM numbered GROUP BY channel, method, entry, amount_band, hour_band, away, diner
    )
    SELECT channel, method, entry, amount_band, hour_band, sum(succeeded) AS succeeded, sum(tried) AS tried,
        sum(tried * tried) AS squares, sum(firsts)::int AS firsts, sum(firsts_succeeded)::int AS firsts_succeeded,
        sum(seconds)::int AS seconds, sum(seconds_succeeded)::int AS seconds_succeeded, away
    FROM diners GROUP BY channel, method, entry, amount_band, hour_band, away""",
    CrowdRow,
)
# A later try counts only where it was kept: what the diner found for themself after the first had failed.
# A channel that failed says nothing of its diner.
DINER_TALLIES = many(
    f"""SELECT p.channel, p.method, {_AMOUNT_BAND} AS amount_band,
        sum(CASE WHEN p.fate = 'KEPT' THEN w.weight ELSE 0 END) AS succeeded, sum(w.weight) AS tried
    FROM customer_order AS o
    JOIN payment AS p ON p.store_id = o.store_id AND p.order_id = o.id AND {_END_IS_KNOWN}
        AND (p.attempt = 1 OR p.fate = 'KEPT') AND NOT {CHANNEL_FAILED}
    CROSS JOIN LATERAL (SELECT power(0.5::float8, {_DAYS_AGO} / {tallies.DINER_HALF_LIFE_DAYS})
        * CASE WHEN p.attempt = 1 THEN 1 ELSE {tallies.CHOSEN_FREELY} END AS weight) AS w
    WHERE o.store_id = ANY(:store_ids) AND o.diner_id = :diner_id AND o.id >= :tallied_since_id
    GROUP BY p.channel, p.method, amount_band""",
    DinerRow,
)
# Every try of every store, in the order in which they began: what an evaluation replays.
LOGGED_TRIES = f"""
SELECT p.store_id::text AS store, s.marks, o.diner_id::text AS diner, o.id::text AS order_id, o.entry, p.channel,
    p.method, p.amount_fen, p.attempt, p.state, p.away,
    {CHANNEL_FAILED} AS is_channels_fault, p.requested_at AT TIME ZONE s.timezone AS began,
    coalesce(p.known_at, p.expires_at) AT TIME ZONE s.timezone AS known
FROM payment AS p
JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id
JOIN store AS s ON s.store_id = p.store_id
WHERE p.state IN ('FAILED', 'CLOSED') OR p.fate = 'KEPT'
ORDER BY began, p.id
"""
