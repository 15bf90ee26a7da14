"""Unpaid orders of every store; what is done about them is done in their store."""

import msgspec
from litestar import Response, post

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.unpaid_views import OfficeFilter, UnpaidPage, cursor_of, page_view
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.flows.unpaid import UnpaidCounts, Wanted, count_unpaid, list_unpaid

_filter = msgspec.json.Decoder(OfficeFilter)


@post("/unpaid/search", takes=OfficeFilter, gives=UnpaidPage, right=Right.SEE_ORDERS, status_code=200)
async def search_all_unpaid(request: Asked) -> Response[bytes]:
    """Unpaid orders of the merchant's stores, the longest waiting first."""
    body = await body_as(request, _filter)
    page = await list_unpaid(request.house, await _wanted(request, body), cursor_of(body.after))
    return answer(page_view(page, request.house.clock.now()))


@post("/unpaid/counts", takes=OfficeFilter, gives=UnpaidCounts, right=Right.SEE_ORDERS, status_code=200)
async def count_all_unpaid(request: Asked) -> Response[bytes]:
    """How many of them, and how much money, by reason and entry channel."""
    body = await body_as(request, _filter)
    return answer(await count_unpaid(request.house, await _wanted(request, body)))


async def _wanted(request: Asked, body: OfficeFilter) -> Wanted:
    stores = await request.house.database.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    mine = [store.store_id for store in stores]
    return body.of([each for each in mine if body.store_ids is None or each in body.store_ids])
