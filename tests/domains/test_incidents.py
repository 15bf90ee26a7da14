"""Who decides a case: one person, or two where much money is at stake."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from examples import NOON, STORE_ID
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.incidents.errors import (
    AnotherPersonMustConfirm,
    CaseIsResolved,
    CaseIsUnderWay,
    ProposalDiffers,
)
from wendan.domains.incidents.model import Case, CaseState, CaseType, Finding, Proposal, Step
from wendan.domains.incidents.rules import (
    ABOUT_MONEY,
    FIRST_RESPONSE,
    draw_up,
    is_response_late,
    needs_second,
    next_step,
    respond_by,
    told,
)
from wendan.domains.incidents.service import execute, open_case, propose, resolve, respond, withdraw
from wendan.kernel.money import Fen

LIMIT = 20000
WANG, LI = Proposal("refund", "说好了", "小王", UUID(int=1)), Proposal("refund", "同意", "小李", UUID(int=2))


def case_of(fen: int, kind: CaseType = CaseType.WRONG_AMOUNT) -> Case:
    return draw_up(Finding(STORE_ID, None, kind, "P1", "为何", Fen(fen)), UUID(int=9), NOON)


@given(st.integers(0, 10**8), st.sampled_from(CaseType), st.integers(0, 10**8))
def test_two_decide_about_money_above_the_limit_and_only_there(fen: int, kind: CaseType, limit: int) -> None:
    assert needs_second(case_of(fen, kind), limit) == (kind in ABOUT_MONEY and fen > limit)


@given(st.integers(0, LIMIT))
def test_up_to_the_limit_one_person_decides(fen: int) -> None:
    assert next_step(case_of(fen), WANG, LIMIT) is Step.EXECUTE


@given(st.integers(LIMIT + 1, 10**8))
def test_above_it_the_first_proposes_and_another_confirms(fen: int) -> None:
    case = case_of(fen)
    assert next_step(case, WANG, LIMIT) is Step.PROPOSE
    proposed, _ = propose(case, WANG, NOON)

    assert next_step(proposed, LI, LIMIT) is Step.EXECUTE
    with pytest.raises(AnotherPersonMustConfirm):
        next_step(proposed, WANG, LIMIT)
    for other in (replace(LI, action="accept"), replace(LI, content="another basket")):
        with pytest.raises(ProposalDiffers):
            next_step(proposed, other, LIMIT)


def test_a_withdrawn_proposal_leaves_the_case_as_it_was() -> None:
    case = case_of(LIMIT + 1)
    bare, _ = withdraw(propose(case, WANG, NOON)[0])

    assert (bare.responded_at, bare.responded_by) == (NOON, WANG.by), "who answered first stays"
    assert replace(bare, version=case.version, responded_at=None, responded_by=None) == case
    assert withdraw(case) == (case, withdraw(case)[1])
    assert not withdraw(case)[1]


def test_what_is_resolved_or_under_way_is_decided_by_nobody_else() -> None:
    case = case_of(1)
    with pytest.raises(CaseIsUnderWay):
        next_step(execute(case, WANG, "refund by 小王", NOON)[0], LI, LIMIT)
    done, _ = resolve(case, "done", NOON)
    assert done.state is CaseState.RESOLVED
    with pytest.raises(CaseIsResolved):
        next_step(done, LI, LIMIT)


def test_the_resolution_names_everybody_who_decided() -> None:
    case = case_of(LIMIT + 1)

    assert told(case, WANG) == "refund by 小王: 说好了"
    assert told(propose(case, WANG, NOON)[0], LI) == "refund by 小王 (说好了), confirmed by 小李: 同意"


def test_what_is_given_away_above_the_limit_takes_two_whatever_the_case_is_about() -> None:
    case = case_of(0, CaseType.TICKET_UNSEEN)

    assert next_step(case, WANG, LIMIT, LIMIT) is Step.EXECUTE
    assert next_step(case, WANG, LIMIT, LIMIT + 1) is Step.PROPOSE


def test_five_minutes_are_promised_and_the_first_answer_counts() -> None:
    case = case_of(100)
    until = respond_by(case)
    assert until == NOON + FIRST_RESPONSE == NOON + timedelta(minutes=5)

    assert not is_response_late(case, until)
    assert is_response_late(case, until + timedelta(seconds=1))
    answered, _ = respond(case, "小王", until)
    assert not is_response_late(answered, until + timedelta(days=1))
    assert respond(answered, "小李", until)[0] == answered
    assert resolve(answered, "done", until, "小李")[0].responded_by == "小王"


def test_what_a_machine_resolved_needed_no_answer() -> None:
    done, _ = resolve(case_of(100), "seen", NOON + timedelta(hours=1))

    assert not is_response_late(done, NOON + timedelta(hours=2))


def test_a_question_to_the_customer_calls_nobody() -> None:
    finding = Finding(STORE_ID, None, CaseType.LATE_CHOICE, "P1", "为何", Fen(1))
    case, changes = open_case(finding, [], UUID(int=9), NOON)

    assert [change.table.name for change in changes] == ["exception_case"]
    assert not is_response_late(case, NOON + timedelta(days=1))
