"""Events as `Changes`."""

from datetime import datetime
from uuid import UUID

from wendan.domains.evidence.model import ChainEnd, Happening
from wendan.domains.evidence.rules import link
from wendan.domains.evidence.store import EVENT
from wendan.platform.changes import Changes


def record(
    end: ChainEnd | None, place: tuple[UUID, UUID], happenings: list[Happening], now: datetime
) -> Changes:
    """The happenings as the next links of the order's chain; `place` is (store, order)."""
    return Changes(tuple(EVENT.insert(event) for event in link(end, place, happenings, now)))
