"""Cases as `Changes`; opening one also tells the outside through the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from wendan.domains.incidents.model import Case, CaseState, Finding, Proposal
from wendan.domains.incidents.rules import CALLS_NOBODY, demand_open, draw_up
from wendan.domains.incidents.store import CASE_TABLE
from wendan.platform.changes import Changes
from wendan.platform.outbox import CASE_OPENED, Letter, post


def open_case(finding: Finding, known: Sequence[Case], case_id: UUID, now: datetime) -> tuple[Case, Changes]:
    """The case for a finding: the open one there is already, or a new one with its alarm in the outbox."""
    for case in known:
        if (case.state, case.type, case.subject) == (CaseState.OPEN, finding.type, finding.subject):
            return case, Changes()
    case = draw_up(finding, case_id, now)
    if case.type in CALLS_NOBODY:
        return case, Changes.of(CASE_TABLE.insert(case))
    words = {
        "type": case.type,
        "reason": case.reason,
        "owner": case.owner,
        "deadline": case.deadline.isoformat(),
    }
    letter = Letter(case.store_id, case.id, case.order_id, CASE_OPENED, words, now)
    return case, Changes.of(CASE_TABLE.insert(case), post(letter))


class _Answer(TypedDict):
    responded_at: datetime
    responded_by: str


def _answered(case: Case, by: str, now: datetime) -> _Answer:
    """Who answered first, and when; it stays with the first."""
    return {"responded_at": case.responded_at or now, "responded_by": case.responded_by or by}


def respond(case: Case, by: str, now: datetime) -> tuple[Case, Changes]:
    """A person is on it; no change where somebody was before."""
    if case.responded_at is not None:
        return case, Changes()
    answered = replace(case, version=case.version + 1, **_answered(case, by, now))
    return answered, Changes.of(CASE_TABLE.update(answered))


def propose(case: Case, proposal: Proposal, now: datetime) -> tuple[Case, Changes]:
    """One person has decided; the case stays open for another to confirm."""
    proposed = replace(
        case,
        version=case.version + 1,
        proposed_action=proposal.action,
        proposed_words=proposal.words,
        proposed_content=proposal.content,
        proposed_by=proposal.by,
        proposed_by_id=proposal.by_id,
        proposed_at=now,
        **_answered(case, proposal.by, now),
    )
    return proposed, Changes.of(CASE_TABLE.update(proposed))


def withdraw(case: Case) -> tuple[Case, Changes]:
    """Nothing is proposed any more, and nothing under way."""
    if case.proposed_action is None and case.executing_at is None:
        return case, Changes()
    bare = replace(
        case,
        version=case.version + 1,
        proposed_action=None,
        proposed_words=None,
        proposed_content=None,
        proposed_by=None,
        proposed_by_id=None,
        proposed_at=None,
        executing_at=None,
        resolution=None,
    )
    return bare, Changes.of(CASE_TABLE.update(bare))


def execute(case: Case, decided: Proposal, resolution: str, now: datetime) -> tuple[Case, Changes]:
    """A decision takes more than one commit: from here on nobody else decides."""
    claimed = replace(
        case,
        version=case.version + 1,
        proposed_action=decided.action,
        proposed_words=case.proposed_words or decided.words,
        proposed_content=decided.content,
        proposed_by=case.proposed_by or decided.by,
        proposed_by_id=case.proposed_by_id or decided.by_id,
        proposed_at=case.proposed_at or now,
        executing_at=now,
        resolution=resolution,
        **_answered(case, decided.by, now),
    )
    return claimed, Changes.of(CASE_TABLE.update(claimed))


def resolve(case: Case, resolution: str, now: datetime, by: str | None = None) -> tuple[Case, Changes]:
    """The case is done; `resolution` says how, in words; `by` is None where no person did it. Raises CaseIsResolved."""
    demand_open(case)
    seen = replace(case, **_answered(case, by, now)) if by else case
    done = replace(
        seen,
        state=CaseState.RESOLVED,
        version=case.version + 1,
        resolved_at=now,
        resolution=resolution,
        executing_at=None,
    )
    return done, Changes.of(CASE_TABLE.update(done))
