"""A diner pays: the attempt is written down, then the channel is asked; its silence is not a no."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from wendan.channels.port import ChannelRefused, Method, PaymentAsk
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.rules import demand_payable
from wendan.domains.payments.errors import PayerIsMissing, PaymentMethodIsNotOffered
from wendan.domains.payments.model import Payment, PaymentWish
from wendan.domains.payments.rules import choose_attempt, has_usable_parameters, next_query_at
from wendan.domains.payments.service import begin, doubt, prepared, unanswered
from wendan.domains.payments.states import LIVE
from wendan.domains.routing.rules import CASH, account_of
from wendan.flows.answers import Answer, news_of
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import new_payment
from wendan.flows.settle import settle
from wendan.flows.sweep import ask_channel
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Word

DESCRIPTION_LENGTH = 127


@dataclass(frozen=True, slots=True)
class PayRequest:
    """A press of the button 支付 by the diner who owns the order; `diner_id` is None at the counter."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID | None
    channel: str
    method: Method
    payer: str | None
    client_ip: str | None
    client_key: str


@dataclass(frozen=True, slots=True)
class _Press:
    """The attempt a press of the button belongs to."""

    payment: Payment
    description: str
    is_new: bool


async def pay(house: House, request: PayRequest) -> Payment:
    """The attempt to pay with: PENDING with parameters for the device, or UNKNOWN while we keep asking.

    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment, OrderExpired, PaymentMethodIsNotOffered, PayerIsMissing,
    PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts.
    """
    press = await house.decide("pay", lambda: _begin_once(house, request))
    payment = press.payment
    house.hints.changed(payment.store_id, payment.order_id)
    if payment.state not in LIVE or has_usable_parameters(payment, house.clock.now()):
        return payment
    return await _prepare_alone(house, press)


async def _prepare_alone(house: House, press: _Press) -> Payment:
    """Two presses at one moment share one preparation: a second one would kill the code that the first shows."""
    payment_id = press.payment.id
    running = house.preparing.get(payment_id)
    if running is None:
        running = house.preparing[payment_id] = asyncio.create_task(_prepare_if_needed(house, press))
        running.add_done_callback(lambda _: house.preparing.pop(payment_id, None))
    return await asyncio.shield(running)


async def _prepare_if_needed(house: House, press: _Press) -> Payment:
    payment = press.payment
    if not press.is_new:
        payment = await house.decide("pay", lambda: _doubt_once(house, press.payment))
        if payment.state not in LIVE or has_usable_parameters(payment, house.clock.now()):
            return payment
    return await _prepare(house, payment, press.description)


async def _doubt_once(house: House, payment: Payment) -> Payment:
    """The attempt as it stands: prepared meanwhile, or with what was handed out before no longer trusted."""
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    current = file.payment(payment.id)
    if current.state not in LIVE or has_usable_parameters(current, house.clock.now()):
        return current
    # Written before the channel hears it: its new code kills the old one even if we never receive the new one.
    doubted, changes = doubt(current)
    await house.database.commit(changes)
    return doubted


async def _begin_once(house: House, request: PayRequest) -> _Press:
    file = await read_order_file(house, request.store_id, request.order_id)
    if file is None or request.diner_id not in (None, file.order.diner_id):
        raise OrderIsUnknown
    account = account_of(file.store.accounts, request.channel)
    is_at_counter = CASH in (request.channel, request.method)
    if account is None or request.channel not in house.channels or is_at_counter:
        raise PaymentMethodIsNotOffered(channel=request.channel)
    if request.method is Method.JSAPI and request.payer is None:
        raise PayerIsMissing
    stamp = house.stamp()
    demand_payable(file.order, stamp.now)
    wish = PaymentWish(
        request.client_key, request.channel, account, request.method, request.payer, request.client_ip
    )
    description = f"{file.store.name} 订单"[:DESCRIPTION_LENGTH]
    chosen = choose_attempt(file.payments, wish)
    if chosen is not None:
        return _Press(chosen, description, is_new=False)

    fresh = new_payment(file, wish, stamp, house.directory.cell)
    payment, changes = begin(fresh, next_query_at(0, house.settings.query_schedule_s, stamp.now))
    words = {"number": payment.number, "channel": payment.channel, "method": payment.method}
    await house.database.commit(changes + file.evidence(stamp, Happening("payment-requested", words)))
    return _Press(payment, description, is_new=True)


async def _prepare(house: House, payment: Payment, description: str) -> Payment:
    ask = PaymentAsk(
        account=payment.account,
        number=payment.number,
        method=Method(payment.method),
        amount_fen=payment.amount_fen,
        description=description,
        expires_at=payment.expires_at,
        payer=payment.payer,
        client_ip=payment.client_ip,
    )
    try:
        answer = await house.channels[payment.channel].prepare(ask)
    except Silence:
        return await _note(house, payment, None)
    except ChannelRefused as refused:
        return await _refused(house, payment, refused)
    return await _note(house, payment, dict(answer.parameters))


async def _note(house: House, payment: Payment, parameters: dict[str, str] | None) -> Payment:
    """Write down that the channel answered with parameters, or not at all."""
    noted = await house.decide("pay", lambda: _note_once(house, payment, parameters))
    house.hints.changed(payment.store_id, payment.order_id)
    return noted


async def _note_once(house: House, payment: Payment, parameters: dict[str, str] | None) -> Payment:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    current = file.payment(payment.id)
    if current.state not in LIVE or (parameters is None and current.parameters is not None):
        return current  # meanwhile paid, closed, or answered to another page
    stamp = house.stamp()
    if parameters is None:
        noted, changes = unanswered(current)
    else:
        noted, changes = prepared(current, parameters, stamp.now)
    happening = Happening(
        "payment-unanswered" if parameters is None else "payment-prepared", {"number": current.number}
    )
    if changes:
        await house.database.commit(changes + file.evidence(stamp, happening))
    return noted


async def _refused(house: House, payment: Payment, refused: ChannelRefused) -> Payment:
    """A certain no closes this attempt; a no for now keeps it; "already there" is asked about at once."""
    if refused.retryable:
        return await _note(house, payment, None)
    if refused.cause is Cause.DUPLICATE_REFUSED:
        # The channel knows this number with a past of its own: what it says of it counts, not this no.
        await ask_channel(house, payment)
    else:
        declined = Answer(Word.DECLINED, Source.REQUEST, refused.raw, refused.cause)
        await settle(house, news_of(payment, declined, house.clock.now()))
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    return replace(file.payment(payment.id), cause=refused.cause)
