"""Logged tries added up: the crowd's beliefs level by level, with fitted strengths, and a diner's own tallies."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from wendan.domains.routing.model import Belief, Client, Crowd, CrowdRow, DinerRow, Health, Own, Tally, Way
from wendan.domains.routing.rules.success import NOTHING, NOTHING_KNOWN, purse_of, shrunk

LEAST_STRENGTH, MOST_STRENGTH = 2.0, 200.0
"""Bounds of how many tries a level weighs as much as for the level below it."""
LEAST_STUBBORNNESS, MOST_STUBBORNNESS = 0.7, 20.0
"""The same between the crowd and one diner."""
USUAL_STUBBORNNESS: Final = 2.0
LEAST_PAIRS: Final = 50.0
"""With fewer pairs of tries nothing is said of how much diners differ."""
USUAL_HEALTH: Final = 0.9
HEALTH_STRENGTH: Final = 4.0

_BY_ENTRY: Final = {
    "kiosk": Client.KIOSK,
    "tablet": Client.KIOSK,
    "pos": Client.POS,
    "mini-program": Client.MINI_PROGRAM,
}

Cell = tuple[object, ...]
Tallies = dict[Cell, Tally]


def client_of(entry: str, way: Way) -> Client:
    """What the customer held, as far as an order's entry and its way to pay tell."""
    if entry in _BY_ENTRY:
        return _BY_ENTRY[entry]
    if way.method == "jsapi":
        return Client.ALIPAY if way.channel == "alipay" else Client.WECHAT
    return Client.H5


def crowd_of(here: Iterable[CrowdRow], elsewhere: Iterable[CrowdRow] = ()) -> Crowd:
    """The crowd's beliefs from a store's rows, and from those of other stores where there are any."""
    own = [(_case(row), Tally(row.succeeded, row.tried)) for row in here]
    others = [(_case(row), Tally(row.succeeded, row.tried)) for row in elsewhere]
    levels = [
        _added(own + others, lambda case: case[:1]),
        _added(own + others, lambda case: case[:2]),
        _added(own + others, lambda case: case[:3]),
        _added(own, lambda case: (*case[:3], None)),
        _added(own, lambda case: case),
    ]
    beliefs: dict[Cell, Belief] = {}
    for tallies in levels:
        parents = {cell: _parent(cell, beliefs) for cell in tallies}
        strength = _strength(tallies, parents)
        for cell, tally in tallies.items():
            mean = shrunk(parents[cell].mean, strength, tally)
            beliefs[cell] = Belief(mean, strength + tally.tried)
    return Crowd(beliefs, USUAL_STUBBORNNESS)


def _case(row: CrowdRow) -> Cell:
    way = Way(row.channel, row.method)
    return way, client_of(row.entry, way), row.amount_band, row.hour_band


def _added(cases: list[tuple[Cell, Tally]], cell_of: Callable[[Cell], Cell]) -> Tallies:
    added: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for case, tally in cases:
        sums = added[cell_of(case)]
        sums[0] += tally.succeeded
        sums[1] += tally.tried
    return {cell: Tally(*sums) for cell, sums in added.items()}


def _parent(cell: Cell, beliefs: Mapping[Cell, Belief]) -> Belief:
    if len(cell) == 1:
        return NOTHING_KNOWN
    if len(cell) == 4:
        return beliefs[cell[:3]] if cell[3] is None else beliefs[(*cell[:3], None)]
    return beliefs[cell[:-1]]


def _strength(tallies: Tallies, parents: Mapping[Cell, Belief]) -> float:
    """How many tries a parent weighs as much as, by moments: spread beyond what chance alone makes is real.

    With p the parent's mean, E (s - n p)² = n p (1-p) (1 + (n-1) r); summed over all cells this gives r, and
    K = 1/r - 1. (Williams 1975's extra-binomial variation.)
    """
    beyond = could_be = 0.0
    for cell, tally in tallies.items():
        n, p = tally.tried, parents[cell].mean
        beyond += (tally.succeeded - n * p) ** 2 - n * p * (1 - p)
        could_be += max(0.0, n - 1) * n * p * (1 - p)
    likeness = beyond / could_be if could_be > 0 else 0.0
    return MOST_STRENGTH if likeness <= 0 else min(MOST_STRENGTH, max(LEAST_STRENGTH, 1 / likeness - 1))


def stubbornness_of(rows: Iterable[CrowdRow]) -> float:
    """The same between the crowd and a diner: pairs of one diner's tries say how alike they are."""
    sums: dict[Way, list[float]] = defaultdict(lambda: [0.0] * 4)
    for row in rows:
        for n, more in enumerate((row.succeeded, row.tried, row.pairs_succeeded, row.pairs)):
            sums[Way(row.channel, row.method)][n] += more
    beyond = could_be = 0.0
    for succeeded, tried, both, pairs in sums.values():
        p = succeeded / tried if tried else 0.0
        beyond += both - pairs * p * p
        could_be += pairs * p * (1 - p)
    return beyond / could_be if could_be else 0.0


def own_of(rows: Iterable[DinerRow]) -> Own:
    """A diner's own tries, ready to be looked up."""
    by_purse: dict[str, Tally] = {}
    by_way: dict[Way, Tally] = {}
    by_band: dict[tuple[Way, int], Tally] = {}
    for row in rows:
        way, tally = Way(row.channel, row.method), Tally(row.succeeded, row.tried)
        for sums, key in ((by_purse, purse_of(way)), (by_way, way), (by_band, (way, row.amount_band))):
            before = sums.get(key, NOTHING)  # type: ignore[attr-defined]
            sums[key] = Tally(before.succeeded + tally.succeeded, before.tried + tally.tried)  # type: ignore[index]
    return Own(by_purse, by_way, by_band)


def health_of(health: Health) -> float:
    """A factor from what became of the last minutes' payments: 1.0 when as many succeed as usually do."""
    tried = health.succeeded + health.failed + health.unknown
    rate = shrunk(USUAL_HEALTH, HEALTH_STRENGTH, Tally(health.succeeded, tried))
    return min(1.0, rate / USUAL_HEALTH)
