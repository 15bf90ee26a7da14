"""Staff sign in, sign out, and see where they are signed in."""

from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath

from wendan.api.desk import Asked, Desk
from wendan.api.guards import DEVICE_HEADER
from wendan.api.parse import answer, body_as
from wendan.api.staff.bodies import SignInStaff
from wendan.api.staff.views import SignedInView, StaffSessionView, me_of
from wendan.domains.people.errors import SessionIsUnknown
from wendan.domains.people.model import Right
from wendan.domains.people.store import SESSIONS_OF_MEMBER
from wendan.flows.sign_in import SignedIn, SignInAttempt, end_session, sign_in
from wendan.kernel.numbers import HEAD_OFFICE

_body = msgspec.json.Decoder(SignInStaff)


@post("/staff/sessions", takes=SignInStaff, gives=SignedInView)
async def sign_in_staff(request: Asked) -> Response[bytes]:
    """Sign in; on a paired device with its key in Wendan-Device, to which the session is then bound. Public."""
    desk = request.desk
    desk.staff_tries.demand(request.address)
    body = await body_as(request, _body)
    attempt = SignInAttempt(
        body.login.lower(), body.password, body.one_time_code, request.headers.get(DEVICE_HEADER)
    )
    return await signed_in_view(desk, await sign_in(desk.house, attempt, desk.seal))


async def signed_in_view(desk: Desk, signed_in: SignedIn) -> Response[bytes]:
    """The token, and who it speaks for."""
    me = await me_of(desk, signed_in.member, signed_in.device)
    return answer(SignedInView(signed_in.token, signed_in.session.expires_at, me), 201)


@delete("/sessions/current", right=Right.OWN_ACCOUNT)
async def sign_out(request: Asked) -> None:
    """This session opens nothing from now on."""
    staff = request.staff
    if staff.session_id is None:
        raise SessionIsUnknown
    await end_session(request.house, staff, staff.session_id)


@get("/sessions", gives=list[StaffSessionView], right=Right.OWN_ACCOUNT)
async def list_own_sessions(request: Asked) -> Response[bytes]:
    """Where one is signed in, the newest first."""
    staff, house = request.staff, request.house
    sessions = await house.database.read(SESSIONS_OF_MEMBER, store_id=HEAD_OFFICE, member_id=staff.id)
    now = house.clock.now()
    return answer(
        [
            StaffSessionView(s.id, s.created_at, s.expires_at, s.device_id, s.id == staff.session_id)
            for s in sessions
            if s.expires_at > now
        ]
    )


@delete("/sessions/{session_id:uuid}", right=Right.OWN_ACCOUNT)
async def end_own_session(request: Asked, session_id: FromPath[UUID]) -> None:
    """Another of one's sessions opens nothing from now on."""
    await end_session(request.house, request.staff, session_id)
