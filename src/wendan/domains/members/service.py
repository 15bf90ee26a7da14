"""What diners say, as `Changes`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.members.model import (
    Address,
    Authorisation,
    ClientHint,
    Consent,
    Feedback,
    LateWish,
    ServiceWindow,
)
from wendan.domains.members.rules import is_better
from wendan.domains.members.store import (
    ADDRESS,
    AUTHORISATION,
    CONSENT,
    FEEDBACK,
    HINT,
    LATE_WISH,
    SERVICE_WINDOW,
)
from wendan.platform.changes import Changes


def keep_feedback(feedback: Feedback) -> Changes:
    """The diner's word about an order, in place of an earlier one."""
    return Changes.of(FEEDBACK.put(feedback))


def keep_consents(consents: Sequence[Consent]) -> Changes:
    """Each consent is good for one message."""
    return Changes(tuple(CONSENT.insert(consent) for consent in consents))


def use_consent(consent: Consent, message_id: UUID) -> Changes:
    """This message takes the consent; no other one can, however many try at this moment."""
    return Changes.of(CONSENT.update(replace(consent, used_by=message_id, version=consent.version + 1)))


def keep_addresses(addresses: Sequence[Address]) -> Changes:
    """Where the diner is reached from now on, by each of these ways."""
    return Changes(tuple(ADDRESS.put(address) for address in addresses))


def open_window(known: ServiceWindow | None, new: ServiceWindow, now: datetime) -> Changes:
    """The window that the diner's newest word opens, unless what is known reaches further; the same word opens once."""
    if known is None:
        return Changes.of(SERVICE_WINDOW.insert(new))
    if not is_better(new, known, now):
        return Changes()
    return Changes.of(SERVICE_WINDOW.update(replace(new, version=known.version + 1)))


def use_window(window: ServiceWindow) -> Changes:
    """One message of it is taken; of two orders at one moment one decides again."""
    used = replace(window, messages_left=window.messages_left - 1, version=window.version + 1)
    return Changes.of(SERVICE_WINDOW.update(used))


def close_window(window: ServiceWindow, refused_at: datetime) -> Changes:
    """WeChat, asked at that moment, let nothing through; what a later word has opened stays open."""
    if window.opened_at > refused_at:
        return Changes()
    closed = replace(window, open_until=refused_at, version=window.version + 1)
    return Changes.of(SERVICE_WINDOW.update(closed))


def keep_hint(hint: ClientHint) -> Changes:
    """A page's word, under its number."""
    return Changes.of(HINT.insert(hint))


def keep_wish(wish: LateWish) -> Changes:
    """The page's newest word in place of an earlier one."""
    return Changes.of(LATE_WISH.put(wish))


def begin_authorisation(known: Authorisation | None, new: Authorisation) -> Changes:
    """The guest's newest way, in place of the one before."""
    if known is None:
        return Changes.of(AUTHORISATION.insert(new))
    return Changes.of(AUTHORISATION.update(replace(new, version=known.version + 1)))


def use_authorisation(known: Authorisation, now: datetime) -> Changes:
    """Nobody else can go this way again, however many try at this moment."""
    return Changes.of(AUTHORISATION.update(replace(known, used_at=now, version=known.version + 1)))
