"""What the outbox still has to send."""

from wendan.platform.db import many
from wendan.platform.outbox import Letter

UNSENT = many(
    "SELECT store_id, id, order_id, topic, content, created_at FROM outbox WHERE sent_at IS NULL ORDER BY created_at",
    Letter,
)
