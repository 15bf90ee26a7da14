"""Diners with a hidden willingness to pay: honest, forgetful, unlucky with their network, malicious; old and new.

Nothing here knows the model that is evaluated. The figures are assumptions, chosen to be plausible for a campus and
a street in China; no survey stands behind them.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Final

from wendan.cli.evaluating.chance import dice, picked

MONTH_DAYS: Final = 30
NEW_LATER: Final = 0.45
"""Who comes only after the first day; any mind may be new."""
HARD_UP: Final = 0.03
"""In a month, so many of the honest have no money and leave more unpaid than they would."""
_NORMAL: Final = NormalDist()


class Kind(StrEnum):
    HONEST = "honest"
    FORGETFUL = "forgetful"
    UNLUCKY = "unlucky"
    MALICIOUS = "malicious"


SHARES: Final = {Kind.HONEST: 0.74, Kind.FORGETFUL: 0.12, Kind.UNLUCKY: 0.07, Kind.MALICIOUS: 0.07}
LEAVES: Final = {
    Kind.HONEST: (0.005, 0.04),
    Kind.FORGETFUL: (0.08, 0.35),
    Kind.UNLUCKY: (0.01, 0.05),
    Kind.MALICIOUS: (0.45, 0.95),
}
"""Between which bounds a mind's share of unpaid orders lies."""
SLEEPERS, REFORMED = 0.35, 0.2
"""So many of the malicious pay at first, and so many stop being so."""


@dataclass(frozen=True, slots=True)
class Mind:
    """One diner; everything else follows from seed and number."""

    seed: int
    number: int
    kind: Kind
    first_day: int
    orders_a_day: float
    leaves: float
    home: int
    habit: int  # the entry they mostly use

    def chance(self, *names: str | int) -> float:
        """Evenly from [0, 1)."""
        return dice(self.seed, "mind", self.number, *names)

    def drawn(self, spread: float, *names: str | int) -> float:
        """From a normal distribution around 0."""
        return spread * _NORMAL.inv_cdf(min(max(self.chance(*names), 1e-9), 1 - 1e-9))

    def leaves_unpaid(self, day: int, *, is_big: bool, is_night: bool) -> float:
        """The true chance that an order of this day is left unpaid, its channel being well."""
        month = day // MONTH_DAYS
        odds = self.leaves / (1 - self.leaves) * math.exp(self.drawn(0.35, "mood", month))
        if self.kind is Kind.MALICIOUS:
            since = day - self.first_day
            if self.chance("sleeper") < SLEEPERS and since < 10 + 40 * self.chance("wakes"):
                odds = 0.03
            elif self.chance("reforms") < REFORMED and since > 30 + 60 * self.chance("better"):
                odds = 0.08
        elif self.chance("hard up", month) < HARD_UP:
            odds += 0.25
        odds *= (1.5 if is_big else 1.0) * (1.3 if is_night else 1.0)
        return odds / (1 + odds)


def a_mind(seed: int, number: int, days: int) -> Mind:
    """The diner with this number."""
    roll = [dice(seed, "born", number, n) for n in range(8)]
    kind = picked(list(SHARES), list(SHARES.values()), roll[0])
    low, high = LEAVES[kind]
    # Those who mean harm are more often new: accounts cost nothing.
    is_new = roll[1] < (0.7 if kind is Kind.MALICIOUS else NEW_LATER)
    return Mind(
        seed,
        number,
        kind,
        first_day=int(roll[2] * days * 0.9) if is_new else 0,
        orders_a_day=0.08 + 0.5 * roll[3] ** 1.5,
        leaves=low + (high - low) * roll[4],
        home=int(3 * roll[5]),
        habit=int(3 * roll[6]),
    )
