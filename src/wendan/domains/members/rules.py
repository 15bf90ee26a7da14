"""When a way through a payment app's page counts, and which word opens a window for answers."""

from datetime import datetime, timedelta
from typing import Final

from wendan.domains.members.errors import AuthorisationIsOver, AuthorisationIsUnknown
from wendan.domains.members.model import Authorisation, ServiceWindow

AUTHORISATION_LIVES: Final = timedelta(minutes=10)


def demand_begun_here(known: Authorisation | None, state: str, now: datetime) -> Authorisation:
    """The guest's own way, unused and in time. Raises AuthorisationIsUnknown, AuthorisationIsOver."""
    if known is None or known.state != state:
        raise AuthorisationIsUnknown
    if known.used_at is not None or known.expires_at <= now:
        raise AuthorisationIsOver
    return known


def is_better(new: ServiceWindow, known: ServiceWindow, now: datetime) -> bool:
    """Whether a word opens more than is open: pushes come again and out of order, and whoever wrote may only look in."""
    if new.key == known.key or new.opened_at < known.opened_at:
        return False
    is_open = known.open_until > now and known.messages_left > 0
    return not is_open or new.open_until > known.open_until
