"""Which lines a printer prints, how long a failed print rests."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

PRINT_WITHIN: Final = timedelta(seconds=60)
"""How long one worker may hold a print before another tries."""
OLDEST: Final = timedelta(hours=2)
"""A ticket older than this has been cooked by word of mouth or not at all; paper would only confuse."""
_RESTS_S: Final = (2, 5, 10, 20, 30)


class Cooked(Protocol):
    """A line that is cooked at a station."""

    @property
    def station(self) -> str:
        """Where; empty where that does not matter."""
        ...


L = TypeVar("L", bound=Cooked)


def lines_for(station: str, lines: Iterable[L]) -> Sequence[L]:
    """A printer without a station prints everything; one with a station what is cooked there."""
    return [line for line in lines if not station or line.station == station]


def rest_after(attempts: int) -> timedelta:
    """How long to wait after that many failed tries."""
    return timedelta(seconds=_RESTS_S[min(attempts, len(_RESTS_S)) - 1])
