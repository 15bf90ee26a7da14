"""A person decides a case, two where much money is at stake: give it back, accept it, or state what was done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.errors import ActionDoesNotFit, CaseIsUnderWay
from wendan.domains.incidents.model import Case, CaseState, Proposal, Step
from wendan.domains.incidents.rules import demand_open, next_step, told
from wendan.domains.incidents.service import propose, resolve
from wendan.domains.incidents.service import withdraw as take_back
from wendan.domains.refunds.model import Reason
from wendan.flows.case_file import CaseFile, CasePlace, read_case_file
from wendan.flows.case_money import accept_money, give_money_back, may_accept
from wendan.flows.house import House, Stamp
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
        resolution = told(file.case, decision.proposal)
        changed, changes = resolve(file.case, resolution, stamp.now, decision.proposal.by)
        changes += carried_out + file.settled(resolution, stamp)
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
    is_possible = may_accept(file.order, file.money[0], stamp)
    return [Action.REFUND, Action.ACCEPT] if is_possible else [Action.REFUND]


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
        return give_money_back(house, file.order, money, Reason.CASE_DECISION, stamp)[1]
    return accept_money(file.order, money, stamp)[0]
