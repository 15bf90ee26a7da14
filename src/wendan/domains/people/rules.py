"""Who may do what, and when a sign-in counts."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.people.errors import (
    AccountIsLocked,
    DeviceIsNeeded,
    NotAllowed,
    PasswordIsTooWeak,
    RoleDoesNotFit,
    SignInNeeded,
)
from wendan.domains.people.model import Member, Right, Role, Staff
from wendan.kernel.numbers import HEAD_OFFICE

_YES, _NO = "y", "."


def _rights_of(text: str) -> Mapping[Role, frozenset[Right]]:
    """The table as sets; a missing square, role or right fails at import."""
    heading, *rows = (line.split() for line in text.strip().splitlines())
    roles = [Role(name) for name in heading]
    assert roles == list(Role), "one column for each role, in order"
    assert [Right(row[0]) for row in rows] == list(Right), "one row for each right, in order"
    assert all(len(row) == len(roles) + 1 and set(row[1:]) <= {_YES, _NO} for row in rows), "no empty square"
    return {
        role: frozenset(Right(row[0]) for row in rows if row[place] == _YES)
        for place, role in enumerate(roles, start=1)
    }


RIGHTS: Final = _rights_of("""
                hq manager cashier kitchen finance support auditor
  see-kitchen   y  y       y       y       .       y       .
  cook          y  y       y       y       .       .       .
  see-orders    y  y       y       .       y       y       y
  take-money    .  y       y       .       .       .       .
  refund        y  y       y       .       y       .       .
  see-cases     y  y       y       .       y       y       y
  decide-cases  y  y       .       .       y       .       .
  see-menu      y  y       y       y       y       y       y
  edit-menu     y  y       .       .       .       .       .
  stop-orders   y  y       y       .       .       .       .
  see-stores    y  .       .       .       y       y       y
  edit-store    y  y       .       .       .       .       .
  open-stores   y  .       .       .       .       .       .
  see-feedback  y  y       .       .       .       y       y
  see-devices   y  y       .       .       .       y       y
  edit-devices  y  y       .       .       .       .       .
  see-dashboard y  .       .       .       y       .       y
  edit-staff    y  .       .       .       .       .       .
  see-audit     y  .       .       .       y       .       y
  see-evidence  y  .       .       .       y       y       y
  see-promises  y  .       .       .       .       .       y
  see-routes    y  y       .       .       y       y       y
  switch-routes y  .       .       .       .       .       .
  see-incidents y  .       .       .       y       y       y
  answer-incidents y .     .       .       .       .       .
  hear-public   y  .       .       .       .       y       .
  edit-accounts y  y       .       .       y       .       .
  see-policies  y  y       .       .       y       .       y
  edit-policies y  .       .       .       .       .       .
  chase-unpaid  y  y       y       .       .       y       .
  see-risk      y  .       .       .       y       y       y
  edit-risk     y  .       .       .       .       .       .
  see-books     y  .       .       .       y       .       y
  repair-books  y  .       .       .       y       .       .
  own-account   y  y       y       y       y       y       y
""")
"""Which role has which right; docs/reference/roles.md shows the same."""

AT_HEAD_OFFICE: Final = frozenset({Right.SEE_CASES, Right.DECIDE_CASES})
"""What is done at head office itself. It has no menu, till or kitchen, and the cell's merchants share it."""

OF_A_STORE: Final = (Role.MANAGER, Role.CASHIER, Role.KITCHEN)

MOST_FAILURES: Final = 5
FIRST_LOCK: Final = timedelta(minutes=1)
LONGEST_LOCK: Final = timedelta(hours=1)
LEAST_PASSWORD: Final = 10
LEAST_DIFFERENT: Final = 5


def hash_of(token: str) -> str:
    """What is kept of a token: tokens are 256 random bits, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def demand_present(staff: Staff | None, device_key: str | None, now: datetime) -> Staff:
    """The one who acts, if the proof holds at this moment. Raises SignInNeeded, DeviceIsNeeded."""
    if staff is None or (staff.expires_at is not None and staff.expires_at <= now):
        raise SignInNeeded
    # A session made on a device opens nothing from elsewhere.
    if staff.device_id is not None and (device_key is None or hash_of(device_key) != staff.device_key_hash):
        raise DeviceIsNeeded
    return staff


def demand_right(staff: Staff, right: Right) -> Staff:
    """Raises NotAllowed."""
    if right not in RIGHTS[staff.role]:
        raise NotAllowed
    return staff


def demand_store(staff: Staff, store_id: UUID, merchant_id: UUID | None) -> Staff:
    """The staff member, whose store this is or whose merchant's; `merchant_id` owns the store. Raises NotAllowed."""
    works_everywhere = staff.store_id == HEAD_OFFICE and staff.merchant_id in (None, merchant_id)
    if staff.store_id != store_id and not (works_everywhere and merchant_id is not None):
        raise NotAllowed
    return staff


def demand_done_there(store_id: UUID, right: Right) -> None:
    """Raises NotAllowed for what only shops do, asked of head office."""
    if store_id == HEAD_OFFICE and right not in AT_HEAD_OFFICE:
        raise NotAllowed


def demand_office(staff: Staff) -> Staff:
    """The staff member, who works for the whole merchant. Raises NotAllowed."""
    if staff.store_id != HEAD_OFFICE:
        raise NotAllowed
    return staff


def demand_fitting_place(role: Role, store_id: UUID) -> None:
    """Managers, cashiers and cooks belong to a store, the others to head office. Raises RoleDoesNotFit."""
    if (role in OF_A_STORE) == (store_id == HEAD_OFFICE):
        raise RoleDoesNotFit(role=role)


def demand_unlocked(member: Member, now: datetime) -> None:
    """Raises AccountIsLocked."""
    if member.locked_until is not None and member.locked_until > now:
        left_s = (member.locked_until - now).total_seconds()
        raise AccountIsLocked(retry_after_s=int(left_s) + 1)


def locked_until(failed_times: int, now: datetime) -> datetime | None:
    """From the fifth wrong password on an account rests: a minute, then twice as long each time, an hour at most."""
    if failed_times < MOST_FAILURES:
        return None
    doubled = FIRST_LOCK * (1 << min(failed_times - MOST_FAILURES, 10))
    return now + min(doubled, LONGEST_LOCK)


def demand_strong(password: str, login: str) -> None:
    """Long enough, not one letter over and over, not the name itself. Raises PasswordIsTooWeak."""
    is_short = len(password) < LEAST_PASSWORD or len(set(password)) < LEAST_DIFFERENT
    if is_short or login.lower() in password.lower():
        raise PasswordIsTooWeak(least=LEAST_PASSWORD)
