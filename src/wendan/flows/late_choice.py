"""The customer of a closed order says what late money is for, before it comes or while it waits; else the policy does."""

from dataclasses import dataclass, replace
from uuid import UUID

from wendan.domains.assurance.model import Home, Placement, Wants
from wendan.domains.assurance.rules import place_money
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import Case, CaseState, CaseType
from wendan.domains.incidents.service import resolve
from wendan.domains.members.model import LateWish
from wendan.domains.members.service import keep_wish
from wendan.domains.members.store import WISH_OF_ORDER
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.payments.model import Payment, PaymentFact
from wendan.flows.amends import apologise_or_ask
from wendan.flows.case_money import accept_money, give_money_back
from wendan.flows.give_feedback import DinersOrder
from wendan.flows.house import House, Stamp
from wendan.flows.late_money import CHOICE_TIMER, Late, default_of, late_of, refund_reason
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.place_money import Circumstances, situation_of
from wendan.kernel.wishes import Wanted
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Late money that waits for the customer's word."""

    case: Case
    payment: Payment
    fact: PaymentFact


async def say_wish(house: House, whose: DinersOrder, wish: Wanted | None) -> None:
    """Keep the word of a closed order's page; None: it is open, and nothing is said yet. Money that waits goes by it.

    Raises OrderIsUnknown.
    """
    is_kept = await house.decide("late-wish", lambda: _keep_once(house, whose, wish))
    if is_kept and wish is not None:
        await _decide_all(house, (whose.store_id, whose.order_id), wish)


async def _keep_once(house: House, whose: DinersOrder, wish: Wanted | None) -> bool:
    order, known = await house.database.read(
        ORDER_BY_ID, WISH_OF_ORDER, store_id=whose.store_id, order_id=whose.order_id
    )
    if order is None or order.diner_id != whose.diner_id:
        raise OrderIsUnknown
    if order.state is not OrderState.CLOSED:
        return False
    said = wish or (known.wish if known else None)
    await house.database.commit(keep_wish(LateWish(order.store_id, order.id, said, house.clock.now())))
    return True


async def end_choice(house: House, timer: Timer) -> None:
    """The alarm clock of a question: nobody answered, so it goes as the policy says."""
    await _decide_all(house, (timer.store_id, timer.order_id), None)
    await house.decide("late-wish", lambda: house.database.commit(Changes.of(clear_timer(timer))))


async def _decide_all(house: House, place: tuple[UUID, UUID], wish: Wanted | None) -> None:
    """Each payment that waits is decided in a commit of its own: the first may buy the meal, any other goes back."""
    while await house.decide("late-wish", lambda: _decide_once(house, place, wish)):
        house.hints.changed(*place)


async def _decide_once(house: House, place: tuple[UUID, UUID], wish: Wanted | None) -> bool:
    """Whether something waited and was decided."""
    file = await read_order_file(house, *place)
    assert file is not None
    waiting = _first_waiting(file)
    if waiting is None:
        return False
    late, stamp = await late_of(house, file), house.stamp()
    wanted = Wants(wish or default_of(file))
    case, payment = waiting.case, waiting.payment
    here = Circumstances(payment, is_amount_right=True, stamp=stamp, late=late)
    placement = place_money(replace(situation_of(file, here), wants=wanted))
    changes, happenings = _carried_out(house, file, waiting, (placement, late), stamp)
    said = "the customer" if wish else "the policy, because nobody answered"
    changes += resolve(case, f"{placement.reason}: {wanted} is the word of {said}", stamp.now)[1]
    changes += Changes.of(
        clear_timer(Timer(case.store_id, CHOICE_TIMER, payment.id, file.order.id, stamp.now))
    )
    chosen = Happening("late-choice", {"number": payment.number, "wish": wanted, "by": said})
    await house.database.commit(changes + file.evidence(stamp, chosen, *happenings))
    return True


def _first_waiting(file: OrderFile) -> _Waiting | None:
    for case in file.cases:
        if case.type is not CaseType.LATE_CHOICE or case.state is not CaseState.OPEN:
            continue
        for fact in file.facts:
            payment = file.payment_of(fact.number)
            if fact.bound_id == case.id and payment is not None:
                return _Waiting(case, payment, fact)
    return None


def _carried_out(
    house: House, file: OrderFile, waiting: _Waiting, decided: tuple[Placement, Late], stamp: Stamp
) -> tuple[Changes, list[Happening]]:
    placement, late = decided
    money = (waiting.payment, waiting.fact)
    if placement.home in (Home.REVIVE, Home.CONFIRM):
        changes, delivery = accept_money(file, money, stamp)
        return changes, [Happening("order-revived", {"payment": waiting.payment.number}), delivery]
    refund, changes = give_money_back(house, file, money, refund_reason(placement.reason), stamp)
    words = {"number": refund.number, "amount_fen": refund.amount_fen, "reason": refund.reason}
    happenings = [Happening("refund-created", words | {"why": placement.reason})]
    apology, told = NOTHING, list[Happening]()
    if placement.has_coupon:
        apology, told = apologise_or_ask(file, late.purse, refund.amount_fen, stamp)
    return changes + apology, happenings + told
