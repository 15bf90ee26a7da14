"""Guidance per type, and which cases of the watch open and close."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from wendan.domains.incidents.errors import CaseIsResolved
from wendan.domains.incidents.model import Case, CaseState, CaseType, Finding, Guidance

GUIDANCE = {
    CaseType.WRONG_AMOUNT: Guidance("finance", 30, "refund"),
    CaseType.UNKNOWN_NUMBER: Guidance("finance", 120, "find-the-order"),
    CaseType.CONTRADICTION: Guidance("finance", 30, "ask-the-channel"),
    CaseType.REFUND_FAILED: Guidance("finance", 120, "refund-by-other-route"),
    CaseType.TICKET_UNSEEN: Guidance("kitchen", 2, "look-at-the-screen"),
    CaseType.PROMISE_BROKEN: Guidance("engineering", 15, "look-at-the-breach"),
}


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
