"""Which merchant account a payment goes to, and which routes a person has shut."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from wendan.domains.routing.model import Act, Breaker, BreakerState, Route, Switch

CASH: Final = "cash"
BANK_CARD: Final = "bank-card"
DRAWER: Final = "drawer"
"""The account of a store's cash where its accounts do not name another."""
OFF: Final = "off"
# What needs no contract with anybody: the account is the house's own.
OWN: Final = {CASH: DRAWER, BANK_CARD: "terminal", "balance": "members", "pay-later": "members"}
EVERY_METHOD: Final = "*"
"""The route of a whole account: a channel that is down takes all its methods with it."""

Accounts = Mapping[str, str]
More = Mapping[str, Sequence[str]]
Breakers = Mapping[Route, Breaker]
WELL: Final = BreakerState.CLOSED
_CARE: Final = (BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN)


def account_of(accounts: Accounts, channel: str) -> str | None:
    """The store's first account at a channel, None where it does not take it.

    What is the house's own is taken everywhere, unless the store's accounts say `off`.
    """
    account = accounts.get(channel, OWN.get(channel))
    return None if account == OFF else account


def accounts_of(accounts: Accounts, more: More, channel: str) -> tuple[str, ...]:
    """All accounts of the store at a channel, in the order in which they are asked."""
    first = account_of(accounts, channel)
    return () if first is None else (first, *(each for each in more.get(channel, ()) if each != first))


def state_of(route: Route, breakers: Breakers) -> BreakerState:
    """The worse of the route's own state and its whole account's; what nobody has tried is well."""
    whole = Route(route.channel, route.account, EVERY_METHOD)
    states = [breakers[each].state for each in (route, whole) if each in breakers]
    return max(states, key=_CARE.index, default=BreakerState.CLOSED)


def choose_account(routes: Sequence[Route], breakers: Breakers, tried: Collection[str] = ()) -> Route | None:
    """The healthiest of the routes whose account has not been tried; the first among equals."""
    left = [route for route in routes if route.account not in tried]
    return min(left, key=lambda route: _CARE.index(state_of(route, breakers)), default=None)


def away(accounts: Mapping[str, Sequence[str]], breakers: Breakers, switches: Sequence[Switch]) -> list[str]:
    """The channels by which nobody is sent now: all of their accounts are ill, not yet well again, or shut."""
    ailing = {(route.channel, route.account) for route, each in breakers.items() if each.state is not WELL}
    return [
        channel
        for channel, own in accounts.items()
        if own
        and all(
            (channel, account) in ailing or act_on(Route(channel, account, EVERY_METHOD), switches)
            for account in own
        )
    ]


def in_force(switches: Sequence[Switch], merchant_id: UUID, now: datetime) -> list[Switch]:
    """Those for this merchant that neither a person nor their time has ended."""
    return [
        switch
        for switch in switches
        if switch.ended_at is None and now < switch.until_at and switch.merchant_id in (None, merchant_id)
    ]


def act_on(route: Route, switches: Sequence[Switch]) -> Switch | None:
    """The strictest switch that covers this route."""
    strictness = (Act.CLOSE, Act.MOVE, Act.DRAIN)
    covering = [switch for switch in switches if covers(switch, route)]
    return min(covering, key=lambda switch: strictness.index(switch.act), default=None)


def covers(switch: Switch, route: Route) -> bool:
    """Whether the switch speaks of this route."""
    return (
        switch.channel == route.channel
        and switch.account in (None, route.account)
        and switch.method in (None, route.method)
    )
