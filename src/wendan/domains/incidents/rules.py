"""Guidance per type, and which cases of the watch open and close."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from wendan.domains.incidents.errors import (
    AnotherPersonMustConfirm,
    CaseIsResolved,
    CaseIsUnderWay,
    ProposalDiffers,
)
from wendan.domains.incidents.model import Case, CaseState, CaseType, Finding, Guidance, Proposal, Step

GUIDANCE = {
    CaseType.WRONG_AMOUNT: Guidance("finance", 30, "refund"),
    CaseType.UNKNOWN_NUMBER: Guidance("finance", 120, "find-the-order"),
    CaseType.CONTRADICTION: Guidance("finance", 30, "ask-the-channel"),
    CaseType.REFUND_FAILED: Guidance("finance", 120, "refund-by-other-route"),
    CaseType.TICKET_UNSEEN: Guidance("kitchen", 2, "look-at-the-screen"),
    CaseType.PAY_LATER_OVERDUE: Guidance("finance", 24 * 60, "collect-the-debt"),
    CaseType.UNCERTAIN_OVERNIGHT: Guidance("finance", 12 * 60, "ask-the-channel"),
    CaseType.LARGE_UNPAID: Guidance("finance", 24 * 60, "review-the-order"),
    # D1: nothing is more urgent; 5 minutes are what the customer is told.
    CaseType.PAID_WITHOUT_ORDER: Guidance("engineering", 5, "settle-the-money"),
    CaseType.GIVEN_WITHOUT_ORDER: Guidance("finance", 60, "find-the-order"),
    CaseType.MEAL_GIVEN_TWICE: Guidance("finance", 24 * 60, "look-at-the-counters"),
    CaseType.PROMISE_BROKEN: Guidance("engineering", 15, "look-at-the-breach"),
    CaseType.LATE_CHOICE: Guidance("customer", 10, "wait-for-the-customer"),
    CaseType.COMPENSATION_DUE: Guidance("support", 24 * 60, "make-good"),
    CaseType.BILL_MISSING: Guidance("finance", 12 * 60, "ask-the-channel"),
    CaseType.BILL_REFUSED: Guidance("finance", 12 * 60, "ask-the-channel"),
    CaseType.BOOKS_DIFFER: Guidance("finance", 24 * 60, "look-at-the-difference"),
    CaseType.NOT_HANDED_BACK: Guidance("counter", 30, "hand-the-money-back"),
    CaseType.MEAL_UNCOLLECTED: Guidance("finance", 24 * 60, "collect-the-debt"),
    CaseType.HOLD_NOT_RELEASED: Guidance("finance", 120, "ask-the-channel"),
}


# 五分钟首次响应 (D3).
FIRST_RESPONSE = timedelta(minutes=5)
# The customer's own to decide, and decided without them in minutes: nobody is called.
CALLS_NOBODY = (CaseType.LATE_CHOICE,)
# Where a decision moves money, or lets it rest.
ABOUT_MONEY = (
    CaseType.WRONG_AMOUNT,
    CaseType.UNKNOWN_NUMBER,
    CaseType.CONTRADICTION,
    CaseType.REFUND_FAILED,
    CaseType.BOOKS_DIFFER,
)


def needs_second(case: Case, above_fen: int) -> bool:
    """Whether two people must decide (四眼): about money, above the limit."""
    return case.type in ABOUT_MONEY and case.amount_fen > above_fen


def next_step(case: Case, decided: Proposal, above_fen: int, given_fen: int = 0) -> Step:
    """Whether this decision is carried out now, or waits for another person to say the same.

    `given_fen`: what is given away by it, whatever the case is about.

    Raises CaseIsResolved, CaseIsUnderWay, AnotherPersonMustConfirm, ProposalDiffers.
    """
    demand_open(case)
    if case.executing_at is not None:
        raise CaseIsUnderWay(since=case.executing_at.isoformat())
    if not needs_second(case, above_fen) and given_fen <= above_fen:
        return Step.EXECUTE
    if case.proposed_action is None:
        return Step.PROPOSE
    if case.proposed_by_id == decided.by_id:
        raise AnotherPersonMustConfirm(by=case.proposed_by)
    if (case.proposed_action, case.proposed_content) != (decided.action, decided.content):
        raise ProposalDiffers(action=case.proposed_action, by=case.proposed_by)
    return Step.EXECUTE


def told(case: Case, decided: Proposal) -> str:
    """Who decided what and why, in one line."""
    if case.proposed_by is None or case.proposed_by_id == decided.by_id:
        return f"{decided.action} by {decided.by}: {decided.words}"
    first = f"{case.proposed_by} ({case.proposed_words})"
    return f"{decided.action} by {first}, confirmed by {decided.by}: {decided.words}"


def respond_by(case: Case) -> datetime | None:
    """Until when somebody has promised to answer (D3); None where nobody is called."""
    return None if case.type in CALLS_NOBODY else case.opened_at + FIRST_RESPONSE


def is_response_late(case: Case, now: datetime) -> bool:
    """Whether the promise was broken, or is being broken now; what a machine resolved needed no answer."""
    until = respond_by(case)
    if until is None or (case.responded_at is None and case.resolved_at is not None):
        return False
    return (case.responded_at or now) > until


def draw_up(finding: Finding, case_id: UUID, now: datetime) -> Case:
    """The case a finding becomes."""
    guidance = GUIDANCE[finding.type]
    return Case(
        store_id=finding.store_id,
        id=case_id,
        order_id=finding.order_id,
        type=finding.type,
        subject=finding.subject,
        state=CaseState.OPEN,
        version=1,
        reason=finding.reason,
        recommended_action=guidance.recommended_action,
        owner=guidance.owner,
        deadline=now + timedelta(minutes=guidance.within_minutes),
        amount_fen=finding.amount_fen,
        opened_at=now,
        resolved_at=None,
        resolution=None,
    )


def demand_open(case: Case) -> None:
    """Raises CaseIsResolved."""
    if case.state is not CaseState.OPEN:
        raise CaseIsResolved(resolution=case.resolution)


def healed(cases: Iterable[Case], findings: Iterable[Finding]) -> list[Case]:
    """Open cases whose finding is there no more."""
    still = {(finding.store_id, finding.subject) for finding in findings}
    return [case for case in cases if (case.store_id, case.subject) not in still]
