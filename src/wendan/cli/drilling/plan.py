"""What a drill does: how many customers of which kinds, with which chance. The same seed plans the same drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wendan.sandbox.core.chance import dice


class Page(StrEnum):
    """Whether customers keep the order's page open after paying."""

    OPEN = "open"
    CLOSED = "closed"
    MIXED = "mixed"


class Kind(StrEnum):
    """How a customer behaves."""

    AT_ONCE = "pays at once, page open"
    CLOSES_PAGE = "pays, then closes the page"
    COMES_BACK = "leaves half-way and comes back"
    NEVER_PAYS = "never pays"
    CANCELS = "cancels"
    LATE = "pays after the order expired"
    TWO_PAGES = "opens two pages and pays both"
    FAILS_FIRST = "the first attempt fails, then pays"
    FLAKY = "on a flaky network"
    GUARANTEED = "lets the amount be held"


WILLING: Final = (
    Kind.AT_ONCE,
    Kind.CLOSES_PAGE,
    Kind.COMES_BACK,
    Kind.TWO_PAGES,
    Kind.FAILS_FIRST,
    Kind.FLAKY,
)
_SHARES: Final = {
    Page.MIXED: {
        Kind.AT_ONCE: 0.28,
        Kind.CLOSES_PAGE: 0.16,
        Kind.COMES_BACK: 0.08,
        Kind.NEVER_PAYS: 0.07,
        Kind.CANCELS: 0.08,
        Kind.LATE: 0.07,
        Kind.TWO_PAGES: 0.07,
        Kind.FAILS_FIRST: 0.07,
        Kind.FLAKY: 0.06,
        Kind.GUARANTEED: 0.06,
    },
    Page.OPEN: {Kind.AT_ONCE: 0.8, Kind.FAILS_FIRST: 0.1, Kind.FLAKY: 0.1},
    Page.CLOSED: {Kind.CLOSES_PAGE: 1.0},
}


Way = tuple[str, str]
"""A channel and its method."""

WECHAT: Final = "wechat"
WAYS: Final[dict[str, tuple[Way, ...]]] = {
    WECHAT: ((WECHAT, "native"), (WECHAT, "h5")),
    "alipay": (("alipay", "qr"), ("alipay", "wap")),
    "unionpay": (("unionpay", "qr"), ("unionpay", "wap")),
    "campus-card": (("campus-card", "link"),),
}
"""What customers use who pay by themselves, on their own phones."""
HOLDERS: Final = (WECHAT, "alipay")
"""Channels that can hold money without taking it."""
SWITCHERS: Final = 0.4


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """One drill; every chance in it comes from the seed."""

    orders: int
    seed: int
    faults: str = "none"
    has_kills: bool = False
    time_scale: float = 20.0
    page: Page = Page.MIXED
    at_once: int = 20  # customers who stand in the house at one time
    limit_s: float = 300.0  # real seconds after which the drill gives up
    arrive_within_s: float = 0.0  # own seconds over which customers arrive; 0: as soon as there is room
    channels: tuple[str, ...] = (WECHAT,)  # by which customers pay

    def chance(self, *names: str | int) -> float:
        """Evenly from [0, 1), the same for the same names."""
        return dice(self.seed, "drill", *names)

    def between(self, least: float, most: float, *names: str | int) -> float:
        """Evenly between two figures, the same for the same names."""
        return least + (most - least) * self.chance(*names)

    def kind_of(self, customer: int) -> Kind:
        """How this customer behaves."""
        roll = self.chance("kind", customer)
        for kind, share in _SHARES[self.page].items():
            roll -= share
            if roll < 0:
                return kind
        return Kind.CLOSES_PAGE if self.page is Page.CLOSED else Kind.AT_ONCE

    def way_of(self, customer: int) -> Way:
        """How this customer means to pay."""
        if self.channels == (WECHAT,):
            return WAYS[WECHAT][0 if self.chance(customer, "method") < 0.6 else 1]
        return _picked(self._ways(), self.chance(customer, "method"))

    def holder_of(self, customer: int) -> str | None:
        """By which channel this customer lets the amount be held; None where no channel of the drill can."""
        able = [channel for channel in self.channels if channel in HOLDERS]
        return able[int(self.chance(customer, "holder") * len(able))] if able else None

    def another_way(self, customer: int, tried: Way, attempt: int) -> Way:
        """The same way again, or another one: some customers switch half-way."""
        others = [way for way in self._ways() if way != tried]
        if self.channels == (WECHAT,) or self.chance(customer, "switches", attempt) > SWITCHERS:
            return tried
        return _picked(others or [tried], self.chance(customer, "other way", attempt))

    def two_ways_of(self, customer: int) -> tuple[Way, Way]:
        """What this customer opens on two pages."""
        if self.channels == (WECHAT,):
            return WAYS[WECHAT][0], WAYS[WECHAT][1]
        first = self.way_of(customer)
        others = [way for way in self._ways() if way != first]
        return first, _picked(others or [first], self.chance(customer, "second page"))

    def _ways(self) -> list[Way]:
        return [way for channel in self.channels for way in WAYS[channel]]


def _picked(ways: Sequence[Way], chance: float) -> Way:
    return ways[int(chance * len(ways))]
