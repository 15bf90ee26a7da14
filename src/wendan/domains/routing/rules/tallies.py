"""Logged tries added up: the crowd's beliefs level by level, with fitted strengths, and a diner's own tallies."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from wendan.domains.routing.model import Belief, Client, Crowd, CrowdRow, DinerRow, Health, Own, Tally, Way
from wendan.domains.routing.rules.success import GUESS_WEIGHT, NOTHING, first_guess, purse_of, shrunk

LOOKS_BACK_DAYS: Final = 60
CROWD_HALF_LIFE_DAYS: Final = 20.0
DINER_HALF_LIFE_DAYS: Final = 30.0
NEWEST: Final = 4000
"""A store's first tries that are read at most: a busy store is known by its last days."""
LIKENESS: Final = 0.5
"""How alike tries of one diner are taken to be: n of them count as n / (1 + (n-1) LIKENESS), never as more than two."""
AN_OUTAGE: Final = 3
"""From so many failures by a channel's fault in one hour on, whoever turned away from it is taken to have met the same.
All of them are alike as tries of one diner are: an outage is one voice, however many it met."""
SHARED_ENTRIES: Final = ("kiosk", "tablet", "pos")
"""There the diner is the device: every order is somebody else's."""
CHOSEN_FREELY: Final = 2.0
"""What a second try counts that succeeded: nothing was put before this diner, they looked for it themselves."""
PASSED_OVER: Final = 0.05
"""What a try by another way counts against this one. A way is mostly tried by those who have it, so its successes
say too much about everybody else. While a way's channel was away nobody could pass it over."""

LEAST_STRENGTH, MOST_STRENGTH = 2.0, 200.0
"""Bounds of how many tries a level weighs as much as for the level below it."""
LEAST_STUBBORNNESS, MOST_STUBBORNNESS = 0.7, 20.0
"""The same between the crowd and one diner."""
USUAL_STUBBORNNESS: Final = 1.5
LEAST_SECONDS: Final = 10.0
"""With fewer diners who came back nothing is said of how much they differ."""
USUAL_HEALTH: Final = 0.9
HEALTH_STRENGTH: Final = 4.0

_BY_ENTRY: Final = {
    "kiosk": Client.KIOSK,
    "tablet": Client.KIOSK,
    "pos": Client.POS,
    "mini-program": Client.MINI_PROGRAM,
}

K = TypeVar("K", bound=Hashable)
Cell = tuple[object, ...]
Counts = dict[Cell, list[float]]
"""Succeeded, tried, squares."""


def client_of(entry: str, way: Way) -> Client:
    """What the customer held, as far as an order's entry and its way to pay tell."""
    if entry in _BY_ENTRY:
        return _BY_ENTRY[entry]
    if way.method == "jsapi":
        return Client.ALIPAY if way.channel == "alipay" else Client.WECHAT
    return Client.H5


def crowd_of(here: Iterable[CrowdRow], elsewhere: Iterable[CrowdRow] = ()) -> Crowd:
    """The crowd's beliefs from a store's rows, and from those of other stores where there are any."""
    own, others = [(_case(row), row) for row in here], [(_case(row), row) for row in elsewhere]
    levels = [
        _added(own + others, lambda case: case[:1]),
        _added(own + others, lambda case: case[:2]),
        _added(own + others, lambda case: case[:3]),
        _added(own, lambda case: (*case[:3], None)),
        _added(own, lambda case: case),
    ]
    beliefs: dict[Cell, Belief] = {}
    for counts in levels:
        parents = {cell: beliefs.get(_parent(cell)) or first_guess(_way(cell)) for cell in counts}
        strength = _strength(counts, parents) if beliefs else GUESS_WEIGHT
        for cell, (succeeded, tried, _) in counts.items():
            mean = shrunk(parents[cell].mean, strength, Tally(succeeded, tried))
            beliefs[cell] = Belief(mean, tried + min(strength, _beside(cell, parents[cell], tried)))
    return Crowd(beliefs, _stubbornness([row for _, row in own + others]))


def _case(row: CrowdRow) -> Cell:
    way = Way(row.channel, row.method)
    return way, client_of(row.entry, way), row.amount_band, row.hour_band


def _added(cases: Sequence[tuple[Cell, CrowdRow]], cell_of: Callable[[Cell], Cell]) -> Counts:
    """Sums by cell; what was tried beside a way in the same cell, and not for want of it, counts a little against it."""
    added: Counts = defaultdict(lambda: [0.0, 0.0, 0.0])
    together: dict[Cell, float] = defaultdict(float)
    without: dict[tuple[str, Cell], float] = defaultdict(float)
    for case, row in cases:
        cell = cell_of(case)
        together[cell[1:]] += row.tried
        for channel in row.away:
            without[channel, cell[1:]] += row.tried
        for n, more in enumerate((row.succeeded, row.tried, row.squares)):
            added[cell][n] += more
    for cell, sums in added.items():
        beside = together[cell[1:]] - without[_way(cell).channel, cell[1:]] - sums[1]
        sums[1] += PASSED_OVER * max(0.0, beside)
    return added


def _way(cell: Cell) -> Way:
    way = cell[0]
    assert isinstance(way, Way), "a cell begins with its way"
    return way


def _parent(cell: Cell) -> Cell:
    """This store's first cell stands below everybody's of the same amount; a way anywhere has none."""
    if len(cell) < 4:
        return cell[:-1]
    return cell[:3] if cell[3] is None else (*cell[:3], None)


def _beside(cell: Cell, parent: Belief, tried: float) -> float:
    """The tries behind the parent that are not this cell's own: no more than these can be lent."""
    return parent.weight if len(cell) == 1 else max(0.0, parent.weight - tried)


def _strength(counts: Counts, parents: Mapping[Cell, Belief]) -> float:
    """How many tries a parent weighs as much as, by moments: spread beyond what chance alone makes is real.

    With p the parent's mean, n tries and q the sum of the diners' squared shares of n, likeness r within a cell
    gives E (s - n p)² = p (1-p) (q + r (n² - q)), less the part of the parent that the cell itself makes up.
    Each cell speaks with weight 1/n; the sum over all yields r, and K = 1/r - 1.
    """
    beyond = could_be = 0.0
    for cell, (succeeded, tried, squares) in counts.items():
        if tried <= 0:
            continue
        p, others = parents[cell].mean, _beside(cell, parents[cell], tried) / parents[cell].weight
        beyond += ((succeeded - tried * p) ** 2 - p * (1 - p) * squares * others) / tried
        could_be += p * (1 - p) * max(0.0, tried**2 - squares) * others / tried
    return _tries_worth(beyond, could_be, (LEAST_STRENGTH, MOST_STRENGTH))


def _stubbornness(rows: Sequence[CrowdRow]) -> float:
    """The same between the crowd and a diner: how much one success says about that diner's next try.

    With m the mean of first tries, a second try after a success succeeds with m + r (1-m). Second tries after
    failures are left out: whether there is one depends on us.
    """
    by_way: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        for n, more in enumerate((row.firsts, row.firsts_succeeded, row.seconds, row.seconds_succeeded)):
            by_way[row.channel, row.method][n] += more
    beyond = could_be = 0.0
    for firsts, firsts_succeeded, seconds, seconds_succeeded in by_way.values():
        mean = shrunk(0.5, 1.0, Tally(firsts_succeeded, firsts))
        beyond += seconds_succeeded - seconds * mean
        could_be += seconds * (1 - mean)
    if could_be < LEAST_SECONDS:
        return USUAL_STUBBORNNESS
    return _tries_worth(beyond, could_be, (LEAST_STUBBORNNESS, MOST_STUBBORNNESS))


def _tries_worth(beyond: float, could_be: float, bounds: tuple[float, float]) -> float:
    """K from likeness r = beyond / could_be."""
    least, most = bounds
    return most if beyond <= 0 or could_be <= 0 else min(most, max(least, could_be / beyond - 1))


def own_of(rows: Iterable[DinerRow]) -> Own:
    """A diner's own tries, ready to be looked up."""
    rows = list(rows)
    ways = [Way(row.channel, row.method) for row in rows]
    return Own(
        by_purse=_sums(zip(map(purse_of, ways), rows, strict=True)),
        by_way=_sums(zip(ways, rows, strict=True)),
        by_band=_sums(((way, row.amount_band), row) for way, row in zip(ways, rows, strict=True)),
    )


def _sums(rows: Iterable[tuple[K, DinerRow]]) -> dict[K, Tally]:
    sums: dict[K, Tally] = {}
    for key, row in rows:
        before = sums.get(key, NOTHING)
        sums[key] = Tally(before.succeeded + row.succeeded, before.tried + row.tried)
    return sums


def health_of(health: Health) -> float:
    """A factor from what became of the last minutes' payments: 1.0 when as many succeed as usually do."""
    tried = health.succeeded + health.failed + health.unknown
    rate = shrunk(USUAL_HEALTH, HEALTH_STRENGTH, Tally(health.succeeded, tried))
    return min(1.0, rate / USUAL_HEALTH)
