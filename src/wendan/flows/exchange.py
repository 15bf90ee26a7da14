"""The order comes after its pass: the pass is exchanged for it, once, and whatever does not meet becomes a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import Case, CaseState, CaseType, Finding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.kitchen.model import Bump, TicketSignal, TicketState
from wendan.domains.ordering.model import Order, OrderState
from wendan.domains.ordering.states import UNPAID
from wendan.domains.passes.model import Pass, PassState, Standing, Use
from wendan.domains.passes.rules import after_look
from wendan.domains.passes.service import look_again, look_no_more, move
from wendan.domains.passes.store import PASS_OF_ORDER, USES_OF_ORDER
from wendan.flows.cook import pressed
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer

Written = tuple[Changes, list[Happening]]
ABOUT = (CaseType.PAID_WITHOUT_ORDER, CaseType.GIVEN_WITHOUT_ORDER)


@dataclass(frozen=True, slots=True)
class Given:
    """An order with the pass for it and what counters did on it."""

    file: OrderFile
    known: Pass | None
    uses: Sequence[Use]

    @property
    def taken_by(self) -> str:
        """Who gave the meal."""
        return next((use.used_by for use in self.uses if not use.is_double), "")


def standing_of(order: Order) -> Standing:
    """How the order stands for its pass."""
    if order.state in UNPAID:
        return Standing.WAITING
    is_over = order.state in (OrderState.CANCELLED, OrderState.CLOSED)
    return Standing.OVER if is_over else Standing.CONFIRMED


def is_handed_over(file: OrderFile) -> bool:
    """Whether the meal went over the counter on the order's own code."""
    return any(ticket.state is TicketState.HANDED_OVER for ticket in file.tickets)


async def read_given(house: House, place: tuple[UUID, UUID]) -> Given | None:
    """Everything about the order's pass; None when there is no such order."""
    store_id, order_id = place
    file = await read_order_file(house, store_id, order_id)
    known, uses = await house.database.read(
        PASS_OF_ORDER, USES_OF_ORDER, store_id=store_id, order_id=order_id
    )
    return None if file is None else Given(file, known, uses)


async def exchange(house: House, timer: Timer) -> None:
    """The alarm clock of money without an order: what became of it, and of the meal that may be gone already."""
    await house.decide("exchange", lambda: _exchange_once(house, timer))
    house.hints.changed(timer.store_id, timer.order_id)


async def _exchange_once(house: House, timer: Timer) -> None:
    given = await read_given(house, (timer.store_id, timer.order_id))
    assert given is not None, "the clock was set beside its order"
    stamp, standing = house.stamp(), standing_of(given.file.order)
    changes, happenings = NOTHING, list[Happening]()
    if given.known is not None:
        state = after_look(given.known, standing, stamp.now)
        if state is not given.known.state:
            met, happenings = consequences(given, (state, given.taken_by), stamp)
            changes = move(given.known, state, stamp.now)[1] + met
    changes += closed_cases(given.file, standing, stamp)
    since = _waits_since(given)
    if standing is Standing.WAITING and since is not None:
        changes += look_again(timer, since, stamp.now)
    else:
        changes += look_no_more(timer)
    if happenings:
        changes += given.file.evidence(stamp, *happenings)
    await house.database.commit(changes)


def _waits_since(given: Given) -> datetime | None:
    """None where neither a pass nor a case waits for the order."""
    if given.known is not None:
        return given.known.issued_at
    return next((case.opened_at for case in _open(given.file)), None)


def consequences(given: Given, end: tuple[PassState, str], stamp: Stamp) -> Written:
    """What a pass brings with it as it comes to this state: the ticket handed over by whom, or a case."""
    state, by = end
    happening = Happening(f"pass-{state.lower()}", {"by": by} if by else {})
    if state is PassState.STRANDED:
        reason = "a meal was given on a pass, and its order did not come"
        changes, opened = opened_case(given.file, CaseType.GIVEN_WITHOUT_ORDER, reason, stamp)
        return changes, [happening, *opened]
    if state is not PassState.TAKEN:
        return NOTHING, [happening]
    if is_handed_over(given.file):
        changes, opened = twice(given.file, stamp)
        return changes, [happening, *opened]
    changes, moved = NOTHING, list[Happening]()
    for ticket in given.file.tickets[:1]:
        _, changes, moved = pressed(given.file, (ticket, []), Bump(TicketSignal.HAND_OVER, by), stamp)
    return changes, [happening, *moved]


def twice(file: OrderFile, stamp: Stamp) -> Written:
    """One order, two meals: the counters could not know of each other."""
    reason = "a meal was given twice: on a pass and on another showing of it, or on the order's own code"
    return opened_case(file, CaseType.MEAL_GIVEN_TWICE, reason, stamp)


def opened_case(file: OrderFile, kind: CaseType, reason: str, stamp: Stamp) -> Written:
    """A case about this order, once."""
    order = file.order
    finding = Finding(order.store_id, order.id, kind, str(order.id), reason, order.total_fen)
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    return changes, [Happening("case-opened", {"type": case.type, "reason": reason})] if changes else []


def closed_cases(file: OrderFile, standing: Standing, stamp: Stamp) -> Changes:
    """Nothing waits any more: money that found its home, and a meal that found its order."""
    ended = {Standing.WAITING: (), Standing.OVER: ABOUT[:1], Standing.CONFIRMED: ABOUT}[standing]
    changes = NOTHING
    for case in _open(file):
        if case.type in ended:
            changes += resolve(case, f"the order is {file.order.state}", stamp.now)[1]
    return changes


def _open(file: OrderFile) -> list[Case]:
    return [case for case in file.cases if case.state is CaseState.OPEN and case.type in ABOUT]
