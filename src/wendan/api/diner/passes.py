"""Paid, and the order is not there yet: what the diner shows at the counter meanwhile."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.pass_views import PassView, pass_view
from wendan.flows.vouch import vouch


@get("/orders/{store_id:uuid}/{order_id:uuid}/pass", gives=PassView)
async def read_pass(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> Response[bytes]:
    """A temporary pick-up pass on money that the channel has told of. Raises OrderIsUnknown, NothingToVouchFor."""
    diner_id, desk = request.diner.diner_id, request.desk
    desk.reads.demand(diner_id)
    vouched = await vouch(request.house, (store_id, order_id), diner_id)
    return answer(pass_view(desk.passes, vouched, request.house.clock.now()))
