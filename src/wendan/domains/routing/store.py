"""What is known about ways to pay."""

from wendan.domains.routing.model import Health, Pulse, Switch, Way
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
    """SELECT channel, account, method, began_at, well, ill, took_ms FROM route_pulse
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
INSERT INTO route_pulse AS p (store_id, channel, account, method, began_at, well, ill, took_ms)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::bigint[])
ON CONFLICT (store_id, channel, account, method, began_at) DO UPDATE
SET well = p.well + excluded.well, ill = p.ill + excluded.ill, took_ms = p.took_ms + excluded.took_ms
"""
FORGET_PULSES = "DELETE FROM route_pulse WHERE store_id = $1 AND began_at < $2"
