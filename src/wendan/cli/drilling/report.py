"""A drill's figures as JSON, and its verdict in plain words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.customer import Customer
from wendan.cli.drilling.evidence import Evidence
from wendan.cli.drilling.measures import percentile
from wendan.cli.drilling.oracle import SERVED, Judgement
from wendan.cli.drilling.plan import WILLING, Kind
from wendan.cli.drilling.reminders import counts
from wendan.cli.drilling.street import Street
from wendan.promises import PROMISES
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.faults import CallbackFault

MUST_BE_ZERO: Final = (
    "lost",
    "kept_twice",
    "oversold",
    "unseen",
    "guessed",
    "cases_avoidable",
    "coupons_twice",
    "reminded_after_payment",
    "told_twice",
    "rung_coupons_twice",
    "failures_untold",
    "left_frozen",
    "taken_too_much",
    "passes_for_nothing",
    "passes_twice_undetected",
    "passes_unfinished",
)
NORMAL: Final = (Kind.AT_ONCE, Kind.CLOSES_PAGE)


@dataclass(frozen=True, slots=True)
class Drilled:
    """Everything a report is made of."""

    crowd: Crowd
    evidence: Evidence
    judgement: Judgement
    benches: dict[str, Bench]
    killed: Counter[str]
    rush_s: float
    wall_s: float

    @property
    def street(self) -> Street:
        """What the customers shared: plan, measures, wire."""
        return self.crowd.street


def figures(drilled: Drilled) -> dict[str, Any]:
    """The report; everything in MUST_BE_ZERO and every breach must be 0."""
    return _money(drilled) | _pace(drilled) | _served(drilled) | _circumstances(drilled)


def _money(drilled: Drilled) -> dict[str, Any]:
    evidence, judgement = drilled.evidence, drilled.judgement
    return {
        "orders": len(evidence.orders),
        "paid_at_channel": sum(paid.taken_fen is not None for paid in evidence.books.values()),
        "confirmed": sum(order["confirmed_at"] is not None for order in evidence.orders.values()),
        "refunded": sum(refund["state"] == "SUCCEEDED" for refund in evidence.refunds),
        "cases_open": len(evidence.cases),
        "cases_avoidable": len(judgement.cases_avoidable),
        "closed_unpaid": _closed_unpaid(evidence),
        "lost": len(judgement.lost),
        "kept_twice": len(judgement.kept_twice),
        "oversold": len(judgement.oversold),
        "unseen": len(judgement.unseen),
        "guessed": len(judgement.guessed),
        "coupons_twice": len(judgement.coupons_twice),
        "reminded_after_payment": len(judgement.reminded_after_payment),
        "told_twice": len(judgement.told_twice),
        "rung_coupons_twice": len(judgement.rung_coupons_twice),
        "failures_untold": len(judgement.failures_untold),
        "left_frozen": len(judgement.left_frozen),
        "taken_too_much": len(judgement.taken_too_much),
        "holds": dict(Counter(hold["state"] for hold in evidence.holds.values())),
        "passes_for_nothing": len(judgement.passes_for_nothing),
        "passes_twice_undetected": len(judgement.passes_twice_undetected),
        "passes_unfinished": len(judgement.passes_unfinished),
        "passes": dict(Counter(evidence.passes.states.values())),
        "meals_on_passes": len(evidence.passes.given),
        "reminders": counts(evidence.carried, "rung"),
        "failures_told": counts(evidence.carried, "failure"),
        "messages_carried": len(evidence.carried.posts),
        "paid_with_coupon": sum(
            p["fate"] == "KEPT" and bool(p["coupon_id"]) for p in evidence.payments.values()
        ),
        "breaches": {promise: judgement.breaches[promise] for promise in PROMISES},
    }


def _pace(drilled: Drilled) -> dict[str, Any]:
    street = drilled.street
    return {
        "tickets": drilled.evidence.tickets,
        "duplicates_sent": street.wire.tally.repeats
        + sum(map(_repeated_callbacks, drilled.benches.values())),
        "queries_per_order": _queries_per_order(drilled),
        "time_to_truth_ms": _spread(_truth_ms(drilled.evidence), 0.5, 0.99, 1.0),
        "known_to_screen_ms": _spread(street.measures.known_to_screen_ms, 0.5, 0.99),
        "late_decided_s": _slowest(drilled.evidence, "late"),
        "second_refund_asked_s": _slowest(drilled.evidence, "second"),
        "orders_per_s": round(street.plan.orders / max(drilled.rush_s, 1e-3), 1),
        "wall_s": round(drilled.wall_s, 1),
    }


def _circumstances(drilled: Drilled) -> dict[str, Any]:
    plan, measures = drilled.street.plan, drilled.street.measures
    return {
        "seed": plan.seed,
        "faults": plan.faults,
        "page": plan.page,
        "killed": {victim: drilled.killed[victim] for victim in ("server", "worker", "postgres")},
        "time_scale": plan.time_scale,
        "rush_s": round(drilled.rush_s, 1),
        "queries_in_all": sum(payment["asked_times"] for payment in drilled.evidence.payments.values()),
        "answers": {str(n): count for n, count in sorted(drilled.street.wire.tally.statuses.items())},
        "callbacks_never_heard": [
            f"{notice.made.kind} {notice.made.number}"
            for bench in drilled.benches.values()
            for notice in bench.desk.books.notices.values()
            if not notice.made.is_lost and not notice.is_accepted
        ],
        "happened": dict(measures.happened.most_common()),
        "odd": measures.odd,
    }


def is_good(figures: dict[str, Any]) -> bool:
    """Whether nothing went wrong that must not."""
    return not (
        any(figures[name] for name in MUST_BE_ZERO) or any(figures["breaches"].values()) or figures["odd"]
    )


def _closed_unpaid(evidence: Evidence) -> int:
    paid = {
        p["order_id"] for n, p in evidence.payments.items() if (b := evidence.books.get(n)) and b.taken_fen
    }
    return sum(order["state"] == "CLOSED" and key not in paid for key, order in evidence.orders.items())


def _repeated_callbacks(bench: Bench) -> int:
    copies, fate = 0, bench.desk.fate
    for key, notice in bench.desk.books.notices.items():
        copies += max(0, notice.sends - 1)
        if not notice.made.is_lost and CallbackFault.DOUBLED in fate.of_callback(key):
            copies += fate.copies(key) - 1
    return copies


def _queries_per_order(drilled: Drilled) -> float | None:
    """Of customers who simply pay: how often the channel was asked about one order."""
    asked = drilled.evidence.payments
    normal = [c for c in drilled.crowd.customers if c.kind in NORMAL and c.has_paid]
    if not normal:
        return None
    times: int = sum(asked[number]["asked_times"] for c in normal for number in c.numbers if number in asked)
    return round(times / len(normal), 2)


def _truth_ms(evidence: Evidence) -> list[float]:
    """From the moment money really moved to the moment we knew, in own milliseconds."""
    return [
        (payment["known_at"].timestamp() - evidence.books[number].taken_at) * 1000
        for number, payment in evidence.payments.items()
        if payment["state"] == "SUCCEEDED" and payment["known_at"] is not None and number in evidence.books
    ]


def _slowest(evidence: Evidence, what: str) -> dict[str, float | int | None]:
    """From knowing of late or second money to its decision, or to asking for its refund, in own seconds."""
    took_s = [each["took_s"] for each in evidence.decided if each["what"] == what]
    return {"count": len(took_s), "max": round(max(took_s), 2) if took_s else None}


def _spread(values: list[float], *shares: float) -> dict[str, float | None]:
    names = {0.5: "p50", 0.99: "p99", 1.0: "max"}
    found = ((names[share], percentile(values, share)) for share in shares)
    return {name: None if value is None else round(value, 1) for name, value in found}


def _served(drilled: Drilled) -> dict[str, Any]:
    """Of those who wanted to pay and could (money as it was asked, dishes left): who got a meal."""
    willing = [
        c for c in drilled.crowd.customers if c.kind in WILLING and c.order_id and not _altered(drilled, c)
    ]
    unserved = [c for c in willing if drilled.evidence.orders[c.order_id or ""]["state"] not in SERVED]
    share = 1.0 if not willing else (len(willing) - len(unserved)) / len(willing)
    return {
        "served_of_willing": round(share, 5),
        "willing": len(willing),
        "not_served": [f"#{c.n} {c.kind}: {c.gave_up or 'no reason'}" for c in unserved][:50],
        "sold_out": sum(c.gave_up == "sold out" for c in drilled.crowd.customers),
    }


def _altered(drilled: Drilled, customer: Customer) -> bool:
    """The channel took another amount than was asked: a person must look, as the fault plan wanted."""
    known: Iterable[str] = customer.numbers
    books = drilled.evidence.books
    return any(
        (paid := books.get(number)) is not None and paid.taken_fen not in (None, paid.order.total_fen)
        for number in known
    )
