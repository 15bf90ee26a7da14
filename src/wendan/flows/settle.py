"""The one door: a channel speaks; the order is confirmed and the kitchen begins, or the money finds another home.

Callbacks, queries, closes and refused requests all end here, in any order, any number of times.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import kept_longer
from wendan.domains.ordering.service import keep_until
from wendan.domains.payments.model import Finding, Payment, PaymentState, Verdict
from wendan.domains.payments.rules import weigh
from wendan.domains.payments.service import keep_words, move
from wendan.domains.routing.model import Route
from wendan.flows.arrivals import is_money
from wendan.flows.carry_coupon import after as coupons_after
from wendan.flows.close_if_last import close_if_last
from wendan.flows.contradiction import contradicts
from wendan.flows.heal_cases import healed
from wendan.flows.house import House, Stamp
from wendan.flows.late_money import Late, read_late
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.place_money import place_arrived_money
from wendan.flows.settle_hold import settle_hold, without_capture
from wendan.flows.settle_refund import settle_refund
from wendan.flows.telling_clock import clock_of_failure
from wendan.flows.unclaimed import claim_nothing
from wendan.kernel.causes import ADVICE
from wendan.kernel.news import ChannelNews, Subject
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.inbox import settled
from wendan.platform.metrics import payments_settled, time_to_truth_seconds


class Settlement(StrEnum):
    """What news led to."""

    KNOWN = "known"
    MOVED = "moved"
    CONFIRMED = "confirmed"
    REDEEMED = "redeemed"
    REVIVED = "revived"
    REFUNDING = "refunding"
    CASE = "case"
    ASKING = "asking"
    UNCLAIMED = "unclaimed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The inbox row the news came in; marked as processed by the same commit."""

    store_id: UUID
    inbox_id: UUID


async def settle(house: House, news: ChannelNews, receipt: Receipt | None = None) -> Settlement:
    """Believe, weigh and act on one piece of news; every repetition is harmless and answers KNOWN."""
    home = await house.directory.home_of(news.number)
    if home is None:
        await house.decide("settle", lambda: claim_nothing(house, news, done(receipt, house.stamp())))
        return Settlement.UNCLAIMED
    place = (home[0], home[1].order_id)
    house.arrivals.heard(place, news)
    settlement = await house.decide("settle", lambda: _settle_once(house, place, news, receipt))
    if is_money(news):
        house.arrivals.written(place)
    _measure(news, settlement)
    house.hints.changed(*place)
    return settlement


async def _settle_once(
    house: House, place: tuple[UUID, UUID], news: ChannelNews, receipt: Receipt | None
) -> Settlement:
    file = await read_order_file(house, *place)
    if file is None:
        await claim_nothing(house, news, done(receipt, house.stamp()))
        return Settlement.UNCLAIMED
    late = await read_late(house, file, news)
    stamp = house.stamp()
    if news.subject is Subject.REFUND:
        moved, changes = settle_refund(file, news, stamp, house.directory.cell)
        settlement = Settlement(moved)
    elif news.subject is Subject.HOLD:
        held, changes = settle_hold(house, file, news, stamp)
        settlement = Settlement(held)
    else:
        settlement, changes = decide(house, file, news, stamp, late)
        is_paid = settlement in (Settlement.CONFIRMED, Settlement.REVIVED, Settlement.REDEEMED)
        changes += healed(file, news, stamp, is_paid=is_paid) if changes else NOTHING
    await house.database.commit(changes + done(receipt, stamp))
    _learn(house, file.payment_of(news.number), settlement, stamp)
    return settlement


def _learn(house: House, before: Payment | None, settlement: Settlement, stamp: Stamp) -> None:
    """How long it took to know: so that the next customer is told an honest time."""
    was_unknown = before is not None and before.state is PaymentState.UNKNOWN
    if before is not None and was_unknown and settlement is not Settlement.KNOWN:
        route = Route(before.channel, before.account, before.method)
        house.routes.resolved(route, stamp.now - before.requested_at)


def done(receipt: Receipt | None, stamp: Stamp) -> Changes:
    """The callback this news came in is settled with it."""
    return settled(receipt.store_id, receipt.inbox_id, stamp.now) if receipt else NOTHING


def decide(
    house: House, file: OrderFile, news: ChannelNews, stamp: Stamp, late: Late | None
) -> tuple[Settlement, Changes]:
    """What payment news means for its order, and everything to be written for it."""
    payment = file.payment_of(news.number)
    if payment is None:
        word, changes = contradicts(file, news, stamp, CaseType.UNKNOWN_NUMBER)
        return Settlement(word), changes
    verdict = weigh(payment, news)
    if verdict.finding is Finding.KNOWN:
        return Settlement.KNOWN, NOTHING
    if verdict.finding is Finding.CONTRADICTION:
        word, changes = contradicts(file, news, stamp, CaseType.CONTRADICTION)
        return Settlement(word), changes
    if verdict.finding is Finding.MOVED:
        return Settlement.MOVED, _moved(file, (payment, verdict, news), stamp)
    home, changes = place_arrived_money(house, file, (payment, news), stamp, late)
    return Settlement(home), changes


def _moved(file: OrderFile, heard: tuple[Payment, Verdict, ChannelNews], stamp: Stamp) -> Changes:
    """No money moved, but we know more: the attempt lives on, has failed, or can never be paid any more."""
    payment, verdict, news = heard
    message, changes = keep_words(file.order.store_id, file.order.id, stamp.id(), news)
    moved, moving = move(payment, verdict.state, news, message.id)
    blame = None if moved.cause is None else ADVICE[moved.cause].blame
    words = {
        "number": payment.number,
        "word": news.word,
        "source": news.source,
        "cause": moved.cause,
        "blame": blame,
    }
    happenings = [Happening(f"payment-{verdict.state.lower()}", words)]
    freed, coupon_happenings = coupons_after(file, moved, stamp)
    untaken, hold_happenings = without_capture(file, moved, stamp)
    changes += moving + freed + untaken
    happenings += coupon_happenings + hold_happenings
    if verdict.state is PaymentState.FAILED and file.order.state is OrderState.AWAITING_PAYMENT:
        # 失败即锁单: the second try must not meet 已售罄.
        until = kept_longer(file.order, stamp.now, file.policy.failed_hold_minutes)
        changes += keep_until(file.order, until, stamp.now)[1] + clock_of_failure(file, moved, stamp.now)
    others = [*file.live_payments(but=payment.id), *file.live_preauths()]
    closing, told = close_if_last(file, stamp, is_last=verdict.state is PaymentState.CLOSED and not others)
    return changes + closing + file.evidence(stamp, *happenings, *told)


def _measure(news: ChannelNews, settlement: Settlement) -> None:
    payments_settled.labels(news.word, news.source).inc()
    if settlement in (Settlement.CONFIRMED, Settlement.REVIVED) and news.happened_at:
        time_to_truth_seconds.observe(max(0.0, (news.heard_at - news.happened_at).total_seconds()))
