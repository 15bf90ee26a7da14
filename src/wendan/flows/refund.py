"""Money goes back: asked for once per number, followed to its final state, never more than was paid."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.channels.port import ChannelRefused, RefundAsk, RefundKey
from wendan.domains.balances.errors import ValueIsSpent
from wendan.domains.catalog.service import take_back
from wendan.domains.evidence.model import Happening
from wendan.domains.kitchen.model import Ticket, TicketSignal, TicketState
from wendan.domains.kitchen.service import move as move_ticket
from wendan.domains.ordering.errors import OrderCannotBeCancelled, OrderIsUnknown
from wendan.domains.ordering.model import HoldState, OrderSignal, OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import move as move_order
from wendan.domains.ordering.service import settle_holds
from wendan.domains.payments.model import Payment
from wendan.domains.preauth.model import Why
from wendan.domains.preauth.service import release
from wendan.domains.refunds.errors import NothingToRefund
from wendan.domains.refunds.model import Reason, Refund, RefundState, RefundWish
from wendan.domains.refunds.rules import demand_refundable, earlier, next_step_at, refundable
from wendan.domains.refunds.service import again_at, asked, unanswered
from wendan.domains.refunds.states import UNFINISHED
from wendan.flows.alarm_hand_back import wait_for_hand_back
from wendan.flows.answers import Answer, news_of
from wendan.flows.carry_coupon import give_again
from wendan.flows.credit_value import demand_value_left, take_value_back
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.payment_rows import key_of
from wendan.flows.refund_rows import new_refund
from wendan.flows.settle import settle
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Word
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A staff member gives back part or all of an order's money; `client_key` makes it happen once."""

    store_id: UUID
    order_id: UUID
    amount_fen: Fen
    client_key: str
    staff: str
    words: str


async def refund_order(house: House, request: RefundRequest) -> Refund:
    """Raises OrderIsUnknown, NothingToRefund, RefundExceedsPayment, RefundIdWasUsed, ValueIsSpent."""
    refund = await house.decide("refund", lambda: _refund_once(house, request))
    house.hints.changed(request.store_id, request.order_id)
    return refund


async def _refund_once(house: House, request: RefundRequest) -> Refund:
    file = await _file(house, request.store_id, request.order_id)
    payment = _kept(file)
    wish = RefundWish(
        payment.id,
        payment.channel,
        payment.account,
        request.amount_fen,
        Reason.CUSTOMER_REQUEST,
        request.client_key,
    )
    known = earlier(file.refunds, wish)
    if known is not None:
        return known
    mine = [refund for refund in file.refunds if refund.payment_id == payment.id]
    demand_refundable(request.amount_fen, payment.received_fen, mine)
    await demand_value_left(house, file, request.amount_fen)
    stamp = house.stamp()
    refund, changes = new_refund(file, wish, stamp, house.directory.cell)
    words = {
        "number": refund.number,
        "amount_fen": refund.amount_fen,
        "by": request.staff,
        "words": request.words,
    }
    happenings = [Happening("refund-created", words)]
    if refundable(payment.received_fen or Fen(0), mine) == request.amount_fen:
        again, given = await give_again(house, file, payment, stamp)
        changes, happenings = changes + again, happenings + given
    await house.database.commit(changes + file.evidence(stamp, *happenings))
    return refund


async def cancel_order(house: House, store_id: UUID, order_id: UUID, staff: str) -> Refund | None:
    """Cancel a paid order before it is cooked, with its whole money back and its stock free again.

    None: nothing was paid yet, and what was held for it goes back.

    Raises OrderIsUnknown, OrderCannotBeCancelled, NothingToRefund.
    """
    refund = await house.decide("refund", lambda: _cancel_once(house, (store_id, order_id), staff))
    house.hints.changed(store_id, order_id)
    return refund


async def _cancel_once(house: House, place: tuple[UUID, UUID], staff: str) -> Refund | None:
    file = await _file(house, *place)
    cancelled = [refund for refund in file.refunds if refund.reason is Reason.ORDER_CANCELLED]
    if file.order.state is OrderState.CANCELLED and (cancelled or file.preauths):
        return cancelled[0] if cancelled else None
    ticket = next((ticket for ticket in file.tickets if ticket.state is TicketState.QUEUED), None)
    if file.order.state is not OrderState.CONFIRMED or ticket is None:
        raise OrderCannotBeCancelled(state=file.order.state)
    stamp = house.stamp()
    changes = _called_off(file, ticket, staff, stamp)
    if file.is_owed:
        await house.database.commit(changes + _let_go(file, staff, stamp))
        return None
    payment = _kept(file)
    mine = [refund for refund in file.refunds if refund.payment_id == payment.id]
    left = refundable(payment.received_fen or Fen(0), mine)
    reason = Reason.ORDER_CANCELLED
    wish = RefundWish(
        payment.id, payment.channel, payment.account, left, reason, f"{reason}:{payment.number}"
    )
    refund, refunding = new_refund(file, wish, stamp, house.directory.cell)
    again, given = await give_again(house, file, payment, stamp)
    happening = Happening("order-cancelled", {"by": staff, "refund": refund.number, "amount_fen": left})
    await house.database.commit(changes + refunding + again + file.evidence(stamp, happening, *given))
    return refund


def _called_off(file: OrderFile, ticket: Ticket, staff: str, stamp: Stamp) -> Changes:
    """The order is cancelled, the kitchen told, the stock free again."""
    changes = move_order(file.order, OrderSignal.CANCEL, stamp.now)[1]
    changes += move_ticket(ticket, TicketSignal.CANCEL, staff, stamp.now)[1]
    changes += settle_holds(file.holds, HoldState.RELEASED)
    return changes + take_back(file.order.store_id, held_by_item(file.holds))


def _let_go(file: OrderFile, staff: str, stamp: Stamp) -> Changes:
    """What was held for a cancelled order goes back; one that is being taken right now comes back as a refund."""
    held = file.guarantee
    changes = NOTHING if held is None else release(held, Why.ORDER_CANCELLED, stamp.now)[1]
    words = {"by": staff, "guarantee": None if held is None else held.number}
    return changes + file.evidence(stamp, Happening("order-cancelled", words))


async def _file(house: House, store_id: UUID, order_id: UUID) -> OrderFile:
    file = await read_order_file(house, store_id, order_id)
    if file is None:
        raise OrderIsUnknown
    return file


def _kept(file: OrderFile) -> Payment:
    payment = file.kept_payment
    if payment is None:
        raise NothingToRefund
    return payment


async def drive(house: House, timer: Timer) -> None:
    """The alarm clock of an unfinished refund: ask for it, or ask what became of it."""
    refund = await house.decide("refund", lambda: _ask_once(house, timer))
    if refund is None:
        return
    try:
        news = await _ask(house, refund)
    except Silence:
        await house.decide("refund", lambda: _unsure_once(house, timer))
        return
    except ChannelRefused as refused:
        if refused.retryable:
            return
        declined = Answer(Word.DECLINED, Source.REQUEST, refused.raw, refused.cause)
        news = news_of(refund, declined, house.clock.now())
    except ValueIsSpent as spent:
        # Spent between the refusal that was not necessary and this moment: the money stays, a person decides.
        declined = Answer(Word.DECLINED, Source.REQUEST, spent.message(), Cause.BALANCE_INSUFFICIENT)
        news = news_of(refund, declined, house.clock.now())
    await settle(house, news)


async def _ask_once(house: House, timer: Timer) -> Refund | None:
    """Count the question and set the next one before the channel hears of it; None when nothing is left to ask."""
    file = await read_order_file(house, timer.store_id, timer.order_id)
    assert file is not None
    refund = _refund(file, timer.subject_id)
    if refund.state not in UNFINISHED:
        # Somebody else learned its end while this clock was being set again.
        await house.database.commit(Changes.of(clear_timer(timer)))
        return None
    stamp = house.stamp()
    counted, changes = asked(refund, next_step_at(refund, house.settings.refund_poll_schedule_s, stamp.now))
    is_first = refund.state is RefundState.CREATED
    evidence = NOTHING
    if is_first:
        evidence = _evidence(file, stamp, refund) + await wait_for_hand_back(house, refund)
    await house.database.commit(changes + evidence)
    return counted


def _evidence(file: OrderFile, stamp: Stamp, refund: Refund) -> Changes:
    words = {"number": refund.number, "amount_fen": refund.amount_fen, "channel": refund.channel}
    return file.evidence(stamp, Happening("refund-requested", words))


def _refund(file: OrderFile, refund_id: UUID) -> Refund:
    return next(refund for refund in file.refunds if refund.id == refund_id)


async def _ask(house: House, refund: Refund) -> ChannelNews:
    """Query before asking again: only a refund the channel has never heard of is asked for (again)."""
    channel = house.channels[refund.channel]
    file = await read_order_file(house, refund.store_id, refund.order_id)
    assert file is not None
    payment = file.payment(refund.payment_id)
    await take_value_back(house, file, refund)
    key = RefundKey(refund.account, refund.number, refund.created_at, key_of(payment))
    if refund.asked_times > 1:
        news = await channel.query_refund(key)
        if news.word is not Word.MISSING:
            return news
    paid_fen = payment.received_fen or payment.amount_fen
    return await channel.refund(RefundAsk(key, refund.amount_fen, paid_fen, refund.reason))


async def _unsure_once(house: House, timer: Timer) -> None:
    file = await read_order_file(house, timer.store_id, timer.order_id)
    assert file is not None
    refund = _refund(file, timer.subject_id)
    if refund.state in UNFINISHED:
        soon = house.clock.now() + timedelta(seconds=house.settings.refund_retry_s)
        await house.database.commit(unanswered(refund)[1] + again_at(refund, soon))
