"""A person makes good: a case is answered, in minutes, and where it helps with a coupon out of the guarantee fund."""

from dataclasses import dataclass
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.errors import ActionDoesNotFit
from wendan.domains.incidents.model import Case, CaseType, Proposal, Step
from wendan.domains.incidents.rules import demand_open, next_step, told
from wendan.domains.incidents.service import propose, resolve, respond
from wendan.domains.incidents.service import withdraw as take_back
from wendan.domains.promotions.errors import CouponWasGiven
from wendan.domains.promotions.model import Coupon
from wendan.domains.promotions.rules import demand_budget
from wendan.flows.amends import Purse, apologise, open_purse
from wendan.flows.case_file import CaseFile, CasePlace, read_case_file
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.money import Fen

ACTION = "make-good"


@dataclass(frozen=True, slots=True)
class Apology:
    """What somebody gives a case's customer, and why."""

    place: CasePlace
    amount_fen: Fen
    words: str
    by_id: UUID
    by: str

    @property
    def proposal(self) -> Proposal:
        """The same as another person must confirm it above the limit."""
        return Proposal(ACTION, self.words, self.by, self.by_id, f"{self.amount_fen} fen")


@dataclass(frozen=True, slots=True)
class MadeGood:
    """The case as it stands then; the coupon is None while another person must confirm it."""

    case: Case
    coupon: Coupon | None


async def make_good(house: House, apology: Apology) -> MadeGood:
    """A coupon for the diner of the case's order, once for a case; the case is closed by it where it holds no money.

    Raises CaseIsUnknown, CaseIsResolved, CaseIsUnderWay, ActionDoesNotFit, BudgetIsExhausted, CouponWasGiven,
    AnotherPersonMustConfirm, ProposalDiffers.
    """
    made = await house.decide("make-good", lambda: _make_good_once(house, apology))
    if made.case.order_id is not None:
        house.hints.changed(made.case.store_id, made.case.order_id)
    return made


async def _make_good_once(house: House, apology: Apology) -> MadeGood:
    file = await read_case_file(house, apology.place)
    stamp = house.stamp()
    order = _order(file)
    limit = await house.policies.four_eyes_above(apology.place.store_id, apology.place.merchant_id)
    step = next_step(file.case, apology.proposal, limit, apology.amount_fen)
    purse = await open_purse(house, order, cause_of(file.case), stamp)
    if purse.given is not None:
        raise CouponWasGiven(coupon_id=str(purse.given.id), amount_fen=purse.given.amount_fen)
    demand_budget(purse.budget, purse.spent, apology.amount_fen)
    if step is Step.PROPOSE:
        proposed, changes = propose(file.case, apology.proposal, stamp.now)
        words = {"case": proposed.id, "action": ACTION, "by": apology.by, "words": apology.words}
        changes += order.evidence(stamp, Happening("case-decision-proposed", words))
        await house.database.commit(changes)
        return MadeGood(proposed, None)
    return await _given(house, (file, order, purse), apology, stamp)


async def _given(
    house: House, read: tuple[CaseFile, OrderFile, Purse], apology: Apology, stamp: Stamp
) -> MadeGood:
    file, order, purse = read
    coupon, changes, happenings = apologise(order, purse, apology.amount_fen, stamp)
    case = file.case
    if file.money is None:
        resolution = told(case, apology.proposal)
        done, ending = resolve(case, resolution, stamp.now, apology.by)
        ending += file.settled(resolution, stamp)
    elif case.proposed_action is None:
        done, ending = respond(case, apology.by, stamp.now)
    else:
        # Its money still waits for a decision of its own; what was proposed has been done.
        done, ending = take_back(case)
    words = {"case": case.id, "action": ACTION, "by": apology.by, "words": apology.words}
    told_now = order.evidence(stamp, Happening("case-made-good", words), *happenings)
    await house.database.commit(changes + ending + told_now)
    return MadeGood(done, coupon)


def may_make_good(file: CaseFile) -> bool:
    """Whether there is somebody to give a coupon to."""
    return file.order is not None and file.case.type is not CaseType.LATE_CHOICE


def cause_of(case: Case) -> str:
    """A case is one cause; one that is about a coupon that the budget did not reach for is that coupon's."""
    return case.subject if case.type is CaseType.COMPENSATION_DUE else f"case:{case.id}"


def _order(file: CaseFile) -> OrderFile:
    if file.order is None or not may_make_good(file):
        raise ActionDoesNotFit(action=ACTION)
    return file.order


async def answer_case(house: House, place: CasePlace, by: str) -> Case:
    """Somebody is on it, and says so: the first word counts. Raises CaseIsUnknown, CaseIsResolved."""
    return await house.decide("make-good", lambda: _answer_once(house, place, by))


async def _answer_once(house: House, place: CasePlace, by: str) -> Case:
    file = await read_case_file(house, place)
    demand_open(file.case)
    answered, changes = respond(file.case, by, house.clock.now())
    await house.database.commit(changes)
    return answered
