"""A diner's own accounts: what is in them, what is owed, topping up and repaying."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from wendan.api.account_views import AccountsView, BuyValue, accounts_view, bought_answer
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.domains.balances.store import STATEMENTS_IN_STORE
from wendan.domains.ordering.model import OrderView, Purpose

_body = msgspec.json.Decoder(BuyValue)


@get("/accounts", gives=AccountsView)
async def list_own_accounts(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """The diner's accounts with this store's merchant, each with its newest 50 moves; and what a top-up brings."""
    diner_id, house = request.diner.diner_id, request.house
    request.desk.reads.demand(diner_id)
    found = await house.database.read(
        STATEMENTS_IN_STORE, store_id=store_id, member_id=diner_id, before=house.clock.now()
    )
    return answer(accounts_view(house, found))


@post("/top-ups", takes=BuyValue, gives=OrderView, is_repeatable=True)
async def top_up(request: Asked) -> Response[bytes]:
    """充值: an order to pay like any other; its value is in the account moments after the money is here."""
    return await _bought(request, Purpose.TOP_UP)


@post("/repayments", takes=BuyValue, gives=OrderView, is_repeatable=True)
async def repay(request: Asked) -> Response[bytes]:
    """还款: an order to pay; refused above what is owed."""
    return await _bought(request, Purpose.REPAYMENT)


async def _bought(request: Asked, purpose: Purpose) -> Response[bytes]:
    diner_id = request.diner.diner_id
    request.desk.orders.demand(diner_id)
    key = idempotency_key(request)
    body = await body_as(request, _body)
    return await bought_answer(request.house, body, (diner_id, key), purpose)
