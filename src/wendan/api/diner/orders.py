"""A diner places orders, follows them and gives them up."""

import hashlib
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.bodies import PlaceOrder
from wendan.api.desk import Asked
from wendan.api.order_page import order_page
from wendan.api.parse import REPLAYED_HEADER, answer, body_as, idempotency_key
from wendan.api.views import OrderPage, placed_view
from wendan.domains.catalog.model import BasketLine
from wendan.domains.ordering.model import OrderView, Wish
from wendan.domains.ordering.store import VIEW, VIEWS_OF_DINER
from wendan.flows.checkout import place
from wendan.flows.expire import give_up
from wendan.flows.sweep import ask_now

_body = msgspec.json.Decoder(PlaceOrder)
_canonical = msgspec.json.Encoder(order="deterministic").encode
_REPLAYED = {REPLAYED_HEADER: "true"}


@post("/orders", takes=PlaceOrder, gives=OrderView, is_repeatable=True)
async def place_order(request: Asked) -> Response[bytes]:
    """Place an order: 201, or 200 with the first answer when it was placed before under the same key."""
    diner, house = request.diner, request.house
    request.desk.orders.demand(diner.diner_id)
    key = idempotency_key(request)
    body = await body_as(request, _body)
    wish = Wish(
        body.store_id,
        diner.diner_id,
        key,
        body.entry,
        body.table_no,
        body.remark,
        hashlib.sha256(_canonical(body)).hexdigest(),
    )
    placed = await place(house, wish, [BasketLine(x.item_id, x.quantity, x.choices) for x in body.lines])
    if not placed.is_replay:
        return answer(placed_view(placed), 201)
    order = placed.order
    known = await house.database.read(VIEW, store_id=order.store_id, order_id=order.id)
    return answer(known, 200, _REPLAYED)


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
    return answer(await order_page(request.house, store_id, order_id, request.diner.diner_id))


@post("/orders/{store_id:uuid}/{order_id:uuid}/ask", gives=OrderPage)
async def ask(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Ask the payment channel now, for a page that waits; then as reading the order."""
    diner_id, house = request.diner.diner_id, request.house
    request.desk.reads.demand(diner_id)
    await order_page(house, store_id, order_id, diner_id)
    await ask_now(house, store_id, order_id)
    return answer(await order_page(house, store_id, order_id, diner_id))


@post("/orders/{store_id:uuid}/{order_id:uuid}/cancel", gives=OrderPage)
async def cancel(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """Give up an unpaid order; it closes once no money can arrive any more."""
    request.desk.reads.demand(request.diner.diner_id)
    await give_up(request.house, store_id, order_id, request.diner.diner_id)
    return answer(await order_page(request.house, store_id, order_id, request.diner.diner_id))
