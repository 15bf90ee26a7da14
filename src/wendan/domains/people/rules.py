"""Who may do what."""

import hashlib
from uuid import UUID

from wendan.domains.people.errors import NotAllowed, SignInNeeded
from wendan.domains.people.model import Audience, StaffToken


def hash_of(token: str) -> str:
    """What is kept of a staff token: tokens are 256 random bits, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def demand_store(staff: StaffToken | None, store_id: UUID) -> StaffToken:
    """The staff member, allowed to act for this store. Raises SignInNeeded, NotAllowed."""
    if staff is None or staff.revoked_at is not None:
        raise SignInNeeded
    if staff.audience is not Audience.OFFICE and staff.store_id != store_id:
        raise NotAllowed
    return staff


def demand_office(staff: StaffToken | None) -> StaffToken:
    """The staff member, allowed to act for the whole cell. Raises SignInNeeded, NotAllowed."""
    if staff is None or staff.revoked_at is not None:
        raise SignInNeeded
    if staff.audience is not Audience.OFFICE:
        raise NotAllowed
    return staff
