"""Where and when it happens: three stores, the orders of all customers, and when channels are ill. Seeded."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wendan.cli.evaluating.chance import dice, picked
from wendan.cli.evaluating.people import Mind, Person, a_person, mind_of, wishes
from wendan.cli.evaluating.shoplog import Visit
from wendan.domains.routing.model import Client, Way
from wendan.domains.routing.rules.methods import METHODS
from wendan.kernel.scene import Scene

HOURS: Final = (8, 11, 12, 13, 15, 17, 18, 19, 21)
HOURS_SHARES: Final = (0.05, 0.18, 0.22, 0.08, 0.05, 0.12, 0.16, 0.09, 0.05)
OUTAGES_A_DAY: Final = 0.08
"""For each channel; an outage lasts one to three hours, and one try in twenty still goes through."""
GOES_THROUGH_ILL: Final = 0.05
AT_HOME: Final = 0.8
FEASTS: Final = 0.06
FEAST_FOR: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A store as a customer meets it."""

    name: str
    marks: frozenset[str]
    median_fen: int


PLACES: Final = (
    Place("street", frozenset(), 4_000),
    Place("campus", frozenset({"campus"}), 1_600),
    Place("mall", frozenset({"mall"}), 9_000),
)
CLIENTS: Final = {
    Client.MINI_PROGRAM: ("mini-program", 0.34),
    Client.WECHAT: ("h5", 0.18),
    Client.H5: ("h5", 0.28),
    Client.ALIPAY: ("h5", 0.1),
    Client.KIOSK: ("kiosk", 0.1),
}
"""Which entry an order of theirs is logged with, and how common they are before a person's own habit."""
WELL: Final = {"wechat": 0.99, "alipay": 0.985, "unionpay": 0.95, "campus-card": 0.97, "balance": 0.995}
"""The chance that a channel that is well does what it is asked; 0.97 for all others."""
CAMPUS_EVENING: Final = 0.6
"""The campus's server makes its copies from eight in the evening on."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What no shop knows: who it is, the true chance of each way if shown first, and the wish in it."""

    person: int
    chances: dict[Way, float]
    wishes: dict[Way, float]


Coming = tuple[Visit, Truth]


@lru_cache(maxsize=4096)
def ways_for(client: Client, amount_fen: int, marks: frozenset[str]) -> tuple[Way, ...]:
    """All that can be offered where every channel is set up, in the order of the table."""
    return tuple(
        Way(m.channel, m.method)
        for m in METHODS.values()
        if client in m.clients
        and m.least_fen <= amount_fen <= m.most_fen
        and m.place in (None, *marks)
        # An account of ours needs to know whose it is.
        and not (client is Client.KIOSK and m.scene is Scene.AT_ONCE)
    )


def comings(seed: int, customers: int, days: int) -> list[Coming]:
    """Every order of every customer, in the order of time."""
    town = Town(seed, days)
    found = [coming for n in range(customers) for coming in town.of(a_person(seed, n, days))]
    return sorted(found, key=lambda coming: (coming[0].at_h, coming[0].number))


class Town:
    """Makes people's visits; knows when which channel is ill."""

    def __init__(self, seed: int, days: int) -> None:
        self.days = days
        self.ill_hours: set[tuple[str, int]] = set()
        for channel in {method.channel for method in METHODS.values()}:
            for day in range(days):
                if dice(seed, "outage", channel, day) < OUTAGES_A_DAY:
                    first = day * 24 + HOURS[int(dice(seed, "outage at", channel, day) * len(HOURS))]
                    length = 1 + int(3 * dice(seed, "outage for", channel, day))
                    self.ill_hours |= {(channel, first + n) for n in range(length)}

    def of(self, person: Person) -> list[Coming]:
        """One person's orders, day by day."""
        minds: dict[int, Mind] = {}
        found = []
        for day in range(person.first_day, self.days):
            if person.chance("comes", day) >= person.orders_a_day:
                continue
            if day // 7 not in minds:
                minds[day // 7] = mind_of(person, day // 7)
            visit = self._visit(person, day)
            wanted = wishes(minds[day // 7], visit.client, visit.amount_fen, visit.ways)
            true = {way: wish * self.technical(way.channel, visit.at_h) for way, wish in wanted.items()}
            found.append((visit, Truth(person.number, true, wanted)))
        return found

    def _visit(self, person: Person, day: int) -> Visit:
        hour = picked(HOURS, HOURS_SHARES, person.chance("hour", day))
        at_home = person.chance("place", day) < AT_HOME
        place = person.home if at_home else int(person.chance("away", day) * len(PLACES))
        habits = [share * (0.05 + person.chance("holds", each) ** 3) for each, (_, share) in CLIENTS.items()]
        client = picked(list(CLIENTS), habits, person.chance("client", day))
        spent = PLACES[place].median_fen * math.exp(person.drawn(0.0, 0.55, "spends", day))
        amount_fen = int(spent * (FEAST_FOR if person.chance("feast", day) < FEASTS else 1))
        return Visit(
            number=person.number * self.days + day,
            place=place,
            marks=PLACES[place].marks,
            diner=None if client is Client.KIOSK else person.number,
            client=client,
            entry=CLIENTS[client][0],
            amount_fen=amount_fen,
            at_h=day * 24 + hour + person.chance("minute", day),
            ways=ways_for(client, amount_fen, PLACES[place].marks),
        )

    def technical(self, channel: str, at_h: float) -> float:
        """The chance that the channel does what it is asked."""
        usual = WELL.get(channel, 0.97)
        if channel == "campus-card" and at_h % 24 >= 20:
            usual *= CAMPUS_EVENING
        return usual * (GOES_THROUGH_ILL if (channel, int(at_h)) in self.ill_hours else 1.0)
