"""A diner pays."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.bodies import BeginPayment
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.api.views import PaymentView, payment_view
from wendan.domains.payments.model import PaymentState
from wendan.flows.pay import PayRequest, pay

_body = msgspec.json.Decoder(BeginPayment)
# Nothing certain yet: the page calls again with the same key.
_UNCERTAIN = (PaymentState.CREATED, PaymentState.REQUESTED, PaymentState.UNKNOWN)


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
    wish = PayRequest(
        store_id, order_id, diner.diner_id, body.channel, body.method, diner.openid, request.address, key
    )
    payment = await pay(request.house, wish)
    if payment.state in _UNCERTAIN:
        return answer(payment_view(payment), 202)
    return answer(payment_view(payment), 201 if payment.state is PaymentState.PENDING else 200)
