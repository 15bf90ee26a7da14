"""Cases as `Changes`; opening one also tells the outside through the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.incidents.model import Case, CaseState, Finding
from wendan.domains.incidents.rules import demand_open, draw_up
from wendan.domains.incidents.store import CASE_TABLE
from wendan.platform.changes import Changes
from wendan.platform.outbox import CASE_OPENED, Letter, post


def open_case(finding: Finding, known: Sequence[Case], case_id: UUID, now: datetime) -> tuple[Case, Changes]:
    """The case for a finding: the open one there is already, or a new one with its alarm in the outbox."""
    for case in known:
        if (case.state, case.type, case.subject) == (CaseState.OPEN, finding.type, finding.subject):
            return case, Changes()
    case = draw_up(finding, case_id, now)
    words = {
        "type": case.type,
        "reason": case.reason,
        "owner": case.owner,
        "deadline": case.deadline.isoformat(),
    }
    letter = Letter(case.store_id, case.id, case.order_id, CASE_OPENED, words, now)
    return case, Changes.of(CASE_TABLE.insert(case), post(letter))


def resolve(case: Case, resolution: str, now: datetime) -> tuple[Case, Changes]:
    """The case is done; `resolution` says how, in words. Raises CaseIsResolved."""
    demand_open(case)
    done = replace(
        case, state=CaseState.RESOLVED, version=case.version + 1, resolved_at=now, resolution=resolution
    )
    return done, Changes.of(CASE_TABLE.update(done))
