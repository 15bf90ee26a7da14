"""A diner pays: the attempt is written down, then the channel is asked; its silence is not a no."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from wendan.channels.port import ChannelRefused, PaymentAsk
from wendan.domains.balances.rules import may_pay_for
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.payments.errors import AuthCodeIsMissing, PayerIsMissing, PaymentMethodIsNotOffered
from wendan.domains.payments.model import Payment, PaymentState, PaymentWish
from wendan.domains.payments.rules import MOST_ROUTES, choose_attempt, has_usable_parameters, keys_of
from wendan.domains.payments.service import begin, doubt, prepared, unanswered
from wendan.domains.payments.states import LIVE
from wendan.domains.routing.model import Act, Route
from wendan.domains.routing.rules.accounts import accounts_of, act_on, away, choose_account, in_force
from wendan.flows.answers import Answer, news_of
from wendan.flows.authorise import can_charge
from wendan.flows.carry_coupon import carried_by
from wendan.flows.guarantees import demand_payment_first
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.owed import demand_payable_or_owed
from wendan.flows.payment_rows import first_query_at, new_payment, scene_of
from wendan.flows.settle import settle
from wendan.flows.sweep import ask_channel
from wendan.kernel.causes import CHANNELS_FAULT
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Word
from wendan.kernel.scene import Scene

DESCRIPTION_LENGTH = 127
# "Not now" is a no where the customer waits for the answer: the code was shown once, an account answers at once.
ASKED_ONCE = (Scene.BARCODE, Scene.AT_ONCE)


@dataclass(frozen=True, slots=True)
class PayRequest:
    """A press of the button 支付 by the diner who owns the order; `diner_id` is None at the counter."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID | None
    channel: str
    method: str
    payer: str | None
    client_ip: str | None
    client_key: str
    auth_code: str | None = None
    coupon_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Press:
    """The attempt a press of the button belongs to, and the accounts that are proven dead for it."""

    request: PayRequest
    payment: Payment
    description: str
    is_new: bool


async def pay(house: House, request: PayRequest) -> Payment:
    """The attempt to pay with: PENDING with parameters for the device, or UNKNOWN while we keep asking.

    An account that refused for reasons of its own is proven dead for this press: the next one is tried.
    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment, OrderExpired, PaymentMethodIsNotOffered, PayerIsMissing,
    AuthCodeIsMissing, PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts; with a coupon, what
    `promotions.rules.demand_usable` raises.
    """
    tried: list[str] = []
    while True:
        press = await house.decide("pay", lambda: _begin_once(house, request, tried))
        payment = await _carried_out(house, press)
        is_dead = payment.state is PaymentState.FAILED and payment.cause in CHANNELS_FAULT
        if not (press.is_new and is_dead) or not await _has_another(
            house, request, [*tried, payment.account]
        ):
            return payment
        tried.append(payment.account)


async def _carried_out(house: House, press: _Press) -> Payment:
    payment = press.payment
    house.hints.changed(payment.store_id, payment.order_id)
    if payment.state not in LIVE or has_usable_parameters(payment, house.clock.now()):
        return payment
    if not press.is_new and scene_of(house, payment) is Scene.BARCODE:
        await ask_channel(house, payment)
        return await _as_it_stands(house, payment)
    return await _prepare_alone(house, press)


async def _has_another(house: House, request: PayRequest, tried: Sequence[str]) -> bool:
    if len(tried) >= MOST_ROUTES or request.auth_code is not None:
        return False
    file = await read_order_file(house, request.store_id, request.order_id)
    assert file is not None
    return choose_account(_routes(house, file, request), house.routes.breakers, tried) is not None


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
    return await _prepare(house, replace(press, payment=payment))


async def _doubt_once(house: House, payment: Payment) -> Payment:
    """The attempt as it stands: prepared meanwhile, or with what was handed out before no longer trusted."""
    current = await _as_it_stands(house, payment)
    if current.state not in LIVE or has_usable_parameters(current, house.clock.now()):
        return current
    # Written before the channel hears it: its new code kills the old one even if we never receive the new one.
    doubted, changes = doubt(current)
    await house.database.commit(changes)
    return doubted


async def _as_it_stands(house: House, payment: Payment) -> Payment:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    return file.payment(payment.id)


async def _begin_once(house: House, request: PayRequest, tried: Sequence[str]) -> _Press:
    file = await read_order_file(house, request.store_id, request.order_id)
    if file is None or request.diner_id not in (None, file.order.diner_id):
        raise OrderIsUnknown
    route = choose_account(_routes(house, file, request), house.routes.breakers, tried)
    if route is None:
        raise PaymentMethodIsNotOffered(channel=request.channel)
    await demand_payment_first(house, file, request.channel)
    stamp = house.stamp()
    demand_payable_or_owed(file, stamp.now)
    key = keys_of(request.client_key)[len(tried)]
    wish = PaymentWish(
        key,
        request.channel,
        route.account,
        request.method,
        request.payer,
        request.client_ip,
        request.coupon_id,
        away=_away(house, file, stamp),
    )
    description = f"{file.store.name} 订单"[:DESCRIPTION_LENGTH]
    chosen = choose_attempt(file.payments, wish)
    if chosen is not None:
        return _Press(request, chosen, description, is_new=False)
    if house.channels[request.channel].methods[request.method] is Scene.BARCODE and not request.auth_code:
        raise AuthCodeIsMissing
    payment = await _written_down(house, file, wish, (stamp, request.diner_id is None))
    return _Press(request, payment, description, is_new=True)


async def _written_down(house: House, file: OrderFile, wish: PaymentWish, at: tuple[Stamp, bool]) -> Payment:
    """The new attempt committed, before the channel hears its number; the coupon it carries is held by the same commit."""
    wish, changes, happenings = await carried_by(house, file, wish, at)
    stamp = at[0]
    fresh = new_payment(file, wish, stamp, house.directory.cell)
    payment, beginning = begin(fresh, first_query_at(house, fresh))
    words = {
        "number": payment.number,
        "channel": payment.channel,
        "account": payment.account,
        "method": payment.method,
        "amount_fen": payment.amount_fen,
    }
    requested = Happening("payment-requested", words)
    await house.database.commit(changes + beginning + file.evidence(stamp, requested, *happenings))
    return payment


def _routes(house: House, file: OrderFile, request: PayRequest) -> list[Route]:
    """The store's accounts by which this payment may go. Raises PayerIsMissing, PaymentMethodIsNotOffered."""
    channel = house.channels.get(request.channel)
    scene = channel.methods.get(request.method) if channel else None
    is_possible = scene not in (None, Scene.COUNTER) and may_pay_for(request.channel, file.order.purpose)
    if channel is None or not is_possible:
        raise PaymentMethodIsNotOffered(channel=request.channel)
    if scene in (Scene.IN_APP, Scene.AT_ONCE) and request.payer is None:
        raise PayerIsMissing
    switches = in_force(house.routes.switches, file.store.merchant_id, house.clock.now())
    routes = [
        Route(request.channel, account, request.method)
        for account in accounts_of(file.store.accounts, file.store.more_accounts, request.channel)
        if channel.serves(account) and (request.payer is None or can_charge(house, account, request.payer))
    ]
    acts = {route: act_on(route, switches) for route in routes}
    return [route for route, switch in acts.items() if switch is None or switch.act is not Act.CLOSE]


def _away(house: House, file: OrderFile, stamp: Stamp) -> list[str]:
    store = file.store
    accounts = {name: accounts_of(store.accounts, store.more_accounts, name) for name in house.channels}
    switches = in_force(house.routes.switches, store.merchant_id, stamp.now)
    return away(accounts, house.routes.breakers, switches)


async def _prepare(house: House, press: _Press) -> Payment:
    payment, request = press.payment, press.request
    ask = PaymentAsk(
        account=payment.account,
        number=payment.number,
        method=payment.method,
        amount_fen=payment.amount_fen,
        description=press.description,
        requested_at=payment.requested_at,
        expires_at=payment.expires_at,
        payer=payment.payer,
        client_ip=payment.client_ip,
        auth_code=request.auth_code,
        return_url=f"{house.settings.base_url}/diner/#/pages/order/index"
        f"?store={payment.store_id}&order={payment.order_id}",
    )
    try:
        answer = await house.channels[payment.channel].prepare(ask)
    except Silence:
        return await _note(house, payment, None)
    except ChannelRefused as refused:
        return await _refused(house, payment, refused)
    if answer.news is not None:
        await settle(house, answer.news)
        return await _as_it_stands(house, payment)
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
    if refused.retryable and scene_of(house, payment) not in ASKED_ONCE:
        return await _note(house, payment, None)
    if refused.cause is Cause.DUPLICATE_REFUSED:
        # The channel knows this number with a past of its own: what it says of it counts, not this no.
        await ask_channel(house, payment)
    else:
        declined = Answer(Word.DECLINED, Source.REQUEST, refused.raw, refused.cause)
        await settle(house, news_of(payment, declined, house.clock.now()))
    return replace(await _as_it_stands(house, payment), cause=refused.cause)
