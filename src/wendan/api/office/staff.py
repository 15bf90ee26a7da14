"""Keys for staff."""

from uuid import UUID

import msgspec
from litestar import Response, delete, post
from litestar.params import FromPath

from wendan.api.bodies import NewStaffToken
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.views import StaffTokenView
from wendan.domains.people.model import Audience
from wendan.flows.staff import dismiss, hire

_body = msgspec.json.Decoder(NewStaffToken)


@post("/staff-tokens", takes=NewStaffToken, gives=StaffTokenView)
async def hire_staff(request: Asked) -> Response[bytes]:
    """A new key; it is shown this once and never again."""
    body = await body_as(request, _body)
    token_id, secret = await hire(request.house, body.store_id, body.name, Audience(body.audience))
    return answer(StaffTokenView(token_id, secret, body.name, body.audience), 201)


@delete("/staff-tokens/{token_id:uuid}")
async def dismiss_staff(request: Asked, token_id: FromPath[UUID]) -> None:
    """The key opens nothing from now on."""
    await dismiss(request.house, token_id)
