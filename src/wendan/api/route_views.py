"""How the channels of one or more stores are, as people see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.domains.catalog.model import Store
from wendan.domains.routing.model import Act, BreakerState, Pulse, Route, Switch
from wendan.domains.routing.rules.accounts import EVERY_METHOD, accounts_of, act_on, covers, in_force
from wendan.domains.routing.rules.breaker import LOOKS_BACK
from wendan.flows.house import House


class RouteView(Struct, frozen=True):
    """One way to pay by one account, over the last five minutes; `took_ms` is the mean of an answer."""

    channel: str
    account: str
    method: str
    state: BreakerState
    since: datetime | None
    well: int
    ill: int
    took_ms: int | None
    act: Act | None
    pulses: list[tuple[datetime, int, int]]


class RoutesView(Struct, frozen=True):
    """Every route of these stores, and the switches in force."""

    routes: list[RouteView]
    switches: list[Switch]
    channels: list[str]
    server_time: datetime


def routes_view(house: House, stores: Sequence[Store], owners: Iterable[UUID]) -> RoutesView:
    """Every channel, account and method that these stores use, and what their owners have switched."""
    now = house.clock.now()
    switches = list(
        {s.id: s for owner in owners for s in in_force(house.routes.switches, owner, now)}.values()
    )
    views = [_view(house, route, switches) for route in _routes(house, stores)]
    return RoutesView(views, switches, sorted(house.channels), now)


def store_routes_view(house: House, store: Store) -> RoutesView:
    """The same for one store: only the channels it takes, and the switches that touch one of its routes."""
    now, routes = house.clock.now(), _routes(house, [store])
    switches = [
        switch
        for switch in in_force(house.routes.switches, store.merchant_id, now)
        if any(covers(switch, route) for route in routes)
    ]
    views = [_view(house, route, switches) for route in routes]
    return RoutesView(views, switches, sorted({route.channel for route in routes}), now)


def _routes(house: House, stores: Sequence[Store]) -> list[Route]:
    accounts: dict[str, set[str]] = defaultdict(set)
    for store in stores:
        for channel in house.channels:
            accounts[channel].update(accounts_of(store.accounts, store.more_accounts, channel))
    return [
        Route(channel, account, method)
        for channel, known in sorted(accounts.items())
        for account in sorted(known)
        if house.channels[channel].serves(account)
        for method in (EVERY_METHOD, *house.channels[channel].methods)
    ]


def _view(house: House, route: Route, switches: Sequence[Switch]) -> RouteView:
    pulses = house.routes.pulses(route, house.clock.now() - LOOKS_BACK)
    breaker = house.routes.breakers.get(route)
    switch = act_on(route, switches)
    beats = sum(pulse.well + pulse.ill for pulse in pulses)
    return RouteView(
        channel=route.channel,
        account=route.account,
        method=route.method,
        state=breaker.state if breaker else BreakerState.CLOSED,
        since=breaker.since if breaker else None,
        well=sum(pulse.well for pulse in pulses),
        ill=sum(pulse.ill for pulse in pulses),
        took_ms=_mean_ms(pulses, beats),
        act=switch.act if switch else None,
        pulses=[(pulse.began_at, pulse.well, pulse.ill) for pulse in pulses],
    )


def _mean_ms(pulses: Sequence[Pulse], beats: int) -> int | None:
    return round(sum(pulse.took_ms for pulse in pulses) / beats) if beats else None
