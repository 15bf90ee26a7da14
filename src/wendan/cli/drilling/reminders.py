"""The drill's ladder, the numbers at which customers are reached, and what the other side really carried."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from wendan.cli.drilling.plan import DrillPlan
from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.house import House
from wendan.sandbox.core.bench import Bench

LADDER: Final = {
    "rungs": [
        {"after_minutes": 3, "channel": "sms", "template": "pay-now", "incentive_fen": 0},
        {
            "after_minutes": 10,
            "channel": "service-dialog",
            "template": "pay-with-coupon",
            "incentive_fen": 500,
        },
        {"after_minutes": 25, "channel": "voice-call", "template": "troubleshooting", "incentive_fen": 0},
    ],
    # A drill's clock jumps over nights.
    "quiet_from_hour": 0,
    "quiet_until_hour": 0,
}
FAILURES: Final = {
    "ways": ["sms"],
    "quiet_from_hour": 0,
    "quiet_until_hour": 0,
}
WITH_NUMBER: Final = 0.8
# The last digits say what becomes of a message there: mostly it arrives.
ENDINGS: Final = ("8000", "8001", "8002", "8003", "8004", "8005", "0001", "0002", "0003", "0004")
MESSAGES: Final = """
SELECT m.id::text, m.order_id::text, m.kind, m.rung, m.way, m.state, m.reason, m.sending_at,
       m.sending_at > o.confirmed_at AS is_too_late
FROM message AS m JOIN customer_order AS o ON o.store_id = m.store_id AND o.id = m.order_id
WHERE m.kind IN ('rung', 'failure')
"""
# Failed, shown by no page, told or left out by no message, and the order still waited when it was to be told.
FAILURES_UNTOLD: Final = """
SELECT p.number FROM payment AS p JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id
WHERE p.state = 'FAILED' AND p.cause IS DISTINCT FROM 'customer-cancelled' AND o.entry IN ('mini-program', 'h5', 'table')
  AND NOT EXISTS (SELECT FROM payment_shown AS s WHERE s.store_id = p.store_id AND s.payment_id = p.id)
  AND NOT EXISTS (SELECT FROM message AS m WHERE m.store_id = p.store_id AND m.order_id = p.order_id
      AND m.kind = 'failure' AND m.rung = p.attempt)
  AND NOT EXISTS (SELECT FROM payment AS n WHERE n.store_id = p.store_id AND n.order_id = p.order_id
      AND n.attempt > p.attempt)
  AND NOT EXISTS (SELECT FROM timer AS t WHERE t.store_id = p.store_id AND t.kind = 'failure_told'
      AND t.subject_id = p.id)
  AND coalesce((SELECT min(e.happened_at) FROM event AS e WHERE e.store_id = p.store_id AND e.order_id = p.order_id
      AND e.kind = 'order-closing'), o.confirmed_at, o.closed_at, 'infinity') > p.known_at + interval '80 s'
"""
RUNG_COUPONS_TWICE: Final = """
SELECT cause_order_id::text AS order_id FROM coupon WHERE origin_key LIKE 'rung:%'
GROUP BY cause_order_id HAVING count(*) > 1
"""
NOT_SAID: Final = ("PLANNED", "SKIPPED")


@dataclass(frozen=True, slots=True)
class Carried:
    """Our rows, and what the sandbox took: id and the order it speaks of."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    posts: dict[str, str] = field(default_factory=dict)
    coupons_twice: list[str] = field(default_factory=list)
    failures_untold: list[str] = field(default_factory=list)


async def set_ladder(house: House, store_id: UUID) -> None:
    """The store reminds by text message, dialog and call, and tells of failures by text message."""
    change = PolicyChange({"reminding": LADDER, "failures": FAILURES}, "the drill's ladder", "drill")
    await change_policy(house, Whose(store_id, None), change)


def number_of(plan: DrillPlan, n: int) -> str | None:
    """Where this customer is reached, None for nowhere."""
    if plan.chance(n, "number") >= WITH_NUMBER:
        return None
    return f"138{n % 10_000:04}{ENDINGS[int(plan.chance(n, 'ending') * len(ENDINGS))]}"


def carried_by(
    post: Bench, messages: list[dict[str, Any]], coupons_twice: list[str], failures_untold: list[str]
) -> Carried:
    """The other side's books beside ours."""
    taken = post.desk.post.posts.values()  # type: ignore[attr-defined]
    posts = {each.id: str(each.content["variables"]["order_id"]) for each in taken}
    return Carried(messages, posts, coupons_twice, failures_untold)


def reminded_after_payment(carried: Carried) -> list[str]:
    """Orders reminded by a commit later than the one that confirmed them, or although the rung was left out."""
    rows = {message["id"]: message for message in carried.messages}
    late = [message["order_id"] for message in carried.messages if message["is_too_late"]]
    unsaid = [
        order_id
        for post_id, order_id in carried.posts.items()
        if post_id not in rows or rows[post_id]["state"] in NOT_SAID
    ]
    return late + unsaid


def told_twice(carried: Carried) -> list[str]:
    """Orders for which the other side took more messages than rungs were told by a gateway."""
    told = Counter(m["order_id"] for m in carried.messages if m["way"] != "in-page" and m["sending_at"])
    taken = Counter(carried.posts.values())
    return [order_id for order_id, count in taken.items() if count > told[order_id]]


def counts(carried: Carried, kind: str) -> dict[str, int]:
    """How messages of this kind ended, with the reason where one was left out."""
    ended = Counter(
        f"{message['state'].lower()} {message['reason'] or ''}".strip()
        for message in carried.messages
        if message["kind"] == kind
    )
    return dict(ended.most_common())
