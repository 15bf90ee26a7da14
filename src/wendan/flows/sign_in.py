"""Staff sign in with name, password and, where it is on, a second factor; on a device they are bound to it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.domains.people.errors import (
    DeviceIsBoundToAnother,
    DeviceIsNeeded,
    OneTimeCodeNeeded,
    SecondFactorIsWrong,
    SessionIsUnknown,
    SignInFailed,
)
from wendan.domains.people.model import Member, Role, Staff, StaffSession
from wendan.domains.people.rules import demand_unlocked, hash_of
from wendan.domains.people.service import end, fail, welcome
from wendan.domains.people.store import MEMBER_BY_LOGIN, SESSION_BY_ID
from wendan.domains.terminals.errors import DeviceKeyIsWrong
from wendan.domains.terminals.model import Device
from wendan.domains.terminals.store import DEVICE_BY_KEY
from wendan.flows.audit import Deed, acting_for
from wendan.flows.house import House, Stamp
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.passwords import Seal, is_right_password, matching_step


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """What somebody types, and the key of the device they type it on."""

    login: str
    password: str
    one_time_code: str | None
    device_key: str | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token is told this once."""

    token: str
    session: StaffSession
    member: Member
    device: Device | None


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found out before anything is decided."""

    attempt: SignInAttempt
    has_right_password: bool
    seal: Seal


async def sign_in(house: House, attempt: SignInAttempt, seal: Seal) -> SignedIn:
    """A new session. Raises SignInFailed, AccountIsLocked, OneTimeCodeNeeded, SecondFactorIsWrong, DeviceIsNeeded,
    DeviceKeyIsWrong, DeviceIsBoundToAnother.
    """
    member = await house.database.read(MEMBER_BY_LOGIN, login=attempt.login)
    if member is not None and member.is_active:
        demand_unlocked(member, house.clock.now())
        kept = member.password_hash
    else:
        kept = None
    checked = _Checked(attempt, await is_right_password(kept, attempt.password), seal)
    return await house.decide("sign-in", lambda: _sign_in_once(house, checked))


async def _sign_in_once(house: House, checked: _Checked) -> SignedIn:
    attempt = checked.attempt
    key_hash = hash_of(attempt.device_key or "")
    member, device = await house.database.read(
        MEMBER_BY_LOGIN, DEVICE_BY_KEY, login=attempt.login, key_hash=key_hash
    )
    if member is None or not member.is_active:
        raise SignInFailed
    stamp = house.stamp()
    demand_unlocked(member, stamp.now)
    acting = acting_for(house, _deed(member, device, "sign_in"))
    if not checked.has_right_password:
        await _failed(house, member, stamp)
        raise SignInFailed
    step = _second_step(member, checked, stamp)
    if member.second_factor_is_on and step is None:
        await _failed(house, member, stamp)
        raise SecondFactorIsWrong
    if attempt.device_key is not None and device is None:
        raise DeviceKeyIsWrong
    demand_device(member, device, cashier_needs_device=house.settings.cashier_needs_device)
    token = house.ids.token()
    session = new_session(member, device, (stamp, token), house.settings.staff_session_hours)
    await acting.database.commit(welcome(member, session, step))
    return SignedIn(token, session, member, device)


def _second_step(member: Member, checked: _Checked, stamp: Stamp) -> int | None:
    """The step whose code was typed; None when the code is wrong or there is no second factor. Raises
    OneTimeCodeNeeded.
    """
    if not member.second_factor_is_on:
        return None
    if checked.attempt.one_time_code is None:
        raise OneTimeCodeNeeded
    secret = checked.seal.open(member.second_factor or "")
    if secret is None:
        return None
    return matching_step(secret, checked.attempt.one_time_code, stamp.now, member.second_factor_step)


async def _failed(house: House, member: Member, stamp: Stamp) -> None:
    acting = acting_for(house, _deed(member, None, "sign_in_failed"))
    await acting.database.commit(fail(member, stamp.now))


def demand_device(member: Member, device: Device | None, *, cashier_needs_device: bool) -> None:
    """Raises DeviceIsNeeded, DeviceIsBoundToAnother."""
    if device is None:
        if cashier_needs_device and member.role is Role.CASHIER:
            raise DeviceIsNeeded
        return
    works_there = member.works_at in (HEAD_OFFICE, device.store_id)
    if not works_there or device.member_id not in (None, member.id):
        raise DeviceIsBoundToAnother


def new_session(member: Member, device: Device | None, made: tuple[Stamp, str], hours: int) -> StaffSession:
    """`made`: the moment, and the secret of which only the hash is kept."""
    stamp, token = made
    return StaffSession(
        store_id=member.store_id,
        id=stamp.id(),
        member_id=member.id,
        token_hash=hash_of(token),
        device_id=None if device is None else device.id,
        created_at=stamp.now,
        expires_at=stamp.now + timedelta(hours=hours),
        ended_at=None,
    )


async def end_session(house: House, staff: Staff, session_id: UUID) -> None:
    """One of one's own sessions opens nothing from now on. Raises SessionIsUnknown."""
    session = await house.database.read(SESSION_BY_ID, store_id=HEAD_OFFICE, session_id=session_id)
    if session is None or session.member_id != staff.id:
        raise SessionIsUnknown
    await house.database.commit(end(session, house.clock.now()))


def _deed(member: Member, device: Device | None, action: str) -> Deed:
    staff = Staff(
        store_id=member.works_at,
        merchant_id=member.merchant_id,
        id=member.id,
        name=member.name,
        role=member.role,
        session_id=None,
        expires_at=None,
        device_id=None if device is None else device.id,
        device_name=None if device is None else device.name,
        device_key_hash=None,
    )
    return Deed(staff, (member.works_at, member.merchant_id), action, member.login, bytes)
