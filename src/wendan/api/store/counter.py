"""The counter: orders taken by staff, collected by phone or in cash, asked about, given up."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.bodies import PlaceOrder
from wendan.api.counter_bodies import BeginAtCounter, PlaceAtCounter, PutDownCash
from wendan.api.coupon_views import FittingCoupon, fitting_view
from wendan.api.desk import Asked
from wendan.api.methods import methods_view
from wendan.api.money_views import PaymentView, payment_view
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.api.paying import payment_answer
from wendan.api.placing import placed_answer, wish_of
from wendan.api.views import CashTaken, MethodsView, OrderPage, UnconfirmedView
from wendan.domains.ordering.model import Entry, OrderView
from wendan.domains.ordering.states import UNPAID
from wendan.domains.ordering.store import VIEWS_WITH_TIMER
from wendan.domains.payments.model import QUERY_TIMER
from wendan.domains.payments.states import LIVE
from wendan.domains.payments.store import UNCERTAIN_OF_STORE
from wendan.domains.people.model import Right
from wendan.domains.routing.model import Client
from wendan.flows.expire import give_up
from wendan.flows.pay import PayRequest, pay
from wendan.flows.recommend import Customer
from wendan.flows.return_cash import hand_back
from wendan.flows.show_coupon import coupon_shown, look_at_coupon
from wendan.flows.sweep import ask_now
from wendan.flows.take_cash import CashOnTable, take_cash
from wendan.flows.unpaid import reasons_of
from wendan.kernel.money import Fen

_order = msgspec.json.Decoder(PlaceAtCounter)
_payment = msgspec.json.Decoder(BeginAtCounter)
_cash = msgspec.json.Decoder(PutDownCash)


@post("/orders", takes=PlaceAtCounter, gives=OrderView, is_repeatable=True, right=Right.TAKE_MONEY)
async def place_at_counter(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Take an order: 201, or 200 with the first answer when it was taken before under the same key."""
    key = idempotency_key(request)
    said = await body_as(request, _order)
    body = PlaceOrder(
        store_id, Entry(said.entry), said.lines, said.table_no, said.remark, said.expected_total_fen
    )
    return await placed_answer(request.house, wish_of(body, request.staff.id, key), body.lines)


@get("/orders/{order_id:uuid}/methods", gives=MethodsView, right=Right.TAKE_MONEY)
async def list_methods_at_counter(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID], client: FromQuery[Client] = Client.POS
) -> Response[bytes]:
    """The ways in which the customer can pay here, the likeliest to succeed first."""
    await request.desk.pages.of(store_id, order_id)
    return answer(await methods_view(request.house, (store_id, order_id), Customer(client, None, {})))


@get("/orders/{order_id:uuid}/coupons/{code:str}", gives=FittingCoupon, right=Right.TAKE_MONEY)
async def show_coupon_at_counter(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID], code: FromPath[str]
) -> Response[bytes]:
    """What the coupon that a guest shows would take off this order; nothing is held by looking."""
    coupon, order = await look_at_coupon(request.house, (store_id, order_id), code)
    return answer(fitting_view(coupon, order.total_fen))


@post(
    "/orders/{order_id:uuid}/payments",
    takes=BeginAtCounter,
    gives=PaymentView,
    is_repeatable=True,
    right=Right.TAKE_MONEY,
)
async def begin_payment_at_counter(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """A code that the customer scans: as for diners."""
    key = idempotency_key(request)
    body = await body_as(request, _payment)
    coupon_id = await coupon_shown(request.house, store_id, body.coupon_code)
    wish = PayRequest(
        store_id,
        order_id,
        None,
        body.channel,
        body.method,
        None,
        request.address,
        key,
        body.auth_code,
        coupon_id,
    )
    return payment_answer(await pay(request.house, wish), request.house.routes)


@post(
    "/orders/{order_id:uuid}/cash",
    takes=PutDownCash,
    gives=CashTaken,
    is_repeatable=True,
    right=Right.TAKE_MONEY,
    status_code=200,
)
async def take_cash_for_order(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Take cash; `change_fen` goes back to the customer: all of it, if the order was paid by phone just then."""
    key = idempotency_key(request)
    body = await body_as(request, _cash)
    coupon_id = await coupon_shown(request.house, store_id, body.coupon_code)
    cash = CashOnTable(store_id, order_id, Fen(body.tendered_fen), request.cashier, key, coupon_id)
    change = await take_cash(request.house, cash)
    return answer(CashTaken(await request.desk.pages.of(store_id, order_id), change))


@post("/orders/{order_id:uuid}/hand-back", gives=OrderPage, right=Right.TAKE_MONEY, status_code=200)
async def hand_cash_back(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Hand out the cash of this order that waits at the counter to be returned."""
    await hand_back(request.house, (store_id, order_id), request.cashier)
    return answer(await request.desk.pages.of(store_id, order_id))


@post("/orders/{order_id:uuid}/ask", gives=OrderPage, right=Right.SEE_ORDERS, status_code=200)
async def ask_at_counter(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Ask the payment channel now; then as reading the order."""
    await ask_now(request.house, store_id, order_id)
    return answer(await request.desk.pages.of(store_id, order_id))


@post("/orders/{order_id:uuid}/give-up", gives=OrderPage, right=Right.TAKE_MONEY, status_code=200)
async def give_up_at_counter(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Give up an unpaid order; it closes once no money can arrive any more."""
    await give_up(request.house, store_id, order_id, None)
    return answer(await request.desk.pages.of(store_id, order_id))


@get("/unconfirmed", gives=list[UnconfirmedView], right=Right.SEE_ORDERS)
async def list_unconfirmed(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """待确认: unpaid orders somebody is paying, with why not yet, and when the channel will be asked next."""
    uncertain, orders = await request.house.database.read(
        UNCERTAIN_OF_STORE, VIEWS_WITH_TIMER, store_id=store_id, kind=QUERY_TIMER
    )
    unpaid = {order.id: order for order in orders if order.state in UNPAID}
    reasons = await reasons_of(request.house, store_id, unpaid)
    shown = [
        UnconfirmedView(
            unpaid[each.payment.order_id],
            payment_view(each.payment, request.house.routes),
            each.payment.asked_times,
            each.next_ask_at,
            reasons[each.payment.order_id],
        )
        for each in uncertain
        if each.payment.state in LIVE and each.payment.order_id in reasons
    ]
    return answer(shown)
