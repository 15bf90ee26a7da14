"""Times and counts taken while the rush is on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wendan.platform.clock import Clock


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which that share lies, None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Measures:
    """`is_rush` ends when the drill begins to move the clock: from then on real times mean nothing."""

    clock: Clock
    is_rush: bool = True
    known_to_screen_ms: list[float] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    why_not: Counter[str] = field(default_factory=Counter)

    def shown(self, committed_at: datetime) -> None:
        """A screen shows now what was committed then; kept in real milliseconds."""
        if self.is_rush:
            own_s = (self.clock.now() - committed_at).total_seconds()
            self.known_to_screen_ms.append(own_s / self.clock.scale * 1000)

    def strange(self, words: str) -> None:
        """Something a customer saw that must not be."""
        if len(self.odd) < 50:
            self.odd.append(words)
