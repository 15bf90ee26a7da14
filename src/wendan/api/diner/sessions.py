"""A diner signs in: anonymously, or as the person a payment app names."""

from datetime import timedelta

import msgspec
from litestar import Response, post

from wendan.api.bodies import SignIn
from wendan.api.desk import Asked, Desk
from wendan.api.parse import answer, body_as
from wendan.api.refusals import SignInCannotBeChecked, SignInIsNotOffered, SignInWasRefused
from wendan.api.views import SessionView
from wendan.channels.port import IdentityRefused
from wendan.kernel.errors import Silence
from wendan.platform.auth import Session
from wendan.platform.ids import id_of

_body = msgspec.json.Decoder(SignIn)


@post("/sessions", takes=SignIn, gives=SessionView)
async def sign_in(request: Asked) -> Response[bytes]:
    """Sign in and receive the token for everything else."""
    desk = request.desk
    desk.sign_ins.demand(request.address)
    wish = await body_as(request, _body)
    openid = None if wish.code is None else await _openid_of(desk, wish.code)
    now = desk.house.clock.now()
    expires_at = (now + timedelta(hours=desk.house.settings.diner_session_hours)).replace(microsecond=0)
    # Whom a payment app knows stays the same diner at every sign-in: their orders and their accounts are theirs.
    diner_id = desk.house.ids.uuid7(now) if openid is None else id_of(f"wechat:{openid}")
    session = Session(diner_id, openid, expires_at)
    return answer(SessionView(desk.sessions.issue(session), session.diner_id, expires_at), 201)


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
