"""The store's unpaid orders: which, why, how many, and what is done about them."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.unpaid_views import ChaseUnpaid, UnpaidFilter, UnpaidPage, cursor_of, page_view
from wendan.domains.people.model import Right
from wendan.flows.chase import Bulk, Chased, chase, preview_chase
from wendan.flows.unpaid import UnpaidCounts, count_unpaid, list_unpaid

_filter = msgspec.json.Decoder(UnpaidFilter)
_chase = msgspec.json.Decoder(ChaseUnpaid)


@post("/unpaid/search", takes=UnpaidFilter, gives=UnpaidPage, right=Right.SEE_ORDERS, status_code=200)
async def search_unpaid(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Unpaid orders with why they are, the longest waiting first."""
    body = await body_as(request, _filter)
    page = await list_unpaid(request.house, body.of([store_id]), cursor_of(body.after))
    return answer(page_view(page, request.house.clock.now()))


@post("/unpaid/counts", takes=UnpaidFilter, gives=UnpaidCounts, right=Right.SEE_ORDERS, status_code=200)
async def count_store_unpaid(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """How many of them, and how much money, by reason and entry channel."""
    body = await body_as(request, _filter)
    return answer(await count_unpaid(request.house, body.of([store_id])))


@post("/unpaid/preview", takes=ChaseUnpaid, gives=list[Chased], right=Right.CHASE_UNPAID, status_code=200)
async def preview_unpaid(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """What would become of each order now; nothing is changed."""
    return answer(await preview_chase(request.house, await _bulk(request, store_id)))


@post("/unpaid/chase", takes=ChaseUnpaid, gives=list[Chased], right=Right.CHASE_UNPAID, status_code=200)
async def chase_unpaid(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Ask the channels, begin to close, or mark as seen: what is done already is said, and done no second time."""
    return answer(await chase(request.house, await _bulk(request, store_id)))


async def _bulk(request: Asked, store_id: UUID) -> Bulk:
    body = await body_as(request, _chase)
    return Bulk(store_id, body.order_ids, body.chase, body.words, request.staff.name)
