"""The first visit: who owns this house."""

import msgspec
from litestar import Response, get, post

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.staff.bodies import Found
from wendan.api.staff.sessions import signed_in_view
from wendan.api.staff.views import SetupView, SignedInView
from wendan.flows.found import Founding, found, needs_setup
from wendan.flows.sign_in import SignInAttempt, sign_in

_body = msgspec.json.Decoder(Found)


@get("/setup", gives=SetupView)
async def read_setup(request: Asked) -> Response[bytes]:
    """Whether nobody owns this house yet. Public."""
    return answer(SetupView(await needs_setup(request.house)))


@post("/setup", takes=Found, gives=SignedInView)
async def found_house(request: Asked) -> Response[bytes]:
    """Become the owner with the code that `wendan serve` printed, and be signed in. Public, once."""
    desk = request.desk
    desk.staff_tries.demand(request.address)
    body = await body_as(request, _body)
    login = body.login.lower()
    founding = Founding(body.code, body.merchant, body.brand, body.name, login, body.password)
    await found(desk.house, founding, desk.secret)
    attempt = SignInAttempt(login, body.password, None, None)
    return await signed_in_view(desk, await sign_in(desk.house, attempt, desk.seal))
