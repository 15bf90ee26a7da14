"""Members, sessions and keys as `Changes`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.people.model import Member, Role, StaffSession, StaffToken
from wendan.domains.people.rules import hash_of, locked_until
from wendan.domains.people.store import MEMBER, SESSION, STAFF_TOKEN
from wendan.platform.changes import Changes


def issue_key(
    place: tuple[UUID, UUID | None], token: tuple[UUID, str], who: tuple[str, Role], now: datetime
) -> Changes:
    """A machine's key; `place` is (store, merchant), `token` its id and secret, of which only the hash is kept."""
    (store_id, merchant_id), (token_id, secret), (name, role) = place, token, who
    row = StaffToken(store_id, token_id, merchant_id, hash_of(secret), name, role, now, None)
    return Changes.of(STAFF_TOKEN.insert(row))


def take_back(token: StaffToken, now: datetime) -> Changes:
    """The key opens nothing from now on; saying so again changes nothing."""
    if token.revoked_at is not None:
        return Changes()
    return Changes.of(STAFF_TOKEN.overwrite(replace(token, revoked_at=now)))


def hire(member: Member) -> Changes:
    """A new person, who may sign in from now on."""
    return Changes.of(MEMBER.insert(member))


def change(member: Member) -> Changes:
    """The person's next version."""
    return Changes.of(MEMBER.update(replace(member, version=member.version + 1)))


def fail(member: Member, now: datetime) -> Changes:
    """One more wrong password or code."""
    times = member.failed_times + 1
    return change(replace(member, failed_times=times, locked_until=locked_until(times, now)))


def welcome(member: Member, session: StaffSession, step: int | None) -> Changes:
    """Signed in: failures are forgotten, and the one-time code of this `step` is used up."""
    known = replace(
        member,
        failed_times=0,
        locked_until=None,
        second_factor_step=member.second_factor_step if step is None else step,
    )
    changes = change(known) if known != member else Changes()
    return changes + Changes.of(SESSION.insert(session))


def end(session: StaffSession, now: datetime) -> Changes:
    """The session opens nothing from now on; saying so again changes nothing."""
    if session.ended_at is not None:
        return Changes()
    return Changes.of(SESSION.overwrite(replace(session, ended_at=now)))
