"""Customers with hidden preferences: what they own, like, can afford, hold in hand, and how that drifts.

Nothing here knows the model that is evaluated, and no policy but the oracle sees anything of it.
The figures are assumptions, chosen to be plausible for a campus and a street in China; no survey stands behind them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from wendan.cli.evaluating.chance import dice
from wendan.domains.routing.model import Client, Way

BIG_FEN: Final = 20_000
PICKY: Final = 0.9
"""How much a customer minds a purse that is liked less: willing = exp(-PICKY · difference in liking)."""
NEW_LIKING_A_WEEK: Final = 0.04
"""The chance, each week and for each purse, that the customer sees it with new eyes, or gets or loses it."""
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Purse:
    """What money comes out of: how many own it (of students), how it is liked, and the median it holds."""

    owned: float
    owned_by_students: float
    liking: float
    liking_of_big: float
    holds_fen: int


PURSES: Final[Mapping[str, Purse]] = {
    "wechat": Purse(0.95, 0.95, 1.0, 0.6, 150_000),
    "alipay": Purse(0.80, 0.85, 0.8, 0.6, 150_000),
    "huabei": Purse(0.35, 0.30, -2.5, 1.6, 600_000),
    "ecny": Purse(0.06, 0.06, -0.2, -0.2, 30_000),
    "unionpay": Purse(0.30, 0.12, 0.1, 0.3, 200_000),
    "credit": Purse(0.25, 0.04, -0.3, 0.9, 800_000),
    "debit": Purse(0.40, 0.40, -0.8, -0.2, 200_000),
    "campus-card": Purse(0.05, 0.90, 1.1, -1.0, 9_000),
    "balance": Purse(0.15, 0.15, 1.3, 0.8, 20_000),
    "pay-later": Purse(0.02, 0.25, 0.2, -2.0, 10_000),
}
LIKING_SPREAD: Final = 0.9


@dataclass(frozen=True, slots=True)
class Person:
    """One customer; everything else about them follows from seed and number."""

    seed: int
    number: int
    is_student: bool
    home: int  # their usual store
    orders_a_day: float
    first_day: int

    def chance(self, *names: str | int) -> float:
        """Evenly from [0, 1), the same in every policy's world."""
        return dice(self.seed, "person", self.number, *names)

    def drawn(self, mean: float, spread: float, *names: str | int) -> float:
        """From a normal distribution, the same in every policy's world."""
        return mean + spread * _NORMAL.inv_cdf(min(max(self.chance(*names), 1e-9), 1 - 1e-9))


def a_person(seed: int, number: int, days: int) -> Person:
    """Two in five live on the campus; three in ten come only after the first day."""
    roll = [dice(seed, "born", number, n) for n in range(5)]
    is_student = roll[0] < 0.4
    home = 1 if is_student and roll[1] < 0.85 else (0 if roll[1] < 0.55 else 2)
    first_day = 0 if roll[3] < 0.7 else int(roll[4] * days * 0.8)
    return Person(seed, number, is_student, home, 0.2 + 0.7 * roll[2], first_day)


@dataclass(frozen=True, slots=True)
class Mind:
    """A person in one week: what is owned and how much it is liked."""

    owned: Mapping[str, bool]
    liking: Mapping[str, float]
    liking_of_big: Mapping[str, float]
    holds_fen: Mapping[str, float]
    parts: int  # instalments they would take


def mind_of(person: Person, week: int) -> Mind:
    """Habits stay, until something in the person's life changes them."""
    owned, small, big, holds = {}, {}, {}, {}
    for name, purse in PURSES.items():
        since = _last_change(person, name, week)
        share = purse.owned_by_students if person.is_student else purse.owned
        owned[name] = person.chance("owns", name, since) < share
        own_taste = person.drawn(0.0, LIKING_SPREAD, "likes", name, since)
        small[name], big[name] = purse.liking + own_taste, purse.liking_of_big + own_taste
        holds[name] = purse.holds_fen * math.exp(person.drawn(0.0, 0.7, "holds", name, since))
    owned["huabei"] = owned["huabei"] and owned["alipay"]
    parts = (3, 6, 12)[int(person.chance("parts") * 3)]
    return Mind(owned, small, big, holds, parts)


def _last_change(person: Person, purse: str, week: int) -> int:
    weeks = (w for w in range(week, 0, -1) if person.chance("drifts", purse, w) < NEW_LIKING_A_WEEK)
    return next(weeks, 0)


def purse_behind(way: Way) -> str:
    """The simulator's own table of what a way draws on."""
    if way.channel == "alipay" and way.method.startswith("huabei"):
        return "huabei"
    if way.method in ("ecny", "credit", "debit"):
        return way.method
    return way.channel


_CLUMSY: Final = {
    # A QR code on the phone that should scan it: a second phone, or a screenshot.
    (Client.H5, "native"): 0.35,
    (Client.H5, "qr"): 0.35,
    (Client.WECHAT, "native"): 0.55,
    (Client.MINI_PROGRAM, "native"): 0.45,
    (Client.H5, "credit"): 0.85,
    (Client.H5, "debit"): 0.8,
}


def wishes(mind: Mind, client: Client, amount_fen: int, ways: Sequence[Way]) -> dict[Way, float]:
    """The chance that the person goes through with each way when shown it first, channels being well."""
    likings = mind.liking_of_big if amount_fen >= BIG_FEN else mind.liking
    best = max((likings[purse] for way in ways if mind.owned[purse := purse_behind(way)]), default=0.0)
    found = {}
    for way in ways:
        purse = purse_behind(way)
        if not mind.owned[purse]:
            found[way] = 0.0
            continue
        willing = 0.98 * math.exp(-PICKY * (best - likings[purse]))
        enough = 1 / (1 + (amount_fen / mind.holds_fen[purse]) ** 2)
        smooth = _CLUMSY.get((client, way.method), 1.0)
        if purse == "huabei" and not way.method.endswith(f"-{mind.parts}"):
            smooth *= 0.5
        found[way] = willing * enough * smooth
    return found
