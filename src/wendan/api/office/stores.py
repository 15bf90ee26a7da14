"""Stores are listed and opened."""

from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post

from wendan.api.bodies import NewStore
from wendan.api.desk import Asked
from wendan.api.menu_views import StoreView, store_view
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.flows.menu import StorePlan, open_store

_body = msgspec.json.Decoder(NewStore)


@get("/stores", gives=list[StoreView], right=Right.SEE_STORES)
async def list_stores(request: Asked) -> Response[bytes]:
    """Every store of the merchant."""
    mine = await request.house.database.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    return answer([store_view(store) for store in mine])


@post("/stores", takes=NewStore, gives=StoreView, right=Right.OPEN_STORES)
async def open_new_store(request: Asked) -> Response[bytes]:
    """Open a store with its menu and stock."""
    body = await body_as(request, _body)
    try:
        ZoneInfo(body.timezone)
    except (KeyError, ValueError, OSError):
        raise RequestIsInvalid(field="timezone", why="not a time zone such as Asia/Shanghai") from None
    plan = msgspec.convert(body, StorePlan, from_attributes=True)
    opened = await open_store(request.house, plan, request.staff.merchant_id)
    return answer(store_view(opened), 201)
