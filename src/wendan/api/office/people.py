"""People are hired, change their place, and leave; and what they changed is read."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.staff.bodies import ChangeMember, HireMember
from wendan.api.staff.views import AuditView, StaffView, staff_view
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.people.model import Member, Right, Role
from wendan.domains.people.store import AUDIT_OF_MERCHANT, MEMBERS_OF_MERCHANT
from wendan.flows.staff import Hiring, MemberChange, change_member, hire
from wendan.kernel.numbers import HEAD_OFFICE

_hire = msgspec.json.Decoder(HireMember)
_change = msgspec.json.Decoder(ChangeMember)


@get("/staff", gives=list[StaffView], right=Right.EDIT_STAFF)
async def list_staff(request: Asked) -> Response[bytes]:
    """Everybody who works or worked for the merchant."""
    members = await request.house.database.read(MEMBERS_OF_MERCHANT, merchant_id=_merchant(request))
    return answer(await _views(request, members))


@post("/staff", takes=HireMember, gives=StaffView, right=Right.EDIT_STAFF)
async def hire_member(request: Asked) -> Response[bytes]:
    """A new person, with a first password that they should change."""
    body = await body_as(request, _hire)
    hiring = Hiring(
        _merchant(request),
        body.store_id or HEAD_OFFICE,
        body.login.lower(),
        body.name,
        Role(body.role),
        body.password,
    )
    return answer((await _views(request, [await hire(request.house, hiring)]))[0], 201)


@patch("/staff/{member_id:uuid}", takes=ChangeMember, gives=StaffView, right=Right.EDIT_STAFF)
async def edit_member(request: Asked, member_id: FromPath[UUID]) -> Response[bytes]:
    """Rename, move, promote, lock out, let in again, or set a new password."""
    body = await body_as(request, _change)
    role = None if body.role is None else Role(body.role)
    wanted = MemberChange(
        body.name, role, body.store_id, body.is_active, body.password, body.drop_second_factor
    )
    place = (_merchant(request), member_id)
    changed = await change_member(request.house, place, wanted, request.staff.id)
    return answer((await _views(request, [changed]))[0])


@get("/audit", gives=list[AuditView], right=Right.SEE_AUDIT)
async def list_audit(
    request: Asked,
    before: FromQuery[datetime | None] = None,
    staff_id: FromQuery[UUID | None] = None,
    store_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Who changed what, the newest first, at most 100; `before` turns the page."""
    entries = await request.house.database.read(
        AUDIT_OF_MERCHANT,
        merchant_id=_merchant(request),
        before=before or request.house.clock.now() + timedelta(seconds=1),
        staff_id=staff_id,
        store_id=store_id,
    )
    return answer([msgspec.convert(entry, AuditView, from_attributes=True) for entry in entries])


def _merchant(request: Asked) -> UUID:
    # An operator's key belongs to no merchant; what it looks after is the cell's own.
    return request.staff.merchant_id or HEAD_OFFICE


async def _views(request: Asked, members: list[Member]) -> list[StaffView]:
    stores = await request.house.database.read(STORES_OF_MERCHANT, merchant_id=_merchant(request))
    names = {store.store_id: store.name for store in stores}
    return [staff_view(member, names) for member in members]
