"""What a shop has logged so far, and the same tallies from it that routing's store.py asks PostgreSQL for."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from wendan.domains.routing.model import Client, CrowdRow, DinerRow, Health, Way
from wendan.domains.routing.rules import tallies
from wendan.domains.routing.rules.success import amount_band, hour_band

Key = int | str
Cell = tuple[Way, str, int, int, frozenset[str]]
HEALTH_LOOKS_BACK_H: Final = 0.5


@dataclass(frozen=True, slots=True)
class Visit:
    """An order about to be paid, as the shop sees it; `diner` None where nobody knows who it is."""

    number: Key
    place: Key
    marks: frozenset[str]
    diner: Key | None
    client: Client
    entry: str
    amount_fen: int
    at_h: float  # hours on the store's wall, since some midnight
    ways: tuple[Way, ...]

    @property
    def hour(self) -> int:
        return int(self.at_h % 24)


@dataclass(frozen=True, slots=True)
class Try:
    """One payment whose end is known since `known_h`."""

    visit: Visit
    way: Way
    attempt: int
    state: str  # SUCCEEDED, FAILED or CLOSED
    known_h: float
    is_channels_fault: bool = False
    away: frozenset[str] = frozenset()  # channels that were ill or switched off when it began

    @property
    def won(self) -> bool:
        return self.state == "SUCCEEDED"


@dataclass
class ShopLog:
    """Grows at its end only; whoever asks names the moment, and sees nothing that was not known before it."""

    tries: list[Try] = field(default_factory=list)
    _times: list[float] = field(default_factory=list)
    _by_place: dict[Key, list[Try]] = field(default_factory=lambda: defaultdict(list))
    _by_diner: dict[Key, list[Try]] = field(default_factory=lambda: defaultdict(list))

    def write(self, one: Try) -> None:
        """Nothing older than what stands there already."""
        assert not self._times or one.visit.at_h >= self._times[-1], "a log is written in the order of time"
        self.tries.append(one)
        self._times.append(one.visit.at_h)
        self._by_place[one.visit.place].append(one)
        if one.visit.diner is not None:
            self._by_diner[one.visit.diner].append(one)

    def crowd_rows(self, place: Key, now_h: float) -> list[CrowdRow]:
        """A store's first tries, decayed: what CROWD_TALLIES answers at that moment."""
        return crowd_rows(self._by_place[place], now_h)

    def diner_rows(self, diner: Key | None, now_h: float) -> list[DinerRow]:
        """One diner's tries, decayed: what DINER_TALLIES answers at that moment."""
        return [] if diner is None else diner_rows(self._by_diner[diner], now_h)

    def last_used(self, diner: Key | None, now_h: float) -> Way | None:
        """What the diner paid with last."""
        own = [] if diner is None else self._by_diner[diner]
        return next((one.way for one in reversed(own) if one.known_h < now_h and one.won), None)

    def health(self, now_h: float) -> dict[str, Health]:
        """What became of every channel's payments of late, in all stores; closed ones say nothing about it."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for one in self.tries[bisect_left(self._times, now_h - HEALTH_LOOKS_BACK_H) :]:
            if one.known_h < now_h and one.state != "CLOSED":
                counts[one.way.channel][not one.won] += 1
        return {channel: Health(channel, well, ill, 0) for channel, (well, ill) in counts.items()}


def _known(tries: Sequence[Try], now_h: float) -> Iterator[Try]:
    """The newest first."""
    since_h = now_h - 24 * tallies.LOOKS_BACK_DAYS
    for one in reversed(tries):
        if one.visit.at_h < since_h:
            return
        if one.known_h < now_h:
            yield one


def _weight(one: Try, now_h: float, half_life_days: float) -> float:
    return float(0.5 ** ((now_h - one.visit.at_h) / 24 / half_life_days))


def _hour(one: Try) -> tuple[str, int]:
    return one.way.channel, int(one.visit.at_h)


def _alike(one: Try, faults: int, lost: int) -> float:
    """By how much a try counts less because an outage met others as well."""
    if not one.won and faults >= tallies.AN_OUTAGE:
        return 1 + (lost - 1) * tallies.LIKENESS
    return 1 + (faults - 1) * tallies.LIKENESS if one.is_channels_fault else 1.0


def crowd_rows(tries: Sequence[Try], now_h: float) -> list[CrowdRow]:
    """Tallies of first tries by way, entry and bands."""
    firsts = (one for one in _known(tries, now_h) if one.attempt == 1)
    newest = [one for _, one in zip(range(tallies.NEWEST), firsts, strict=False)]
    cells: dict[Cell, dict[Any, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0, 0.0]))
    again: dict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    before: dict[tuple[Any, Way], list[bool]] = defaultdict(list)
    faults = Counter(_hour(one) for one in newest if one.is_channels_fault)
    lost = Counter(_hour(one) for one in newest if not one.won)
    for one in reversed(newest):
        visit, is_shared = one.visit, one.visit.entry in tallies.SHARED_ENTRIES
        diner = visit.number if is_shared else visit.diner
        cell = one.way, visit.entry, amount_band(visit.amount_fen), hour_band(visit.hour), one.away
        weight = _weight(one, now_h, tallies.CROWD_HALF_LIFE_DAYS)
        weight /= _alike(one, faults[_hour(one)], lost[_hour(one)])
        sums = cells[cell][diner]
        sums[0] += weight * one.won
        sums[1] += weight
        sums[2] += 1
        had = before[diner, one.way]
        if not is_shared and had in ([], [True]):
            again[cell][2 * len(had)] += 1
            again[cell][2 * len(had) + 1] += one.won
        had.append(one.won)
    return [_crowd_row(cell, list(diners.values()), again[cell]) for cell, diners in cells.items()]


def _crowd_row(cell: Cell, diners: Sequence[Sequence[float]], again: Sequence[int]) -> CrowdRow:
    way, entry, amount, hour, away = cell
    succeeded = tried = squares = 0.0
    for weighed_won, weighed, n in diners:
        alike = 1 + (n - 1) * tallies.LIKENESS
        succeeded += weighed_won / alike
        tried += weighed / alike
        squares += (weighed / alike) ** 2
    firsts, firsts_succeeded, seconds, seconds_succeeded = again
    return CrowdRow(
        channel=way.channel,
        method=way.method,
        entry=entry,
        amount_band=amount,
        hour_band=hour,
        succeeded=succeeded,
        tried=tried,
        squares=squares,
        firsts=firsts,
        firsts_succeeded=firsts_succeeded,
        seconds=seconds,
        seconds_succeeded=seconds_succeeded,
        away=sorted(away),
    )


def diner_rows(tries: Sequence[Try], now_h: float) -> list[DinerRow]:
    """One diner's tallies by way and band of amounts."""
    sums: dict[tuple[Way, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in _known(tries, now_h):
        if one.is_channels_fault or (one.attempt > 1 and not one.won):
            continue
        weight = _weight(one, now_h, tallies.DINER_HALF_LIFE_DAYS)
        weight *= 1 if one.attempt == 1 else tallies.CHOSEN_FREELY
        cell = sums[one.way, amount_band(one.visit.amount_fen)]
        cell[0] += weight * one.won
        cell[1] += weight
    return [DinerRow(way.channel, way.method, band, *both) for (way, band), both in sums.items()]
