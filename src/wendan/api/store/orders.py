"""Staff look after orders and give money back."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from wendan.api.bodies import GiveBack
from wendan.api.desk import Asked
from wendan.api.message_views import ToldView, told_view
from wendan.api.money_views import RefundView, refund_view
from wendan.api.parse import REPLAYED_HEADER, answer, body_as, idempotency_key
from wendan.api.refusals import RequestIsInvalid
from wendan.api.views import OrderPage
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.model import OrderState, OrderView
from wendan.domains.ordering.store import VIEWS_OF_STORE
from wendan.domains.people.model import Right
from wendan.flows.refund import RefundRequest
from wendan.flows.return_cash import cancel_at_counter, refund_at_counter
from wendan.flows.search import Wanted, search_orders
from wendan.kernel.money import Fen

_body = msgspec.json.Decoder(GiveBack)
# Litestar keeps the word `state` for itself.
States = Annotated[list[OrderState] | None, QueryParameter(name="state")]


@get("/orders", gives=list[OrderView], right=Right.SEE_ORDERS)
async def list_store_orders(
    request: Asked,
    store_id: FromPath[UUID],
    states: States = None,
    before: FromQuery[datetime | None] = None,
    text: FromQuery[str | None] = None,
) -> Response[bytes]:
    """The store's newest orders, at most 100; `before` turns the page, `state` may be given several times.

    `text` is a pick-up number of the last month, a table, an order's id or one of our payment numbers.
    """
    until = before or request.house.clock.now() + timedelta(seconds=1)
    wanted = Wanted(store_id=store_id, states=states or list(OrderState), before=until)
    if text is None or not text.strip():
        return answer(await request.house.database.read(VIEWS_OF_STORE, **wanted))
    if "\0" in text:
        raise RequestIsInvalid(field="text")
    return answer(await search_orders(request.house, wanted, text))


@get("/orders/{order_id:uuid}", gives=OrderPage, right=Right.SEE_ORDERS)
async def read_store_order(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """An order with its payments, refunds and history."""
    return answer(await request.desk.pages.of(store_id, order_id))


@get("/orders/{order_id:uuid}/messages", gives=list[ToldView], right=Right.SEE_ORDERS)
async def list_order_messages(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """What the customer was told about the order, and what was left out and why."""
    told = await request.house.database.read(MESSAGES_OF_ORDER, store_id=store_id, order_id=order_id)
    return answer([told_view(message) for message in told])


@post(
    "/orders/{order_id:uuid}/refunds",
    takes=GiveBack,
    gives=RefundView,
    is_repeatable=True,
    right=Right.REFUND,
)
async def give_back(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Give back part or all of an order's money: 201, or 200 with the first answer under the same key."""
    key = idempotency_key(request)
    body = await body_as(request, _body)
    wish = RefundRequest(store_id, order_id, Fen(body.amount_fen), key, request.staff.name, body.reason)
    asked_at = request.house.clock.now()
    refund = await refund_at_counter(request.house, wish, request.cashier)
    if refund.created_at < asked_at:
        return answer(refund_view(refund), 200, {REPLAYED_HEADER: "true"})
    return answer(refund_view(refund), 201)


@post("/orders/{order_id:uuid}/cancel", gives=OrderPage, right=Right.REFUND)
async def cancel_order_by_staff(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Cancel a paid order before it is cooked; all its money goes back."""
    await cancel_at_counter(request.house, (store_id, order_id), request.cashier)
    return answer(await request.desk.pages.of(store_id, order_id))
