"""Whether the diner may order, in plain words, and their appeal."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.risk_views import Appeal, ConsentView, DinerStanding, standing_view
from wendan.domains.risk.rules.consent import CONSENT_IN_FORCE, CONSENTS
from wendan.flows.blacklist import appeal, standing

_body = msgspec.json.Decoder(Appeal)


@get("/standing", gives=DinerStanding)
async def read_standing(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """Whether the diner may order at this store; if not, why, until when, and the orders that speak for it."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    return answer(standing_view(await standing(request.house, store_id, diner_id)))


@get("/consent", gives=ConsentView)
async def read_consent(request: Asked) -> Response[bytes]:
    """What a diner agrees to before an order is pre-authorised, with the version that is kept."""
    request.desk.reads.demand(request.diner.diner_id)
    return answer(ConsentView(CONSENT_IN_FORCE, *CONSENTS[CONSENT_IN_FORCE]))


@post("/appeals", takes=Appeal, gives=DinerStanding)
async def make_appeal(request: Asked) -> Response[bytes]:
    """Say why the entry is wrong; once for each entry. Raises NothingToAppeal, AppealWasMade."""
    diner_id = request.diner.diner_id
    request.desk.orders.demand(diner_id)
    body = await body_as(request, _body)
    return answer(standing_view(await appeal(request.house, body.store_id, diner_id, body.words)), 201)
