"""A diner places orders, follows them and gives them up."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.bodies import PlaceOrder
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.api.placing import placed_answer, wish_of
from wendan.api.views import OrderPage
from wendan.domains.ordering.model import OrderView
from wendan.domains.ordering.store import VIEWS_OF_DINER
from wendan.flows.expire import give_up
from wendan.flows.sweep import ask_now

_body = msgspec.json.Decoder(PlaceOrder)


@post("/orders", takes=PlaceOrder, gives=OrderView, is_repeatable=True)
async def place_order(request: Asked) -> Response[bytes]:
    """Place an order: 201, or 200 with the first answer when it was placed before under the same key."""
    diner, house = request.diner, request.house
    request.desk.orders.demand(diner.diner_id)
    key = idempotency_key(request)
    body = await body_as(request, _body)
    return await placed_answer(house, wish_of(body, diner.diner_id, key), body.lines)


@get("/orders", gives=list[OrderView])
async def list_orders(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """The diner's newest orders in a store."""
    request.desk.reads.demand(request.diner.diner_id)
    orders = await request.house.database.read(
        VIEWS_OF_DINER, store_id=store_id, diner_id=request.diner.diner_id
    )
    return answer(orders)


@get("/orders/{store_id:uuid}/{order_id:uuid}", gives=OrderPage)
async def read_order(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """An order with its payments, refunds and history."""
    request.desk.reads.demand(request.diner.diner_id)
    return answer(await request.desk.pages.of(store_id, order_id, request.diner.diner_id))


@post("/orders/{store_id:uuid}/{order_id:uuid}/ask", gives=OrderPage)
async def ask(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Ask the payment channel now, for a page that waits; then as reading the order."""
    diner_id, pages = request.diner.diner_id, request.desk.pages
    request.desk.reads.demand(diner_id)
    await pages.of(store_id, order_id, diner_id)
    await ask_now(request.house, store_id, order_id)
    return answer(await pages.of(store_id, order_id, diner_id))


@post("/orders/{store_id:uuid}/{order_id:uuid}/cancel", gives=OrderPage)
async def cancel(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Give up an unpaid order; it closes once no money can arrive any more."""
    request.desk.reads.demand(request.diner.diner_id)
    await give_up(request.house, store_id, order_id, request.diner.diner_id)
    return answer(await request.desk.pages.of(store_id, order_id, request.diner.diner_id))
