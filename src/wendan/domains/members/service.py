"""What diners say, as `Changes`."""

from collections.abc import Sequence

from wendan.domains.members.model import ClientHint, Consent, Feedback, LateWish
from wendan.domains.members.store import CONSENT, FEEDBACK, HINT, LATE_WISH
from wendan.platform.changes import Changes


def keep_feedback(feedback: Feedback) -> Changes:
    """The diner's word about an order, in place of an earlier one."""
    return Changes.of(FEEDBACK.put(feedback))


def keep_consents(consents: Sequence[Consent]) -> Changes:
    """Each consent is good for one message."""
    return Changes(tuple(CONSENT.insert(consent) for consent in consents))


def keep_hint(hint: ClientHint) -> Changes:
    """A page's word, under its number."""
    return Changes.of(HINT.insert(hint))


def keep_wish(wish: LateWish) -> Changes:
    """The page's newest word in place of an earlier one."""
    return Changes.of(LATE_WISH.put(wish))
