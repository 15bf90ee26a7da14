"""What diners say, as `Changes`."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from wendan.domains.members.model import Address, ClientHint, Consent, Feedback, LateWish
from wendan.domains.members.store import ADDRESS, CONSENT, FEEDBACK, HINT, LATE_WISH
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


def keep_hint(hint: ClientHint) -> Changes:
    """A page's word, under its number."""
    return Changes.of(HINT.insert(hint))


def keep_wish(wish: LateWish) -> Changes:
    """The page's newest word in place of an earlier one."""
    return Changes.of(LATE_WISH.put(wish))
