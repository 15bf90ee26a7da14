"""Money has arrived on a payment: it pays for its order, revives it, goes back, or waits for a person."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.domains.assurance.model import Home, Placement, Situation, Standing
from wendan.domains.assurance.rules import place_money
from wendan.domains.catalog.rules import is_open, suffices
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ledger.model import NO_INCOME
from wendan.domains.ledger.service import channel_receivable
from wendan.domains.ledger.service import receive as post_receipt
from wendan.domains.messages.model import IN_PAGE, About, Content, Kind
from wendan.domains.messages.service import show
from wendan.domains.ordering.model import OrderState, Purpose
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.states import SERVED, UNPAID
from wendan.domains.payments.model import Fate, Payment
from wendan.domains.payments.rules import CURRENCY
from wendan.domains.payments.service import fact_of, keep_words, receive, record
from wendan.domains.refunds.model import RefundWish
from wendan.flows.amends import apologise_or_ask
from wendan.flows.book_payouts import look_for_payout
from wendan.flows.carry_coupon import after as coupons_after
from wendan.flows.carry_coupon import is_coupon_there
from wendan.flows.confirmation import close_others, confirm_order
from wendan.flows.house import House, Stamp
from wendan.flows.late_money import CHOICE_TIMER, Late, has_room, refund_reason, wants
from wendan.flows.order_file import OrderFile
from wendan.flows.refund_rows import new_refund
from wendan.flows.settle_hold import with_money
from wendan.kernel.money import yuan_text
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, set_timer

Arrival = tuple[Payment, ChannelNews]

_OUTCOME = {
    Home.CONFIRM: "confirmed",
    Home.KEEP: "redeemed",
    Home.REVIVE: "revived",
    Home.REFUND: "refunding",
    Home.CASE: "case",
    Home.ASK: "asking",
}
_FATE = {
    Home.CONFIRM: Fate.KEPT,
    Home.KEEP: Fate.KEPT,
    Home.REVIVE: Fate.KEPT,
    Home.REFUND: Fate.RETURNING,
    Home.CASE: Fate.IN_CASE,
    Home.ASK: Fate.IN_CASE,
}


def place_arrived_money(
    house: House, file: OrderFile, arrival: Arrival, stamp: Stamp, late: Late | None = None
) -> tuple[str, Changes]:
    """Find the money its home; one word for what happened, and everything to be written for it.

    `late` is what `late_money.read_late` says of money for a closed order.
    """
    payment, news = arrival
    is_right = news.amount_fen == payment.amount_fen and news.currency in (None, CURRENCY)
    placement = place_money(situation_of(file, Circumstances(payment, is_right, stamp, late)))
    fate = _FATE[placement.home]
    message, changes = keep_words(file.order.store_id, file.order.id, stamp.id(), news)
    paid, receiving = receive(payment, news, fate, message.id)
    moved, coupon_happenings = coupons_after(file, paid, stamp)
    changes += receiving + moved + with_money(file, paid, message.id, stamp)
    bound_id, home_changes, happenings = _at_home(house, file, (arrival, placement), stamp, late)
    bound_to = {Fate.KEPT: "order", Fate.RETURNING: "refund", Fate.IN_CASE: "case"}[fate]
    fact = fact_of(news, message, stamp.id(), bound_to, bound_id)
    posting = file.posting(fact.id, stamp, news.happened_at)
    changes += record(fact) + home_changes + look_for_payout(posting)
    changes += post_receipt(
        posting,
        stamp.id(),
        channel_receivable(news.channel, news.account),
        fact.amount_fen,
        file.income(payment) if fate is Fate.KEPT else NO_INCOME,
    )
    words = {
        "number": news.number,
        "reference": news.reference,
        "amount_fen": fact.amount_fen,
        "source": news.source,
    }
    succeeded = Happening("payment-succeeded", {**words, "known_after_ms": _known_after_ms(news)})
    told = file.evidence(stamp, succeeded, *coupon_happenings, *happenings)
    return _OUTCOME[placement.home], changes + told


def _known_after_ms(news: ChannelNews) -> int:
    return round((news.heard_at - (news.happened_at or news.heard_at)) / timedelta(milliseconds=1))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Which attempt money came on, when it is decided about, and what late money's home depends on."""

    payment: Payment
    is_amount_right: bool
    stamp: Stamp
    late: Late | None


def situation_of(file: OrderFile, here: Circumstances) -> Situation:
    """Everything that decides where this money goes now."""
    order, stamp, late = file.order, here.stamp, here.late
    return Situation(
        standing=_standing(order.state),
        has_kept_payment=file.kept_payment is not None,
        is_owed=file.is_owed,
        is_amount_right=here.is_amount_right,
        is_coupon_there=is_coupon_there(file, here.payment, stamp),
        # Value is bought at any hour; a meal needs a kitchen.
        is_store_open=order.purpose is not Purpose.MEAL or is_open(file.store, stamp.now),
        is_stock_there=suffices(held_by_item(file.holds), file.stocks),
        is_kitchen_free=has_room(file, late),
        wants=wants(file, late, stamp),
        since_closed=stamp.now - order.closed_at if order.closed_at else None,
        revive_within=timedelta(minutes=file.policy.revive_within_minutes),
    )


def _standing(state: OrderState) -> Standing:
    if state in UNPAID:
        return Standing.WAITING
    if state in SERVED:
        return Standing.SERVED
    return Standing.CLOSED if state is OrderState.CLOSED else Standing.CANCELLED


def _at_home(
    house: House, file: OrderFile, placed: tuple[Arrival, Placement], stamp: Stamp, late: Late | None
) -> tuple[UUID, Changes, list[Happening]]:
    """What the money is bound to, and what happens there."""
    arrival, placement = placed
    if placement.home is Home.REFUND:
        refund_id, changes, happenings = _goes_back(house, file, placed, stamp)
        if placement.has_coupon and late is not None and file.order.purpose is Purpose.MEAL:
            amount = arrival[0].amount_fen
            apology, told = apologise_or_ask(file, late.purse, amount, stamp)
            changes, happenings = changes + apology, happenings + told
        return refund_id, changes, happenings
    if placement.home is Home.CASE:
        return _in_case(file, arrival, stamp)
    if placement.home is Home.ASK:
        return _customer_is_asked(file, arrival, stamp)
    return _for_order(house, file, (arrival[0], placement), stamp)


def _goes_back(
    house: House, file: OrderFile, placed: tuple[Arrival, Placement], stamp: Stamp
) -> tuple[UUID, Changes, list[Happening]]:
    (payment, news), placement = placed
    assert news.amount_fen is not None
    reason = refund_reason(placement.reason)
    key = f"{reason}:{payment.number}"
    wish = RefundWish(payment.id, payment.channel, payment.account, news.amount_fen, reason, key)
    refund, changes = new_refund(file, wish, stamp, house.directory.cell)
    changes += _tell(file, payment, wish, stamp)
    words = {
        "number": refund.number,
        "amount_fen": refund.amount_fen,
        "reason": refund.reason,
        "why": placement.reason,
    }
    return refund.id, changes, [Happening("refund-created", words)]


def _customer_is_asked(
    file: OrderFile, arrival: Arrival, stamp: Stamp
) -> tuple[UUID, Changes, list[Happening]]:
    """The money waits in a case of the customer's own; its alarm clock decides when they do not."""
    payment, news = arrival
    assert news.amount_fen is not None
    reason = f"{news.amount_fen} fen came after the order was closed; the customer chooses meal or money"
    finding = Finding(
        file.order.store_id, file.order.id, CaseType.LATE_CHOICE, payment.number, reason, news.amount_fen
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    until = stamp.now + timedelta(seconds=file.policy.late_money.ask_seconds)
    changes += Changes.of(set_timer(Timer(case.store_id, CHOICE_TIMER, payment.id, file.order.id, until)))
    return case.id, changes, [Happening("customer-asked", {"number": payment.number, "until": until})]


def _tell(file: OrderFile, payment: Payment, wish: RefundWish, stamp: Stamp) -> Changes:
    """The customer reads on the order's page that this money goes back, and why."""
    about = About(file.order.store_id, file.order.id, file.order.diner_id, Kind.MONEY_BACK, payment.attempt)
    variables = {"amount": yuan_text(wish.amount_fen), "reason": str(wish.reason)}
    return show(about, Content(IN_PAGE, Kind.MONEY_BACK, variables), stamp.id(), stamp.now)[1]


def _in_case(file: OrderFile, arrival: Arrival, stamp: Stamp) -> tuple[UUID, Changes, list[Happening]]:
    payment, news = arrival
    assert news.amount_fen is not None
    reason = f"{news.amount_fen} fen arrived where {payment.amount_fen} fen were asked ({news.currency or CURRENCY})"
    finding = Finding(
        file.order.store_id, file.order.id, CaseType.WRONG_AMOUNT, payment.number, reason, news.amount_fen
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    return case.id, changes, [Happening("case-opened", {"type": case.type, "reason": reason})]


def _for_order(
    house: House, file: OrderFile, kept: tuple[Payment, Placement], stamp: Stamp
) -> tuple[UUID, Changes, list[Happening]]:
    payment, placement = kept
    if placement.home is Home.KEEP:
        others = close_others(house, file, payment.id, stamp)
        return file.order.id, others, [Happening("order-paid", {"payment": payment.number})]
    is_revival = placement.home is Home.REVIVE
    changes, delivery = confirm_order(house, file, payment.id, stamp, is_revival=is_revival)
    confirmed = Happening("order-revived" if is_revival else "order-confirmed", {"payment": payment.number})
    return file.order.id, changes, [confirmed, delivery]
