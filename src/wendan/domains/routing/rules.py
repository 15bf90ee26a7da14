"""One pure function decides what is offered, and in which order."""

from collections.abc import Mapping
from typing import Final

from wendan.domains.routing.model import Client, Health, Offer, Recommendation, Situation, Way

CASH: Final = "cash"
DRAWER: Final = "drawer"
"""The account of a store's cash where its accounts do not name another."""
OFF: Final = "off"
JSAPI: Final = "jsapi"
LEAST_FOR_A_VERDICT: Final = 5
ILL_BELOW: Final = 0.5

# In the order in which they are tried where nothing else is known.
WAYS: Final = {
    Client.H5: (Way("wechat", "h5"), Way("wechat", "native")),
    Client.WECHAT: (Way("wechat", JSAPI), Way("wechat", "native")),
    Client.MINI_PROGRAM: (Way("wechat", JSAPI), Way("wechat", "native")),
    Client.KIOSK: (Way("wechat", "native"),),
    Client.POS: (Way("wechat", "native"), Way(CASH, CASH)),
}


def account_of(accounts: Mapping[str, str], channel: str) -> str | None:
    """The store's account at a channel, None where it does not take it.

    Every store takes cash, into the account `drawer`, unless its accounts name another or say `off`.
    """
    account = accounts.get(channel, DRAWER if channel == CASH else None)
    return None if channel == CASH and account == OFF else account


def offers(situation: Situation) -> list[Offer]:
    """What this customer can pay by, the likeliest to succeed first."""
    ways = [way for way in WAYS[situation.client] if _is_possible(way, situation)]
    if len(ways) == 1:
        return [Offer(ways[0].channel, ways[0].method, Recommendation.ONLY_ONE)]
    ranked = sorted(ways, key=lambda way: _rank(way, situation))
    return [Offer(way.channel, way.method, _reason(way, situation)) for way in ranked]


def is_ill(health: Health | None) -> bool:
    """Whether most of what was tried of late went wrong, where enough was tried to say so."""
    if health is None:
        return False
    tried = health.succeeded + health.failed + health.unknown
    return tried >= LEAST_FOR_A_VERDICT and health.succeeded < ILL_BELOW * tried


def _is_possible(way: Way, situation: Situation) -> bool:
    is_taken = account_of(situation.accounts, way.channel) is not None and way.channel in situation.channels
    return is_taken and (way.method != JSAPI or situation.has_openid)


def _rank(way: Way, situation: Situation) -> tuple[bool, bool]:
    # What the customer knows comes first, unless it is broken today; sorting keeps the usual order otherwise.
    return is_ill(situation.health.get(way.channel)), way != situation.usual


def _reason(way: Way, situation: Situation) -> Recommendation | None:
    health = situation.health.get(way.channel)
    if is_ill(health):
        return None
    if way == situation.usual:
        return Recommendation.USUAL
    return Recommendation.HEALTHY if health is not None and health.succeeded > 0 else None
