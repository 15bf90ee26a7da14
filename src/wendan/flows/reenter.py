"""补单: money that leads to no order of ours becomes one, by people who looked for duplicates first.

The case lies with head office, the order in a store, and no transaction spans two stores. So the decision is
written down with an alarm clock (from here on nobody else decides), the order is made in its store once,
whoever makes it, and the case is resolved. What dies in between, the alarm clock finishes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from wendan.domains.catalog.model import BasketLine
from wendan.domains.incidents.errors import ActionDoesNotFit
from wendan.domains.incidents.model import Case, CaseState, Proposal, Step
from wendan.domains.incidents.rules import next_step, told
from wendan.domains.incidents.service import execute, propose, resolve, withdraw
from wendan.flows.case_file import CaseFile, CasePlace, demand_own_store, read_case_file
from wendan.flows.house import House, HouseIsBusy
from wendan.flows.reentry_order import Reentry, demand_possible, make_order
from wendan.flows.resolve_case import REENTER
from wendan.kernel.errors import Refusal
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

REENTRY_TIMER: Final = "reentry"
# Whoever decided carries it out at once; the alarm clock is for the case that they die before.
GRACE: Final = timedelta(seconds=10)
_encode = msgspec.json.Encoder(order="deterministic").encode


class ReentryContent(msgspec.Struct, frozen=True):
    """What exactly was decided; two people must mean the same."""

    store_id: UUID
    lines: list[BasketLine]
    table_no: str | None


_content = msgspec.json.Decoder(ReentryContent)


@dataclass(frozen=True, slots=True)
class ReentryWish:
    """Who leads the money of which case to an order of which dishes in which store, and why."""

    place: CasePlace
    store_id: UUID
    lines: list[BasketLine]
    table_no: str | None
    words: str
    staff: tuple[UUID, str]

    def proposal(self) -> Proposal:
        """The wish as a decision about the case."""
        content = _encode(ReentryContent(self.store_id, self.lines, self.table_no)).decode()
        return Proposal(REENTER, self.words, self.staff[1], self.staff[0], content)


def proposed_reentry(case: Case) -> ReentryContent | None:
    """The dishes and the store that a first person proposed, for the second one to look at."""
    if case.proposed_action != REENTER or case.proposed_content is None:
        return None
    return _content.decode(case.proposed_content)


async def reenter(house: House, wish: ReentryWish) -> Case:
    """The case resolved by a new order, or with a proposal that another person must confirm.

    Raises CaseIsUnknown, CaseIsResolved, CaseIsUnderWay, ActionDoesNotFit, StoreIsUnknown, TotalDiffers,
    MoneyHasItsHome, AnotherPersonMustConfirm, ProposalDiffers, and what makes a basket impossible.
    """
    case = await house.decide("reenter", lambda: _decide_once(house, wish))
    return await _finish(house, wish.place) if case.executing_at is not None else case


async def _decide_once(house: House, wish: ReentryWish) -> Case:
    file = await read_case_file(house, wish.place)
    proposal = wish.proposal()
    if _is_decided(file.case, proposal):
        return file.case
    limit = await house.policies.four_eyes_above(wish.place.store_id, wish.place.merchant_id)
    step = next_step(file.case, proposal, limit)
    if file.unclaimed is None:
        raise ActionDoesNotFit(action=REENTER)
    now = house.clock.now()
    await demand_own_store(house, wish.store_id, wish.place.merchant_id)
    await demand_possible(house, _reentry(file.case, file, proposal))
    if step is Step.PROPOSE:
        proposed, changes = propose(file.case, proposal, now)
        await house.database.commit(changes)
        return proposed
    claimed, changes = execute(file.case, proposal, told(file.case, proposal), now)
    await house.database.commit(changes + Changes.of(set_timer(_timer(claimed))))
    return claimed


def _is_decided(case: Case, proposal: Proposal) -> bool:
    """Whether exactly this was decided before: a repeat goes on with it, or hears the same answer."""
    is_over = case.state is CaseState.RESOLVED or case.executing_at is not None
    return is_over and (case.proposed_action, case.proposed_content) == (REENTER, proposal.content)


async def finish_reentry(house: House, timer: Timer) -> None:
    """The alarm clock of a 补单 whose process died in between."""
    try:
        await _finish(house, CasePlace(timer.store_id, timer.subject_id, None))
    except HouseIsBusy:
        raise
    except Refusal:
        # It cannot be done any more; the case waits for people again.
        return


async def _finish(house: House, place: CasePlace) -> Case:
    file = await read_case_file(house, place)
    if file.case.executing_at is None:
        await house.database.commit(Changes.of(clear_timer(_timer(file.case))))
        return file.case
    try:
        order = await make_order(house, _reentry(file.case, file, None))
    except HouseIsBusy:
        raise
    except Refusal:
        await house.decide("reenter", lambda: _let_go_once(house, place))
        raise
    house.hints.changed(order.store_id, order.id)
    return await house.decide("reenter", lambda: _resolve_once(house, place))


async def _let_go_once(house: House, place: CasePlace) -> None:
    case = (await read_case_file(house, place)).case
    if case.executing_at is not None:
        await house.database.commit(withdraw(case)[1] + Changes.of(clear_timer(_timer(case))))


async def _resolve_once(house: House, place: CasePlace) -> Case:
    file, stamp = await read_case_file(house, place), house.stamp()
    case, resolution = file.case, file.case.resolution or REENTER
    if case.state is CaseState.RESOLVED:
        return case
    resolved, changes = resolve(case, resolution, stamp.now)
    changes += file.settled(resolution, stamp)
    await house.database.commit(changes + Changes.of(clear_timer(_timer(case))))
    return resolved


def _reentry(case: Case, file: CaseFile, proposal: Proposal | None) -> Reentry:
    text = proposal.content if proposal is not None else case.proposed_content
    assert text is not None
    assert file.unclaimed is not None
    content = _content.decode(text)
    decided_by = case.proposed_by_id or (proposal.by_id if proposal is not None else None)
    assert decided_by is not None
    words = case.resolution or ""
    return Reentry(
        case.id, decided_by, file.unclaimed, (content.store_id, content.lines, content.table_no), words
    )


def _timer(case: Case) -> Timer:
    due_at = (case.executing_at or case.opened_at) + GRACE
    return Timer(case.store_id, REENTRY_TIMER, case.id, case.id, due_at)
