"""A person decides a case, two where much money is at stake: give it back, accept it, or state what was done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wendan.domains.catalog.rules import demand_available
from wendan.domains.catalog.service import sell_available, sell_held
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.errors import ActionDoesNotFit, CaseIsUnderWay
from wendan.domains.incidents.model import Case, CaseState, Proposal, Step
from wendan.domains.incidents.rules import demand_open, next_step, told
from wendan.domains.incidents.service import propose, resolve
from wendan.domains.incidents.service import withdraw as take_back
from wendan.domains.ledger.service import accept as post_acceptance
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import confirm
from wendan.domains.ordering.states import UNPAID
from wendan.domains.payments.model import Fate, Payment, PaymentFact
from wendan.domains.payments.service import give, rebind
from wendan.domains.refunds.model import Reason, RefundWish
from wendan.flows.carry_coupon import after as coupons_after
from wendan.flows.carry_coupon import is_coupon_there
from wendan.flows.case_file import CaseFile, CasePlace, read_case_file
from wendan.flows.fulfil import deliver
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.refund_rows import new_refund
from wendan.platform.changes import Changes


class Action(StrEnum):
    """What a person can decide."""

    REFUND = "refund"
    ACCEPT = "accept"
    DONE = "done"


REENTER: Final = "reenter"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides what about a case, and why, in their own words."""

    place: CasePlace
    action: Action
    proposal: Proposal


async def resolve_case(house: House, decision: Decision) -> Case:
    """The case resolved, or with a proposal that another person must confirm.

    Raises CaseIsUnknown, CaseIsResolved, CaseIsUnderWay, ActionDoesNotFit, ItemIsSoldOut,
    AnotherPersonMustConfirm, ProposalDiffers.
    """
    case = await house.decide("resolve", lambda: _resolve_once(house, decision))
    if case.order_id is not None:
        house.hints.changed(case.store_id, case.order_id)
    return case


async def _resolve_once(house: House, decision: Decision) -> Case:
    file = await read_case_file(house, decision.place)
    limit = await house.policies.four_eyes_above(decision.place.store_id, decision.place.merchant_id)
    step = next_step(file.case, decision.proposal, limit)
    stamp = house.stamp()
    # What does not fit is refused to the first of two people already.
    carried_out = _carry_out(house, file, decision.action, stamp)
    if step is Step.PROPOSE:
        changed, changes = propose(file.case, decision.proposal, stamp.now)
        kind, words = "case-decision-proposed", decision.proposal
    else:
        changed, changes = resolve(file.case, told(file.case, decision.proposal), stamp.now)
        changes += carried_out
        kind, words = "case-resolved", decision.proposal
    if file.order is not None:
        said = {"case": changed.id, "action": words.action, "by": words.by, "words": words.words}
        if step is Step.EXECUTE and file.case.proposed_by is not None:
            said["proposed_by"] = file.case.proposed_by
        changes += file.order.evidence(stamp, Happening(kind, said))
    await house.database.commit(changes)
    return changed


async def withdraw_proposal(house: House, place: CasePlace) -> Case:
    """Nothing is proposed any more. Raises CaseIsUnknown, CaseIsResolved, CaseIsUnderWay."""
    return await house.decide("resolve", lambda: _withdraw_once(house, place))


async def _withdraw_once(house: House, place: CasePlace) -> Case:
    case = (await read_case_file(house, place)).case
    demand_open(case)
    if case.executing_at is not None:
        raise CaseIsUnderWay(since=case.executing_at.isoformat())
    bare, changes = take_back(case)
    await house.database.commit(changes)
    return bare


def possible_actions(file: CaseFile, stamp: Stamp) -> list[str]:
    """What a person can decide about the case as it stands; the likeliest first."""
    if file.case.state is not CaseState.OPEN:
        return []
    if file.unclaimed is not None:
        return [REENTER, Action.DONE]
    if file.order is None or file.money is None:
        return [Action.DONE]
    may_accept = _may_accept(file.order, file.money[0], stamp)
    return [Action.REFUND, Action.ACCEPT] if may_accept else [Action.REFUND]


def _carry_out(house: House, file: CaseFile, action: Action, stamp: Stamp) -> Changes:
    money = file.money
    if action is Action.DONE:
        # Money that waits in a case cannot be talked away: it must be given back or accepted.
        if money is not None:
            raise ActionDoesNotFit(action=action)
        return Changes()
    if money is None or file.order is None:
        raise ActionDoesNotFit(action=action)
    if action is Action.REFUND:
        return _give_back(house, file.order, money, stamp)
    return _accept(file.order, money, stamp)


def _give_back(house: House, file: OrderFile, money: tuple[Payment, PaymentFact], stamp: Stamp) -> Changes:
    payment, fact = money
    reason = Reason.CASE_DECISION
    key = f"{reason}:{payment.number}:{len(file.refunds)}"
    wish = RefundWish(payment.id, payment.channel, payment.account, fact.amount_fen, reason, key)
    refund, changes = new_refund(file, wish, stamp, house.directory.cell)
    if payment.fate is Fate.IN_CASE:
        given, giving = give(payment, Fate.RETURNING)
        changes += giving + coupons_after(file, given, stamp)[0]
    return changes + rebind(fact, "refund", refund.id)


def _may_accept(file: OrderFile, payment: Payment, stamp: Stamp) -> bool:
    is_wanted = file.order.state in (*UNPAID, OrderState.CLOSED)
    return payment.fate is Fate.IN_CASE and is_wanted and is_coupon_there(file, payment, stamp)


def _accept(file: OrderFile, money: tuple[Payment, PaymentFact], stamp: Stamp) -> Changes:
    """The amount was wrong, but the shop takes it for the order. Raises ActionDoesNotFit, ItemIsSoldOut."""
    payment, fact = money
    order = file.order
    if not _may_accept(file, payment, stamp):
        raise ActionDoesNotFit(action=Action.ACCEPT)
    wanted = held_by_item(file.holds)
    if order.state is OrderState.CLOSED:
        demand_available(wanted, file.stocks)
    kept, changes = give(payment, Fate.KEPT)
    changes += rebind(fact, "order", order.id) + coupons_after(file, kept, stamp)[0]
    changes += confirm(order, file.holds, stamp.now, file.store.timezone)[1]
    sell = sell_available if order.state is OrderState.CLOSED else sell_held
    changes += sell(order.store_id, wanted)
    changes += deliver(order, stamp)[0]
    return changes + post_acceptance(
        file.posting(fact.id, stamp), stamp.id(), fact.amount_fen, file.income(payment)
    )
