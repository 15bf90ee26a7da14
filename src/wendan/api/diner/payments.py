"""A diner chooses a way to pay, and pays."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.bodies import BeginHold, BeginPayment
from wendan.api.desk import Asked
from wendan.api.methods import able_payers, methods_view, payers_of
from wendan.api.money_views import PaymentView, PreauthView
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.api.paying import payment_answer, preauth_answer
from wendan.api.refusals import RequestIsInvalid
from wendan.api.views import MethodsView
from wendan.domains.routing.model import Client
from wendan.flows.pay import PayRequest, pay
from wendan.flows.preauthorise import HoldRequest, preauthorise
from wendan.flows.recommend import Customer
from wendan.flows.tell_failure import show_failure

_body = msgspec.json.Decoder(BeginPayment)
_hold = msgspec.json.Decoder(BeginHold)


@get("/orders/{store_id:uuid}/{order_id:uuid}/methods", gives=MethodsView)
async def list_methods(
    request: Asked,
    store_id: FromPath[UUID],
    order_id: FromPath[UUID],
    client: FromQuery[Client],
    coupon_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """The ways in which this diner can pay, with this coupon or without, the likeliest to succeed first."""
    diner = request.diner
    request.desk.reads.demand(diner.diner_id)
    await request.desk.pages.of(store_id, order_id, diner.diner_id)
    if client is Client.POS:
        raise RequestIsInvalid(field="client", why="the counter's ways to pay are for staff")
    payers = await able_payers(request.house, (store_id, order_id), diner, coupon_id)
    customer = Customer(client, diner.diner_id, payers)
    return answer(await methods_view(request.house, (store_id, order_id), customer))


@post(
    "/orders/{store_id:uuid}/{order_id:uuid}/payments",
    takes=BeginPayment,
    gives=PaymentView,
    is_repeatable=True,
)
async def begin_payment(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Begin or repeat a payment: 201 with what the device needs, 200 when it ended, 202 while nothing is certain."""
    diner = request.diner
    request.desk.payments.demand(diner.diner_id)
    key = idempotency_key(request)
    body = await body_as(request, _body)
    payer = payers_of(diner).get(body.channel)
    wish = PayRequest(
        store_id,
        order_id,
        diner.diner_id,
        body.channel,
        body.method,
        payer,
        request.address,
        key,
        body.auth_code,
        body.coupon_id,
    )
    return payment_answer(await pay(request.house, wish), request.house.routes)


@post(
    "/orders/{store_id:uuid}/{order_id:uuid}/payments/{payment_id:uuid}/shown",
    status_code=204,
)
async def see_failure(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> None:
    """The page has shown that this payment failed, and why: no message needs to say it."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    await show_failure(request.house, (store_id, order_id), diner_id, payment_id)


@post(
    "/orders/{store_id:uuid}/{order_id:uuid}/holds",
    takes=BeginHold,
    gives=PreauthView,
    is_repeatable=True,
)
async def begin_hold(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Let the order's amount be held: 201 with what the device needs, 200 when it ended, 202 while nothing is certain."""
    diner_id = request.diner.diner_id
    request.desk.payments.demand(diner_id)
    key = idempotency_key(request)
    body = await body_as(request, _hold)
    wish = HoldRequest(store_id, order_id, diner_id, body.channel, key, body.consent_version)
    return preauth_answer(await preauthorise(request.house, wish))
