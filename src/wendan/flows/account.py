"""Staff look after their own account: password, second factor."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from wendan.domains.people.errors import MemberIsUnknown, SecondFactorIsWrong, SignInFailed
from wendan.domains.people.model import Member, Staff
from wendan.domains.people.rules import demand_strong, demand_unlocked
from wendan.domains.people.service import change, fail
from wendan.domains.people.store import MEMBER_BY_ID
from wendan.flows.house import House
from wendan.platform.passwords import (
    Seal,
    hash_password,
    is_right_password,
    matching_step,
    new_second_factor,
    second_factor_uri,
)


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """What the authenticator is told, this once."""

    secret: str
    uri: str


async def own_member(house: House, staff: Staff) -> Member:
    """The person behind a session. Raises MemberIsUnknown for a machine's key."""
    member = await house.database.read(MEMBER_BY_ID, member_id=staff.id)
    if member is None:
        raise MemberIsUnknown
    return member


async def change_password(house: House, staff: Staff, old: str, new: str) -> None:
    """Raises SignInFailed, AccountIsLocked, PasswordIsTooWeak, MemberIsUnknown."""
    member = await _demand_password(house, staff, old)
    demand_strong(new, member.login)
    password_hash = await hash_password(new)
    await _edit(house, staff, lambda known: replace(known, password_hash=password_hash))


async def begin_second_factor(house: House, staff: Staff, password: str, seal: Seal) -> NewSecondFactor:
    """A new secret, asked for from its confirmation on. Raises SignInFailed, AccountIsLocked, MemberIsUnknown."""
    member = await _demand_password(house, staff, password)
    secret = new_second_factor(house.ids.token())
    sealed = seal.close(secret)

    def begun(known: Member) -> Member:
        return replace(known, second_factor=sealed, second_factor_is_on=False, second_factor_step=0)

    await _edit(house, staff, begun)
    return NewSecondFactor(secret, second_factor_uri(secret, member.login))


async def confirm_second_factor(house: House, staff: Staff, code: str, seal: Seal) -> Member:
    """From now on it is asked for. Raises SecondFactorIsWrong, MemberIsUnknown."""
    now = house.clock.now()

    def confirmed(known: Member) -> Member:
        secret = seal.open(known.second_factor or "")
        step = None if secret is None else matching_step(secret, code, now, known.second_factor_step)
        if step is None:
            raise SecondFactorIsWrong
        return replace(known, second_factor_is_on=True, second_factor_step=step)

    return await _edit(house, staff, confirmed)


async def remove_second_factor(house: House, staff: Staff, password: str) -> Member:
    """Raises SignInFailed, AccountIsLocked, MemberIsUnknown."""
    await _demand_password(house, staff, password)
    return await _edit(
        house, staff, lambda known: replace(known, second_factor=None, second_factor_is_on=False)
    )


async def _demand_password(house: House, staff: Staff, password: str) -> Member:
    member = await own_member(house, staff)
    demand_unlocked(member, house.clock.now())
    if not await is_right_password(member.password_hash, password):
        await house.decide("account", lambda: _failed_once(house, staff))
        raise SignInFailed
    return member


async def _failed_once(house: House, staff: Staff) -> None:
    member = await own_member(house, staff)
    await house.database.commit(fail(member, house.clock.now()))


async def _edit(house: House, staff: Staff, edited: Callable[[Member], Member]) -> Member:
    async def once() -> Member:
        member = await own_member(house, staff)
        changed = edited(member)
        await house.database.commit(change(changed))
        return replace(changed, version=member.version + 1)

    run: Callable[[], Awaitable[Member]] = once
    return await house.decide("account", run)
