"""A rush in whose midst one channel dies and comes back: who still gets a meal, and how soon the traffic moves."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wendan.app import beside
from wendan.cli.drilling.cashier import PAID, Cashier
from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.customer import Customer
from wendan.cli.drilling.diary import Diary
from wendan.cli.drilling.evidence import gather_evidence
from wendan.cli.drilling.kitchen import KitchenScreen
from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.menu import drill_store
from wendan.cli.drilling.oracle import SERVED, Judgement, judge
from wendan.cli.drilling.plan import DrillPlan, Kind
from wendan.cli.drilling.rest import Rest
from wendan.cli.drilling.stage import Stage, StagePlan, stage
from wendan.cli.drilling.street import Street
from wendan.cli.drilling.wire import Refused, Wire
from wendan.platform.clock import real_pause
from wendan.sandbox.core.faults import AnswerFault, FaultPlan

BUCKET_S: Final = 5.0
MOST_TRIES: Final = 8
DEAD: Final = FaultPlan(
    answers={AnswerFault.TIME_OUT_BEFORE: 0.5, AnswerFault.UNAVAILABLE_BEFORE: 0.5}, hold_s=2.0
)
WELL: Final = FaultPlan()


@dataclass(frozen=True, slots=True)
class OutagePlan:
    """How many customers come in how many own seconds, and when which channel is dead."""

    customers: int
    seed: int
    channels: tuple[str, ...]
    dying: str
    lasts_s: float
    dies_at_s: float
    returns_at_s: float
    time_scale: float
    limit_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One press of 支付: when, by which channel, whether it was the first thing offered, how it ended."""

    at_s: float
    channel: str
    is_first_offer: bool
    outcome: str


@dataclass
class Diaries:
    """What all customers did."""

    began: float
    attempts: list[Attempt] = field(default_factory=list)
    offered: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole rush, judged."""

    plan: OutagePlan
    diaries: Diaries
    willing: int
    served: int
    judgement: Judgement
    why_not: Counter[str]


async def run_outage(plan: OutagePlan, directory: Path, tell: Callable[[str], None]) -> Seen:
    """Raises NotReady, NeverAtRest."""
    tell("building the stage")
    staged = StagePlan(directory, plan.seed, "none", plan.time_scale, channels=plan.channels)
    async with stage(staged) as standing:
        drill = DrillPlan(plan.customers, plan.seed, time_scale=plan.time_scale, channels=plan.channels)
        wire, diary, measures = (
            Wire(drill, standing.base_url),
            Diary(standing.clock),
            Measures(standing.clock),
        )
        store_id, token = await standing.open(drill_store(standing.accounts, plan.customers * 6))
        street = Street(drill, store_id, wire, Cashier(standing.benches), diary, measures)
        kitchen = KitchenScreen(wire, measures, token, str(store_id))
        try:
            await standing.until_ready(wire)
            async with beside(diary.run(), kitchen.run()):
                diaries, customers = await _rush(plan, standing, street, tell)
                measures.is_rush = False
                tell("coming to rest")
                await Rest(standing, Crowd(street, []), diary, plan.limit_s).come()
            return await _judged(plan, standing, diaries, customers)
        finally:
            await wire.aclose()


async def _rush(
    plan: OutagePlan, standing: Stage, street: Street, tell: Callable[[str], None]
) -> tuple[Diaries, list[Customer]]:
    diaries = Diaries(street.diary.now())
    customers = [Customer(street, n, Kind.AT_ONCE) for n in range(plan.customers)]
    tell("rush")
    async with beside(_die_and_return(plan, standing, street.diary)):
        visits = []
        for customer in customers:
            at_s = plan.lasts_s * customer.n / plan.customers
            await street.diary.nap(diaries.began + at_s - street.diary.now())
            visits.append(asyncio.create_task(_visit(plan, standing, customer, diaries)))
        await asyncio.gather(*visits)
    return diaries, customers


async def _die_and_return(plan: OutagePlan, standing: Stage, diary: Diary) -> None:
    fate = standing.benches[plan.dying].desk.fate
    await diary.nap(plan.dies_at_s)
    fate.plan = DEAD
    await diary.nap(plan.returns_at_s - plan.dies_at_s)
    fate.plan = WELL
    while True:
        await real_pause(60)


async def _visit(plan: OutagePlan, standing: Stage, customer: Customer, diaries: Diaries) -> None:
    """Takes what is offered first; when it fails, what is offered next."""
    street = customer.street
    await customer.sign_in()
    if not await customer.order():
        return
    customer.open_page()
    tried: list[str] = []
    for attempt in range(MOST_TRIES):
        offered = await customer.offered()
        if attempt == 0:
            diaries.offered.append((street.diary.now() - diaries.began, offered[0][0]))
        way = next((each for each in offered if each[0] not in tried), offered[0])
        at_s = street.diary.now() - diaries.began
        outcome = await _try(plan, standing, customer, way)
        diaries.attempts.append(Attempt(at_s, way[0], way == offered[0], outcome))
        if outcome == PAID:
            await customer.until_certain()
            break
        customer.gave_up = outcome
        tried = [way[0]]
    await customer.close_page()


async def _try(plan: OutagePlan, standing: Stage, customer: Customer, way: tuple[str, str]) -> str:
    """`paid`, or what the customer saw instead."""
    try:
        payment = await customer.press_once(way)
    except Refused as refused:
        return refused.code
    if payment["state"] != "PENDING":
        await customer.nap(2, 4, f"reads why {payment['number']}")
        return payment["cause"] or str(payment["state"])
    await customer.nap(3, 8, f"types the password {payment['number']}")
    if way[0] == plan.dying and standing.benches[plan.dying].desk.fate.plan is DEAD:
        return "the app does not answer"
    outcome = await customer.street.cashier.pay(payment)
    customer.has_paid |= outcome == PAID
    return outcome


async def _judged(plan: OutagePlan, standing: Stage, diaries: Diaries, customers: list[Customer]) -> Seen:
    evidence = await gather_evidence(standing)
    willing = [customer for customer in customers if customer.order_id is not None]
    states = {order_id: order["state"] for order_id, order in evidence.orders.items()}
    unserved = [c for c in willing if states[str(c.order_id)] not in SERVED]
    why_not = Counter(customer.gave_up or "?" for customer in unserved)
    return Seen(plan, diaries, len(willing), len(willing) - len(unserved), judge(evidence), why_not)


def figures(seen: Seen) -> dict[str, Any]:
    """The report as JSON: times in own seconds."""
    plan, attempts = seen.plan, seen.diaries.attempts
    failed = [
        a for a in attempts if a.channel == plan.dying and a.outcome != PAID and a.at_s >= plan.dies_at_s - 8
    ]
    moved_at = next((at for at, channel in _during(plan, seen) if channel != plan.dying), None)
    returned = [
        a.at_s
        for a in attempts
        if a.channel == plan.dying and a.at_s > plan.returns_at_s and a.outcome == PAID
    ]
    before_move = [a for a in failed if moved_at is None or a.at_s <= moved_at]
    judgement = seen.judgement
    return {
        "customers": plan.customers,
        "willing": seen.willing,
        "served": seen.served,
        "success_rate": round(seen.served / max(1, seen.willing), 5),
        "dying": plan.dying,
        "dies_at_s": plan.dies_at_s,
        "returns_at_s": plan.returns_at_s,
        "moved_after_s": None if moved_at is None else round(moved_at - plan.dies_at_s, 1),
        "failures_before_move": len(before_move),
        "returned_after_s": round(min(returned) - plan.returns_at_s, 1) if returned else None,
        "lost": len(judgement.lost),
        "kept_twice": len(judgement.kept_twice),
        "guessed": len(judgement.guessed),
        "breaches": dict(judgement.breaches),
        "why_not": dict(seen.why_not),
        "timeline": timeline(seen),
    }


def _during(plan: OutagePlan, seen: Seen) -> list[tuple[float, str]]:
    """What was offered first from the channel's death on; a last offer of the dying one ends the wait."""
    offered = sorted(each for each in seen.diaries.offered if plan.dies_at_s <= each[0] < plan.returns_at_s)
    last = max((at for at, channel in offered if channel == plan.dying), default=plan.dies_at_s)
    return [each for each in offered if each[0] >= last]


def timeline(seen: Seen) -> list[dict[str, Any]]:
    """For each stretch of five seconds: how many were paid and how many failed, by channel."""
    rows: dict[int, dict[str, Counter[str]]] = {}
    for attempt in seen.diaries.attempts:
        row = rows.setdefault(int(attempt.at_s // BUCKET_S), {"paid": Counter(), "failed": Counter()})
        row["paid" if attempt.outcome == PAID else "failed"][attempt.channel] += 1
    return [
        {"at_s": n * BUCKET_S, "paid": dict(row["paid"]), "failed": dict(row["failed"])}
        for n, row in sorted(rows.items())
    ]
