"""Who decides which way is listed first. All but the oracle are given the visit's open side and the log, no more."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Protocol

from wendan.cli.evaluating.shoplog import Key, ShopLog, Visit
from wendan.domains.routing.model import Client, Crowd, Shopper, Way
from wendan.domains.routing.rules.success import chances
from wendan.domains.routing.rules.tallies import client_of, crowd_of, health_of, own_of

SNAPSHOT_H: Final = 4.0
"""How long the crowd's snapshot is kept here, to save time; the product may keep it for a minute."""


class Policy(Protocol):
    def first(self, visit: Visit, log: ShopLog) -> Way:
        """The way listed first."""
        ...


class FixedOrder:
    """The order of the table of methods."""

    def first(self, visit: Visit, log: ShopLog) -> Way:  # noqa: ARG002
        return visit.ways[0]


class MostPopular:
    """What was paid with most so far, in this store by this client."""

    def __init__(self) -> None:
        self._paid: dict[tuple[Key, Client, Way], int] = defaultdict(int)
        self._read = 0

    def first(self, visit: Visit, log: ShopLog) -> Way:
        while self._read < len(log.tries) and (one := log.tries[self._read]).known_h < visit.at_h:
            self._paid[one.visit.place, client_of(one.visit.entry, one.way), one.way] += one.won
            self._read += 1
        return max(visit.ways, key=lambda way: self._paid[visit.place, visit.client, way])


class LastUsed:
    """What this diner paid with last; the most popular where that is unknown or not possible here."""

    def __init__(self) -> None:
        self._popular = MostPopular()

    def first(self, visit: Visit, log: ShopLog) -> Way:
        popular, last = self._popular.first(visit, log), log.last_used(visit.diner, visit.at_h)
        return popular if last is None or last not in visit.ways else last


class Ours:
    """The product's own model, fed with the product's own tallies."""

    def __init__(self, *, knows_health: bool = True) -> None:
        self._knows_health = knows_health
        self._crowds: dict[Key, tuple[float, Crowd]] = {}
        self._places: dict[Key, None] = {}

    def first(self, visit: Visit, log: ShopLog) -> Way:
        own = own_of(log.diner_rows(visit.diner, visit.at_h))
        heard = log.health(visit.at_h) if self._knows_health else {}
        health = {way: health_of(heard[way.channel]) for way in visit.ways if way.channel in heard}
        shopper = Shopper(visit.client, visit.amount_fen, visit.marks, visit.hour, own, health)
        found = chances(shopper, self._crowd(visit, log), visit.ways)
        return max(visit.ways, key=lambda way: found[way].probability)

    def _crowd(self, visit: Visit, log: ShopLog) -> Crowd:
        self._places[visit.place] = None
        if visit.place not in self._crowds or visit.at_h >= self._crowds[visit.place][0]:
            rows = {place: log.crowd_rows(place, visit.at_h) for place in self._places}
            elsewhere = [row for place, each in rows.items() if place != visit.place for row in each]
            crowd = crowd_of(rows[visit.place], elsewhere)
            self._crowds[visit.place] = (visit.at_h + SNAPSHOT_H, crowd)
        return self._crowds[visit.place][1]


class Oracle:
    """Knows everybody's hidden preferences and which channel is ill: the best a first choice can be."""

    def __init__(self, true_chances: Mapping[Key, Mapping[Way, float]]) -> None:
        self._true = true_chances

    def first(self, visit: Visit, log: ShopLog) -> Way:  # noqa: ARG002
        return max(visit.ways, key=self._true[visit.number].__getitem__)


OURS: Final = "ours"
ORACLE: Final = "oracle"
BASELINES: Final = ("last used", "most popular", "fixed order")
BLIND: Final = "ours, blind to health"


def policy_of(name: str, true_chances: Mapping[Key, Mapping[Way, float]]) -> Policy:
    """A fresh one that has learnt nothing yet; only the oracle is handed the truth."""
    if name == ORACLE:
        return Oracle(true_chances)
    made: dict[str, type[FixedOrder | MostPopular | LastUsed]] = dict(
        zip(BASELINES, (LastUsed, MostPopular, FixedOrder), strict=True)
    )
    return Ours(knows_health=name == OURS) if name in (OURS, BLIND) else made[name]()
