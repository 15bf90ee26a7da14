"""Machines get keys and lose them; people are hired, change their role or store, and leave."""

from dataclasses import dataclass, replace
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import OWNER_OF_STORE
from wendan.domains.people.errors import LoginIsTaken, MemberIsUnknown, OwnAccountStays, StaffTokenIsUnknown
from wendan.domains.people.model import Member, Role
from wendan.domains.people.rules import demand_fitting_place, demand_strong
from wendan.domains.people.service import change as change_row
from wendan.domains.people.service import hire as hire_row
from wendan.domains.people.service import issue_key as key_row
from wendan.domains.people.service import take_back
from wendan.domains.people.store import MEMBER_BY_ID, MEMBER_BY_LOGIN, TOKEN_BY_ID
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.passwords import hash_password


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A machine that needs a key."""

    store_id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Hiring:
    """A person to be hired; `works_at` is a store or head office."""

    merchant_id: UUID
    works_at: UUID
    login: str
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What is to change of a person; None leaves it."""

    name: str | None = None
    role: Role | None = None
    works_at: UUID | None = None
    is_active: bool | None = None
    password: str | None = None
    drop_second_factor: bool = False


async def issue_key(house: House, wish: KeyWish, merchant_id: UUID | None = None) -> tuple[UUID, str]:
    """The new key's id and its secret, which is told this once; `merchant_id` is who issues, None an operator.

    Raises StoreIsUnknown.
    """
    await _demand_store_of(house, wish.store_id, merchant_id)
    stamp = house.stamp()
    token_id, secret = stamp.id(), house.ids.token()
    row = key_row((wish.store_id, merchant_id), (token_id, secret), (wish.name, wish.role), stamp.now)
    await house.database.commit(row)
    return token_id, secret


async def take_back_key(house: House, token_id: UUID, merchant_id: UUID | None) -> None:
    """The key opens nothing from now on. Raises StaffTokenIsUnknown."""
    token = await house.database.read(TOKEN_BY_ID, token_id=token_id)
    if token is None or merchant_id not in (None, token.merchant_id):
        raise StaffTokenIsUnknown
    await house.database.commit(take_back(token, house.clock.now()))


async def hire(house: House, hiring: Hiring, beside: Changes = NOTHING) -> Member:
    """A new person who may sign in, and `beside` in the same commit. Raises StoreIsUnknown, RoleDoesNotFit, PasswordIsTooWeak, LoginIsTaken."""
    demand_fitting_place(hiring.role, hiring.works_at)
    demand_strong(hiring.password, hiring.login)
    await _demand_store_of(house, hiring.works_at, hiring.merchant_id)
    password_hash = await hash_password(hiring.password)
    return await house.decide("staff", lambda: _hire_once(house, hiring, password_hash, beside))


async def _hire_once(house: House, hiring: Hiring, password_hash: str, beside: Changes) -> Member:
    if await house.database.read(MEMBER_BY_LOGIN, login=hiring.login) is not None:
        raise LoginIsTaken(login=hiring.login)
    stamp = house.stamp()
    member = Member(
        store_id=HEAD_OFFICE,
        id=stamp.id(),
        works_at=hiring.works_at,
        merchant_id=hiring.merchant_id,
        login=hiring.login,
        name=hiring.name,
        role=hiring.role,
        password_hash=password_hash,
        second_factor=None,
        second_factor_is_on=False,
        second_factor_step=0,
        failed_times=0,
        locked_until=None,
        is_active=True,
        version=1,
        created_at=stamp.now,
    )
    await house.database.commit(hire_row(member) + beside)
    return member


async def change_member(house: House, place: tuple[UUID, UUID], wanted: MemberChange, by: UUID) -> Member:
    """Change a person; `place` is (merchant, member). A new password or being locked out ends nothing else.

    Raises MemberIsUnknown, OwnAccountStays, RoleDoesNotFit, PasswordIsTooWeak, StoreIsUnknown.
    """
    merchant_id, member_id = place
    if wanted.works_at is not None:
        await _demand_store_of(house, wanted.works_at, merchant_id)
    if member_id == by and (wanted.role, wanted.works_at, wanted.is_active) != (None, None, None):
        raise OwnAccountStays
    password_hash = None if wanted.password is None else await hash_password(wanted.password)
    return await house.decide("staff", lambda: _change_once(house, place, wanted, password_hash))


async def _change_once(
    house: House, place: tuple[UUID, UUID], wanted: MemberChange, password_hash: str | None
) -> Member:
    merchant_id, member_id = place
    member = await house.database.read(MEMBER_BY_ID, member_id=member_id)
    if member is None or member.merchant_id != merchant_id:
        raise MemberIsUnknown
    if wanted.password is not None:
        demand_strong(wanted.password, member.login)
    changed = replace(
        member,
        name=wanted.name or member.name,
        role=wanted.role or member.role,
        works_at=wanted.works_at or member.works_at,
        is_active=member.is_active if wanted.is_active is None else wanted.is_active,
        password_hash=password_hash or member.password_hash,
        second_factor=None if wanted.drop_second_factor else member.second_factor,
        second_factor_is_on=member.second_factor_is_on and not wanted.drop_second_factor,
        failed_times=0 if password_hash else member.failed_times,
        locked_until=None if password_hash else member.locked_until,
    )
    demand_fitting_place(changed.role, changed.works_at)
    await house.database.commit(change_row(changed))
    return replace(changed, version=member.version + 1)


async def _demand_store_of(house: House, store_id: UUID, merchant_id: UUID | None) -> None:
    """Raises StoreIsUnknown unless the store is this merchant's; head office and operators are at home anywhere."""
    owner = await house.database.read(OWNER_OF_STORE, store_id=store_id)
    if owner is None or (store_id != HEAD_OFFICE and merchant_id not in (None, owner.merchant_id)):
        raise StoreIsUnknown
