"""What this process has heard of money and seen of orders: enough to vouch for a meal while the database is away.

Heard is what a channel said, kept in the inbox or asked by us, until it is written with its order. Seen is an order as
its own diner last read it, while it waited for money. Both are bounded, and nothing is decided by them but a pass.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

from wendan.domains.ordering.model import OrderView
from wendan.domains.payments.model import Payment
from wendan.kernel.news import ChannelNews, Subject, Word

MOST_HEARD: Final = 10_000
MOST_SEEN: Final = 2_000
Place = tuple[UUID, UUID]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An unpaid order with its attempts to pay."""

    order: OrderView
    payments: Sequence[Payment]


def is_money(news: ChannelNews) -> bool:
    """Whether the channel says that a customer's money moved."""
    return news.subject is Subject.PAYMENT and news.word is Word.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One per process."""

    _heard: OrderedDict[Place, ChannelNews] = field(default_factory=OrderedDict)
    _seen: OrderedDict[Place, Sighting] = field(default_factory=OrderedDict)

    def heard(self, place: Place, news: ChannelNews) -> None:
        """Money for this order is known and not written yet; the first word counts, it has waited longest."""
        if is_money(news) and place not in self._heard:
            _keep(self._heard, (place, news), MOST_HEARD)

    def written(self, place: Place) -> None:
        """It has its home."""
        self._heard.pop(place, None)
        self._seen.pop(place, None)

    def saw(self, place: Place, sighting: Sighting) -> None:
        """Its own diner reads it, and waits for money to be known."""
        _keep(self._seen, (place, sighting), MOST_SEEN)

    def news_of(self, place: Place) -> ChannelNews | None:
        """What was heard of this order's money."""
        return self._heard.get(place)

    def sighting_of(self, place: Place) -> Sighting | None:
        """How this order stood when its diner last read it."""
        return self._seen.get(place)


def _keep(kept: OrderedDict[Place, T], row: tuple[Place, T], most: int) -> None:
    kept[row[0]] = row[1]
    kept.move_to_end(row[0])
    while len(kept) > most:
        kept.popitem(last=False)
