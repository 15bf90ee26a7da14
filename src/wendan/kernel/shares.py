"""Shares of counted things, each with the interval in which the truth lies with 95 % confidence."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

# The normal distribution's 97.5 % point.
Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value between two bounds."""

    low: float
    value: float
    high: float

    def told(self) -> list[float]:
        """Value, low, high, rounded."""
        return [round(self.value, 4), round(self.low, 4), round(self.high, 4)]


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; without anything counted there is no interval."""

    part: int
    whole: int
    interval: Interval | None


def share_of(part: int, whole: int) -> Share:
    """A share with Wilson's score interval (1927): honest for few counts too, and never outside of 0 to 1."""
    if whole == 0:
        return Share(part, whole, None)
    p, z2 = part / whole, Z * Z
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z / (1 + z2 / whole) * sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole))
    low = 0.0 if part == 0 else middle - half
    high = 1.0 if part == whole else middle + half
    return Share(part, whole, Interval(low, p, high))


def difference_of(one: Share, other: Share) -> Interval | None:
    """How much larger `one` is than `other`: Newcombe's hybrid score interval (1998, method 10) of two unpaired shares."""
    a, b = one.interval, other.interval
    if a is None or b is None:
        return None
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Interval(low, value, high)
