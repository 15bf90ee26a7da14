"""Keys for staff."""

from uuid import UUID

import msgspec
from litestar import Response, delete, post
from litestar.params import FromPath

from wendan.api.bodies import NewStaffToken
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.views import StaffTokenView
from wendan.domains.people.model import Right, Role
from wendan.flows.staff import KeyWish, issue_key, take_back_key

_body = msgspec.json.Decoder(NewStaffToken)


@post("/staff-tokens", takes=NewStaffToken, gives=StaffTokenView, right=Right.EDIT_STAFF)
async def hire_staff(request: Asked) -> Response[bytes]:
    """A new key; it is shown this once and never again."""
    body = await body_as(request, _body)
    wish = KeyWish(body.store_id, body.name, Role(body.role))
    token_id, secret = await issue_key(request.house, wish, request.staff.merchant_id)
    return answer(StaffTokenView(token_id, secret, body.name, body.role), 201)


@delete("/staff-tokens/{token_id:uuid}", right=Right.EDIT_STAFF)
async def dismiss_staff(request: Asked, token_id: FromPath[UUID]) -> None:
    """The key opens nothing from now on."""
    await take_back_key(request.house, token_id, request.staff.merchant_id)
