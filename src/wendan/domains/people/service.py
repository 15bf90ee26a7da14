"""Staff tokens as `Changes`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.people.model import Audience, StaffToken
from wendan.domains.people.rules import hash_of
from wendan.domains.people.store import STAFF_TOKEN
from wendan.platform.changes import Changes


def hire(store_id: UUID, token: tuple[UUID, str], name: str, audience: Audience, now: datetime) -> Changes:
    """A new key for a staff member; `token` is its id and its secret, of which only the hash is kept."""
    token_id, secret = token
    return Changes.of(
        STAFF_TOKEN.insert(StaffToken(store_id, token_id, hash_of(secret), name, audience, now, None))
    )


def dismiss(token: StaffToken, now: datetime) -> Changes:
    """The key opens nothing from now on; saying so again changes nothing."""
    if token.revoked_at is not None:
        return Changes()
    return Changes.of(STAFF_TOKEN.overwrite(replace(token, revoked_at=now)))
