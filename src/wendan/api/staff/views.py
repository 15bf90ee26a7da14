"""What staff are told about themselves and one another; never a hash, never a secret."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.api.desk import Desk
from wendan.api.devices.views import DeviceView, device_view
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import MERCHANT_BY_ID, STORE_BY_ID, STORES_OF_MERCHANT
from wendan.domains.people.model import Member, Right, Role
from wendan.domains.people.rules import RIGHTS
from wendan.domains.terminals.model import Device
from wendan.kernel.numbers import HEAD_OFFICE


class SetupView(Struct, frozen=True):
    is_needed: bool


class OwnStore(Struct, frozen=True):
    store_id: UUID
    store_no: int
    name: str
    name_en: str


class Me(Struct, frozen=True):
    """Who is signed in, and what they may do where; `store_id` is null for who works for the whole merchant."""

    id: UUID
    login: str
    name: str
    role: Role
    rights: list[Right]
    store_id: UUID | None
    merchant_id: UUID
    merchant: str
    has_second_factor: bool
    device: DeviceView | None
    stores: list[OwnStore]


class SignedInView(Struct, frozen=True):
    token: str
    expires_at: datetime
    me: Me


class StaffSessionView(Struct, frozen=True):
    id: UUID
    created_at: datetime
    expires_at: datetime
    device_id: UUID | None
    is_current: bool


class SecondFactorView(Struct, frozen=True):
    """For the authenticator, this once."""

    secret: str
    uri: str


class StaffView(Struct, frozen=True):
    id: UUID
    login: str
    name: str
    role: Role
    store_id: UUID | None
    store_name: str | None
    is_active: bool
    has_second_factor: bool
    locked_until: datetime | None
    created_at: datetime


class AuditView(Struct, frozen=True):
    """`words` is what was asked, as JSON text without secrets."""

    id: UUID
    at: datetime
    staff_id: UUID
    staff_name: str
    role: Role
    device_name: str | None
    store_id: UUID
    action: str
    subject: str
    words: str


async def me_of(desk: Desk, member: Member, device: Device | None) -> Me:
    """The person with their merchant and the stores they may enter."""
    merchant, own, all_stores = await desk.house.database.read(
        MERCHANT_BY_ID,
        STORE_BY_ID,
        STORES_OF_MERCHANT,
        merchant_id=member.merchant_id,
        store_id=member.works_at,
    )
    assert merchant is not None, "a member's row refers to it"
    assert own is not None, "the same"
    stores = all_stores if member.works_at == HEAD_OFFICE else [own]
    return Me(
        id=member.id,
        login=member.login,
        name=member.name,
        role=member.role,
        rights=sorted(RIGHTS[member.role]),
        store_id=place_of(member),
        merchant_id=member.merchant_id,
        merchant=merchant.name,
        has_second_factor=member.second_factor_is_on,
        device=None if device is None else device_view(desk.house, device, {member.id: member.name}),
        stores=[_own_store(store) for store in stores],
    )


def place_of(member: Member) -> UUID | None:
    """The member's store, None for head office."""
    return None if member.works_at == HEAD_OFFICE else member.works_at


def staff_view(member: Member, store_names: dict[UUID, str]) -> StaffView:
    return StaffView(
        member.id,
        member.login,
        member.name,
        member.role,
        place_of(member),
        store_names.get(member.works_at),
        member.is_active,
        member.second_factor_is_on,
        member.locked_until,
        member.created_at,
    )


def _own_store(store: Store) -> OwnStore:
    return OwnStore(store.store_id, store.store_no, store.name, store.name_en)
