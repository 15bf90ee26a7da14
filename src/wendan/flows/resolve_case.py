"""A person decides a case: give the money back, accept it for its order, or state how it was dealt with."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from wendan.domains.catalog.rules import demand_available
from wendan.domains.catalog.service import sell_available, sell_held
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.errors import ActionDoesNotFit, CaseIsUnknown
from wendan.domains.incidents.model import Case
from wendan.domains.incidents.rules import demand_open
from wendan.domains.incidents.service import resolve
from wendan.domains.incidents.store import CASE_BY_ID
from wendan.domains.kitchen.service import queue
from wendan.domains.ledger.service import accept as post_acceptance
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import confirm
from wendan.domains.ordering.states import UNPAID
from wendan.domains.payments.model import Fate, Payment, PaymentFact
from wendan.domains.payments.service import give, rebind
from wendan.domains.refunds.model import Reason, RefundWish
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.refund_rows import new_refund
from wendan.platform.changes import Changes


class Action(StrEnum):
    """What a person can decide."""

    REFUND = "refund"
    ACCEPT = "accept"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides what about a case, and why, in their own words."""

    store_id: UUID
    case_id: UUID
    action: Action
    staff: str
    words: str


async def resolve_case(house: House, decision: Decision) -> Case:
    """Raises CaseIsUnknown, CaseIsResolved, ActionDoesNotFit, ItemIsSoldOut."""
    case = await house.decide("resolve", lambda: _resolve_once(house, decision))
    if case.order_id is not None:
        house.hints.changed(case.store_id, case.order_id)
    return case


async def _resolve_once(house: House, decision: Decision) -> Case:
    case = await house.database.read(CASE_BY_ID, store_id=decision.store_id, case_id=decision.case_id)
    if case is None:
        raise CaseIsUnknown
    demand_open(case)
    stamp = house.stamp()
    resolved, changes = resolve(case, f"{decision.action} by {decision.staff}: {decision.words}", stamp.now)
    file = await read_order_file(house, case.store_id, case.order_id) if case.order_id else None
    if file is None:
        if decision.action is not Action.DONE:
            raise ActionDoesNotFit(action=decision.action)
    else:
        changes += _with_money(house, file, (case, decision), stamp)
        words = {"case": case.id, "action": decision.action, "by": decision.staff, "words": decision.words}
        changes += file.evidence(stamp, Happening("case-resolved", words))
    await house.database.commit(changes)
    return resolved


def _with_money(house: House, file: OrderFile, decided: tuple[Case, Decision], stamp: Stamp) -> Changes:
    case, decision = decided
    money = _money_in(file, case)
    if decision.action is Action.DONE:
        # Money that waits in a case cannot be talked away: it must be given back or accepted.
        if money is not None:
            raise ActionDoesNotFit(action=decision.action)
        return Changes()
    if money is None:
        raise ActionDoesNotFit(action=decision.action)
    return (
        _give_back(house, file, money, stamp)
        if decision.action is Action.REFUND
        else _accept(file, money, stamp)
    )


def _money_in(file: OrderFile, case: Case) -> tuple[Payment, PaymentFact] | None:
    for fact in file.facts:
        if fact.bound_id == case.id:
            payment = file.payment_of(fact.number)
            assert payment is not None
            return payment, fact
    return None


def _give_back(house: House, file: OrderFile, money: tuple[Payment, PaymentFact], stamp: Stamp) -> Changes:
    payment, fact = money
    reason = Reason.CASE_DECISION
    key = f"{reason}:{payment.number}:{len(file.refunds)}"
    wish = RefundWish(payment.id, payment.channel, payment.account, fact.amount_fen, reason, key)
    refund, changes = new_refund(file, wish, stamp, house.directory.cell)
    if payment.fate is Fate.IN_CASE:
        changes += give(payment, Fate.RETURNING)[1]
    return changes + rebind(fact, "refund", refund.id)


def _accept(file: OrderFile, money: tuple[Payment, PaymentFact], stamp: Stamp) -> Changes:
    """The amount was wrong, but the shop takes it for the order. Raises ActionDoesNotFit, ItemIsSoldOut."""
    payment, fact = money
    order = file.order
    is_waiting = order.state in (*UNPAID, OrderState.CLOSED)
    if payment.fate is not Fate.IN_CASE or not is_waiting:
        raise ActionDoesNotFit(action=Action.ACCEPT)
    wanted = held_by_item(file.holds)
    if order.state is OrderState.CLOSED:
        demand_available(wanted, file.stocks)
    changes = give(payment, Fate.KEPT)[1] + rebind(fact, "order", order.id)
    changes += confirm(order, file.holds, stamp.now, file.store.timezone)[1]
    sell = sell_available if order.state is OrderState.CLOSED else sell_held
    changes += sell(order.store_id, wanted)
    changes += queue(order.store_id, order.id, stamp.id(), stamp.now)[1]
    return changes + post_acceptance(file.posting(fact.id, stamp), stamp.id(), fact.amount_fen)
