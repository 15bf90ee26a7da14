"""What is known about ways to pay."""

from wendan.domains.routing.model import Health, Way
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
