"""When a way through a payment app's page counts."""

from datetime import datetime, timedelta
from typing import Final

from wendan.domains.members.errors import AuthorisationIsOver, AuthorisationIsUnknown
from wendan.domains.members.model import Authorisation

AUTHORISATION_LIVES: Final = timedelta(minutes=10)


def demand_begun_here(known: Authorisation | None, state: str, now: datetime) -> Authorisation:
    """The guest's own way, unused and in time. Raises AuthorisationIsUnknown, AuthorisationIsOver."""
    if known is None or known.state != state:
        raise AuthorisationIsUnknown
    if known.used_at is not None or known.expires_at <= now:
        raise AuthorisationIsOver
    return known
