"""A diner signs in: anonymously, or as the person a payment app names."""

from datetime import timedelta
from uuid import UUID

import msgspec
from litestar import Response, post

from wendan.api.bodies import SignIn
from wendan.api.desk import Asked, Desk
from wendan.api.parse import answer, body_as
from wendan.api.refusals import SignInCannotBeChecked, SignInIsNotOffered, SignInWasRefused
from wendan.api.views import SessionView
from wendan.channels.port import IdentityRefused
from wendan.flows.authorise import diner_of
from wendan.kernel.errors import Silence
from wendan.platform.auth import Session

_body = msgspec.json.Decoder(SignIn)


@post("/sessions", takes=SignIn, gives=SessionView)
async def sign_in(request: Asked) -> Response[bytes]:
    """Sign in and receive the token for everything else."""
    desk = request.desk
    desk.sign_ins.demand(request.address)
    wish = await body_as(request, _body)
    openid = None if wish.code is None else await _openid_of(desk, wish.code)
    # Whom a payment app knows stays the same diner at every sign-in: their orders and their accounts are theirs.
    diner_id = desk.house.ids.uuid7(desk.house.clock.now()) if openid is None else diner_of(openid)
    return answer(session_view(desk, diner_id, openid), 201)


def session_view(desk: Desk, diner_id: UUID, openid: str | None, appid: str | None = None) -> SessionView:
    """A new session, as long as sessions last."""
    lives = timedelta(hours=desk.house.settings.diner_session_hours)
    expires_at = (desk.house.clock.now() + lives).replace(microsecond=0)
    session = Session(diner_id, openid, expires_at, appid)
    return SessionView(desk.sessions.issue(session), diner_id, expires_at)


async def _openid_of(desk: Desk, code: str) -> str:
    identity = desk.house.identity
    if identity is None:
        raise SignInIsNotOffered
    try:
        return await identity.openid_of(code)
    except IdentityRefused:
        raise SignInWasRefused from None
    except Silence:
        raise SignInCannotBeChecked(retry_after_s=1) from None
