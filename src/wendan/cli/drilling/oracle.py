"""Judges a drill by the sandbox's books: where is the money that was REALLY taken?"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from wendan.cli.drilling.evidence import Evidence
from wendan.cli.drilling.held import HeldThere
from wendan.cli.drilling.pass_books import for_nothing, twice_undetected, unfinished
from wendan.cli.drilling.reminders import reminded_after_payment, told_twice
from wendan.domains.recovery.model import Compensation
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.views import book_of

UNFINISHED: Final = ("CREATED", "REQUESTED", "PROCESSING", "UNKNOWN")
BUDGET: Final = Compensation()
SERVED: Final = ("CONFIRMED", "PREPARING", "READY", "COMPLETED")


@dataclass
class Judgement:
    """Lists hold the offending numbers: all of them should be empty."""

    lost: list[str] = field(default_factory=list)
    kept_twice: list[str] = field(default_factory=list)  # orders
    cases_avoidable: list[str] = field(default_factory=list)
    oversold: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)  # orders
    guessed: list[str] = field(default_factory=list)
    coupons_twice: list[str] = field(default_factory=list)  # coupons
    reminded_after_payment: list[str] = field(default_factory=list)  # orders
    told_twice: list[str] = field(default_factory=list)  # orders
    rung_coupons_twice: list[str] = field(default_factory=list)  # orders
    failures_untold: list[str] = field(default_factory=list)  # payments
    left_frozen: list[str] = field(default_factory=list)  # holds
    taken_too_much: list[str] = field(default_factory=list)  # holds
    passes_for_nothing: list[str] = field(default_factory=list)  # orders
    passes_twice_undetected: list[str] = field(default_factory=list)  # orders
    passes_unfinished: list[str] = field(default_factory=list)  # orders
    breaches: Counter[str] = field(default_factory=Counter)


def judge(evidence: Evidence) -> Judgement:
    """Every way in which money, stock or an order can have gone wrong."""
    judgement = Judgement(
        lost=[
            n for n, paid in evidence.books.items() if _kept(paid) > 0 and not _has_home(evidence, n, paid)
        ],
        kept_twice=_kept_twice(evidence),
        cases_avoidable=[f"{c['type']} {c['subject']}" for c in evidence.cases if not _is_fair(evidence, c)],
        oversold=[
            f"{s['name']}: {s}"
            for s in evidence.stock
            if s["served"] > s["total"]
            or s["sold"] != s["served"]
            or min(s["held"], s["sold"], s["available"]) < 0
        ],
        unseen=[o for o, order in evidence.orders.items() if order["state"] in SERVED and not order["seen"]],
        guessed=[n for n in evidence.payments if _is_guessed(evidence, n)],
        coupons_twice=_coupons_twice(evidence),
        reminded_after_payment=reminded_after_payment(evidence.carried),
        told_twice=told_twice(evidence.carried),
        rung_coupons_twice=evidence.carried.coupons_twice,
        failures_untold=evidence.carried.failures_untold,
        left_frozen=[n for n, held in evidence.held_there.items() if held.is_frozen],
        taken_too_much=[n for n, held in evidence.held_there.items() if _is_too_much(evidence, n, held)],
        passes_for_nothing=for_nothing(evidence.passes, _paid_in_full(evidence)),
        passes_twice_undetected=twice_undetected(evidence.passes),
        passes_unfinished=unfinished(evidence.passes),
    )
    judgement.breaches.update(breach.promise for breach in evidence.breaches)
    return judgement


def orders_of(evidence: Evidence, judgement: Judgement) -> list[str]:
    """Orders whose history explains what went wrong."""
    numbers = [*judgement.lost, *judgement.guessed, *judgement.failures_untold]
    orders = [evidence.payments[n]["order_id"] for n in numbers if n in evidence.payments]
    held = [*judgement.left_frozen, *judgement.taken_too_much]
    orders += [evidence.holds[n]["order_id"] for n in held if n in evidence.holds]
    orders += judgement.kept_twice + judgement.unseen
    orders += judgement.reminded_after_payment + judgement.told_twice + judgement.rung_coupons_twice
    orders += judgement.passes_for_nothing + judgement.passes_twice_undetected + judgement.passes_unfinished
    orders += [str(breach.order_id) for breach in evidence.breaches if breach.order_id]
    orders += [c["order_id"] for c in evidence.cases if c["order_id"] and not _is_fair(evidence, c)]
    return list(dict.fromkeys(orders))


def _is_too_much(evidence: Evidence, number: str, held: HeldThere) -> bool:
    """Taken of a hold for an order that was not served, or more than it costs, and not given back."""
    ours, paid = evidence.holds.get(number), evidence.books.get(number)
    if not held.taken_fen or paid is None or _kept(paid) <= 0:
        return False
    order = None if ours is None else evidence.orders[ours["order_id"]]
    return order is None or order["state"] not in SERVED or _kept(paid) > order["total_fen"]


def _paid_in_full(evidence: Evidence) -> set[str]:
    """Orders for which a channel really took what was asked, whatever became of it later."""
    return {
        payment["order_id"]
        for number, payment in evidence.payments.items()
        if (paid := evidence.books.get(number)) is not None and paid.taken_fen == paid.order.total_fen
    }


def _kept(paid: Trade) -> int:
    """What the channel really holds of this number: taken less given back."""
    return book_of(paid).kept_fen if paid.taken_fen else 0


def _has_home(evidence: Evidence, number: str, paid: Trade) -> bool:
    """A confirmed order's one kept payment, a refund on its way for all of it, or an open case."""
    if any(number in (case["number"], case["subject"].split(":")[0]) for case in evidence.cases):
        return True
    payment = evidence.payments.get(number)
    if payment is None:
        return False
    on_its_way = sum(r["amount_fen"] for r in evidence.refunds_of(payment["id"]) if r["state"] in UNFINISHED)
    kept = _kept(paid) - on_its_way
    if kept <= 0:
        return True
    order = evidence.orders[payment["order_id"]]
    is_its_payment = payment["fate"] == "KEPT" and order["state"] in SERVED
    # What a coupon took off was never asked of the channel: with it, the money is the whole price.
    price_fen = order["total_fen"] - payment["discount_fen"]
    return is_its_payment and kept <= price_fen == paid.taken_fen


def _kept_twice(evidence: Evidence) -> list[str]:
    """Orders for which the channel holds more than one payment that nobody gives back or looks at."""
    kept: Counter[str] = Counter()
    in_case = {case["number"] for case in evidence.cases}
    for number, payment in evidence.payments.items():
        paid = evidence.books.get(number)
        if paid is None or _kept(paid) <= 0 or number in in_case:
            continue
        returning = [r for r in evidence.refunds_of(payment["id"]) if r["state"] in UNFINISHED]
        if not returning:
            kept[payment["order_id"]] += 1
    return [order_id for order_id, count in kept.items() if count > 1]


def _coupons_twice(evidence: Evidence) -> list[str]:
    """Coupons with which more than one meal was paid: by what the channels took, and who was served."""
    used: Counter[str] = Counter()
    for number, payment in evidence.payments.items():
        paid, coupon = evidence.books.get(number), payment["coupon_id"]
        is_served = evidence.orders[payment["order_id"]]["state"] in SERVED
        if coupon and paid is not None and _kept(paid) > 0 and payment["fate"] == "KEPT" and is_served:
            used[coupon] += 1
    return [coupon for coupon, count in used.items() if count > 1]


def _is_fair(evidence: Evidence, case: dict[str, str]) -> bool:
    """Whether a person is really needed: an altered amount, a contradicting channel, a number nobody knows, a pass shown twice, a budget that does not reach."""
    if case["type"] == "meal-given-twice":
        return case["order_id"] in evidence.passes.shown_twice
    number = case["number"] or case["subject"].split(":")[0]
    paid = evidence.books.get(number)
    if case["type"] == "wrong-amount":
        return paid is not None and paid.taken_fen is not None and paid.taken_fen != paid.order.total_fen
    if case["type"] == "contradiction":
        return paid is not None and paid.closed_at is not None and paid.taken_fen is not None
    if case["type"] == "compensation-due":
        amount = int(case["amount_fen"])
        return amount > BUDGET.per_case_fen or evidence.spent_fen + amount > BUDGET.per_day_fen
    return case["type"] == "unknown-number" and number not in evidence.payments


def _is_guessed(evidence: Evidence, number: str) -> bool:
    """Given up without the channel's word, or although the channel took money for it."""
    payment = evidence.payments[number]
    if payment["state"] not in ("FAILED", "CLOSED"):
        return False
    paid = evidence.books.get(number)
    return not payment["is_proven"] or (paid is not None and _kept(paid) > 0)
