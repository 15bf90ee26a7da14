"""Who may not order, until when, and who decides that it ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from wendan.domains.risk.errors import (
    AnotherPersonMustLift,
    AppealIsTooLate,
    AppealWasMade,
    DinerIsBlacklisted,
    EntryHasEnded,
    NoAppealWaits,
    NothingToAppeal,
)
from wendan.domains.risk.model import AppealState, Entry, EntryState, Person


def is_in_force(entry: Entry, now: datetime) -> bool:
    """Whether the diner may not order at this moment because of it."""
    return entry.state is EntryState.ACTIVE and now < entry.expires_at


def standing_of(entries: Iterable[Entry], merchant_id: UUID, now: datetime) -> Entry | None:
    """The entry in force at this merchant that lasts longest."""
    binding = [e for e in entries if is_in_force(e, now) and e.merchant_id in (None, merchant_id)]
    return max(binding, key=lambda entry: entry.expires_at, default=None)


def demand_not_blacklisted(entries: Iterable[Entry], merchant_id: UUID, now: datetime) -> None:
    """What a checkout asks before it does anything. Raises DinerIsBlacklisted."""
    entry = standing_of(entries, merchant_id, now)
    if entry is not None:
        raise DinerIsBlacklisted(
            until=entry.expires_at.isoformat(), may_appeal=entry.appeal_state is AppealState.NONE
        )


def demand_in_force(entry: Entry, now: datetime) -> None:
    """Raises EntryHasEnded."""
    if not is_in_force(entry, now):
        raise EntryHasEnded(state=entry.state)


def appealed(entry: Entry | None, words: str, within: timedelta, now: datetime) -> Entry:
    """The entry with the diner's own words; once for each entry. Raises NothingToAppeal, AppealWasMade, AppealIsTooLate."""
    if entry is None or not is_in_force(entry, now):
        raise NothingToAppeal
    if entry.appeal_state is not AppealState.NONE:
        raise AppealWasMade(state=entry.appeal_state)
    if now >= entry.listed_at + within:
        raise AppealIsTooLate(until=(entry.listed_at + within).isoformat())
    return replace(
        entry,
        version=entry.version + 1,
        appeal_state=AppealState.WAITING,
        appeal_words=words,
        appealed_at=now,
    )


def rejected(entry: Entry, by: Person, now: datetime) -> Entry:
    """The appeal is answered with no; the entry goes on. Raises EntryHasEnded, NoAppealWaits."""
    demand_in_force(entry, now)
    if entry.appeal_state is not AppealState.WAITING:
        raise NoAppealWaits(state=entry.appeal_state)
    return replace(
        entry,
        version=entry.version + 1,
        appeal_state=AppealState.REJECTED,
        answer_words=by.words,
        answered_by=by.name,
        answered_at=now,
        lift_words=None,
        lift_by=None,
        lift_by_id=None,
        lift_at=None,
    )


def lifted(entry: Entry, by: Person, now: datetime) -> Entry:
    """四眼: the first person proposes, another one ends it; an appeal that waits is granted by that.

    Raises EntryHasEnded, AnotherPersonMustLift.
    """
    demand_in_force(entry, now)
    if entry.lift_by_id is None:
        return replace(
            entry,
            version=entry.version + 1,
            lift_words=by.words,
            lift_by=by.name,
            lift_by_id=by.id,
            lift_at=now,
        )
    if entry.lift_by_id == by.id:
        raise AnotherPersonMustLift(by=entry.lift_by)
    ended = replace(
        entry, version=entry.version + 1, state=EntryState.REMOVED, ended_by=by.name, ended_at=now
    )
    if entry.appeal_state is not AppealState.WAITING:
        return ended
    return replace(
        ended,
        appeal_state=AppealState.GRANTED,
        answer_words=by.words,
        answered_by=by.name,
        answered_at=now,
    )


def over(entry: Entry, now: datetime) -> Entry:
    """An entry whose time is over, closed so that a new one can be made."""
    return replace(entry, version=entry.version + 1, state=EntryState.ENDED, ended_by="expiry", ended_at=now)
