"""The month in figures: ours beside what the channel and the post really did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from wendan.cli.simulating.other_side import MonthPost
from wendan.cli.simulating.people import Habit
from wendan.cli.simulating.town import Town
from wendan.flows.measure_ladder import LadderFigures, RungFigures
from wendan.kernel.shares import Interval, Share
from wendan.promises import Breach

_FIGURES: Final = {
    "states": "SELECT state, count(*) AS n FROM customer_order GROUP BY state ORDER BY state",
    "payments": "SELECT state, count(*) AS n FROM payment GROUP BY state ORDER BY state",
    "messages": "SELECT way || ' ' || state AS state, count(*) AS n FROM message GROUP BY 1 ORDER BY 1",
    "coupons": "SELECT state, count(*) AS n FROM coupon GROUP BY state ORDER BY state",
    "cases": "SELECT type AS state, count(*) AS n FROM exception_case WHERE state = 'OPEN' GROUP BY type ORDER BY type",
}
_ONE: Final = {
    "reminded_after_payment": """SELECT count(*) AS n FROM message AS m JOIN customer_order AS o
        ON o.store_id = m.store_id AND o.id = m.order_id WHERE m.kind = 'rung' AND m.sending_at > o.confirmed_at""",
    "coupons_twice": """SELECT count(*) AS n FROM (SELECT 1 FROM coupon WHERE origin_key LIKE 'rung:%'
        GROUP BY store_id, cause_order_id HAVING count(*) > 1) AS twice""",
    "kept_fen": "SELECT coalesce(sum(received_fen), 0)::bigint AS n FROM payment WHERE fate = 'KEPT'",
    "given_back_fen": "SELECT coalesce(sum(amount_fen), 0)::bigint AS n FROM refund WHERE state = 'SUCCEEDED'",
    "bad_debts": "SELECT count(*) AS n FROM bad_debt WHERE recovered_at IS NULL",
    "timers_left": "SELECT count(*) AS n FROM timer WHERE kind NOT IN ('coupon_expiry', 'day_audit')",
}
AT_REST: Final = ("COMPLETED", "CLOSED", "CANCELLED")


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything the report is made of."""

    town: Town
    posts: Sequence[MonthPost]
    ladder: LadderFigures
    left_alone: int
    breaches: Sequence[Breach]


async def judged(facts: Judged) -> dict[str, Any]:
    """The figures; `is_good` when nothing was left alone, said too late, given twice, lost, or not at rest."""
    town = facts.town
    database = town.timeline.house.reports
    tables = {
        name: {row["state"]: row["n"] for row in await database.fetch(sql)} for name, sql in _FIGURES.items()
    }
    ones = {name: (await database.fetch(sql))[0]["n"] for name, sql in _ONE.items()}
    taken = sum(trade.ask.amount_fen for trade in town.channel.trades.values() if trade.is_paid)
    returned = sum(town.channel.refunds.values())
    not_at_rest = sum(n for state, n in tables["states"].items() if state not in AT_REST)
    must_be_nothing = {
        "unpaid_left_alone": facts.left_alone,
        "reminded_after_payment": ones["reminded_after_payment"],
        "coupons_twice": ones["coupons_twice"],
        "said_twice": sum(post.twice for post in facts.posts),
        "not_at_rest": not_at_rest,
        "lost_fen": taken - returned - ones["kept_fen"],
        "breaches": len(facts.breaches),
        "broken_flows": sum(town.timeline.broken.values()),
    }
    return {
        "orders": town.came,
        "must_be_nothing": must_be_nothing,
        **tables,
        **{name: ones[name] for name in ("kept_fen", "given_back_fen", "bad_debts", "timers_left")},
        "bad_debt_share": round(ones["bad_debts"] / max(1, town.came), 6),
        "lost_callbacks": town.lost_callbacks,
        "asked_channel": dict(town.channel.asked),
        "refused": dict(town.timeline.refused),
        "broken": dict(town.timeline.broken),
        "habits": {str(habit): n for habit, n in _habits(town).items()},
        "ladder": _ladder(facts),
        "breach_kinds": dict(Counter(breach.promise for breach in facts.breaches)),
        "is_good": not any(must_be_nothing.values()),
    }


def _habits(town: Town) -> Counter[Habit]:
    return Counter(visit.coming.habit for visit in town.visits.values())


def _ladder(facts: Judged) -> dict[str, Any]:
    """Measured against those left out, beside what the simulation knows: who paid because of a rung."""
    ladder = facts.ladder
    return {
        "told": _share(ladder.told),
        "held_out": _share(ladder.held_out),
        "effect": _interval(ladder.effect),
        "rungs": [_rung(facts.town, rung) for rung in ladder.rungs],
    }


def _rung(town: Town, rung: RungFigures) -> dict[str, Any]:
    true_effect = town.moved[rung.rung] / max(1, rung.told)
    return {
        "rung": rung.rung,
        "way": rung.way,
        "told": rung.told,
        "recovered": _share(rung.recovered),
        "held_out": _share(rung.held_out),
        "effect": _interval(rung.effect),
        "true_effect": round(true_effect, 4),
        "holds_truth": rung.effect is not None and rung.effect.low <= true_effect <= rung.effect.high,
        "skipped": {each.reason: each.orders for each in rung.skipped},
    }


def _share(share: Share) -> dict[str, Any]:
    return asdict(share)


def _interval(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else asdict(interval)
