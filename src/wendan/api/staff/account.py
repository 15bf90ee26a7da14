"""One's own account."""

import msgspec
from litestar import Response, get, post, put

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.staff.bodies import ChangePassword, ProvePassword, ProveSecondFactor
from wendan.api.staff.views import Me, SecondFactorView, me_of
from wendan.domains.people.model import Member, Right
from wendan.domains.terminals.store import DEVICE_BY_KEY
from wendan.flows.account import (
    begin_second_factor,
    change_password,
    confirm_second_factor,
    own_member,
    remove_second_factor,
)

_change = msgspec.json.Decoder(ChangePassword)
_password = msgspec.json.Decoder(ProvePassword)
_code = msgspec.json.Decoder(ProveSecondFactor)


@get("/me", gives=Me, right=Right.OWN_ACCOUNT)
async def read_me(request: Asked) -> Response[bytes]:
    """Who is signed in, and what they may do where."""
    return await _me(request, await own_member(request.house, request.staff))


@put("/me/password", takes=ChangePassword, status_code=204, right=Right.OWN_ACCOUNT)
async def change_own_password(request: Asked) -> None:
    """A new password, for whoever knows the old one."""
    body = await body_as(request, _change)
    await change_password(request.house, request.staff, body.old, body.new)


@post("/me/second-factor", takes=ProvePassword, gives=SecondFactorView, right=Right.OWN_ACCOUNT)
async def begin_own_second_factor(request: Asked) -> Response[bytes]:
    """A secret for the authenticator; asked for once it has been confirmed."""
    body = await body_as(request, _password)
    begun = await begin_second_factor(request.house, request.staff, body.password, request.desk.seal)
    return answer(SecondFactorView(begun.secret, begun.uri), 201)


@post("/me/second-factor/confirm", takes=ProveSecondFactor, gives=Me, right=Right.OWN_ACCOUNT)
async def confirm_own_second_factor(request: Asked) -> Response[bytes]:
    """The authenticator works: from now on signing in asks for its digits."""
    body = await body_as(request, _code)
    house, staff, seal = request.house, request.staff, request.desk.seal
    return await _me(request, await confirm_second_factor(house, staff, body.one_time_code, seal))


@post("/me/second-factor/remove", takes=ProvePassword, gives=Me, right=Right.OWN_ACCOUNT)
async def remove_own_second_factor(request: Asked) -> Response[bytes]:
    """Signing in asks for the password alone."""
    body = await body_as(request, _password)
    return await _me(request, await remove_second_factor(request.house, request.staff, body.password))


async def _me(request: Asked, member: Member) -> Response[bytes]:
    key_hash = request.staff.device_key_hash
    device = await request.house.database.read(DEVICE_BY_KEY, key_hash=key_hash) if key_hash else None
    return answer(await me_of(request.desk, member, device))
