"""How the channels are, and a person's hand on the switch."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from wendan.api.bodies import Line
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.domains.routing.model import Act, BreakerState, Pulse, Route, Switch
from wendan.domains.routing.rules.accounts import EVERY_METHOD, accounts_of, act_on, in_force
from wendan.domains.routing.rules.breaker import LOOKS_BACK
from wendan.flows.dry_run import DryRun, What, dry_run
from wendan.flows.house import House
from wendan.flows.switch_routes import SwitchWish, end_switch, switch_route

MOST_MINUTES = 24 * 60


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
    """Every route of the merchant, and the switches in force."""

    routes: list[RouteView]
    switches: list[Switch]
    channels: list[str]
    server_time: datetime


class NewSwitch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done to a channel, and for how long; it comes back by itself."""

    channel: Line
    act: Act
    reason: Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]
    minutes: Annotated[int, Meta(ge=1, le=MOST_MINUTES)] = 30
    account: Line | None = None
    method: Line | None = None
    to_channel: Line | None = None


_switch = msgspec.json.Decoder(NewSwitch)


@get("/routes", gives=RoutesView, right=Right.SEE_ROUTES)
async def list_routes(request: Asked) -> Response[bytes]:
    """Health of every channel, account and method that the merchant's stores use."""
    house, merchant_id = request.house, request.staff.merchant_id
    stores = await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    now = house.clock.now()
    owners = {merchant_id} if merchant_id else {store.merchant_id for store in stores}
    switches = list(
        {s.id: s for owner in owners for s in in_force(house.routes.switches, owner, now)}.values()
    )
    accounts: dict[str, set[str]] = defaultdict(set)
    for store in stores:
        for channel in house.channels:
            accounts[channel].update(accounts_of(store.accounts, store.more_accounts, channel))
    routes = [
        Route(channel, account, method)
        for channel, known in sorted(accounts.items())
        for account in sorted(known)
        if house.channels[channel].serves(account)
        for method in (EVERY_METHOD, *house.channels[channel].methods)
    ]
    views = [_view(house, route, switches) for route in routes]
    return answer(RoutesView(views, switches, sorted(house.channels), now))


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


@get("/stores/{store_id:uuid}/routes/dry-run", gives=DryRun, right=Right.SEE_ROUTES)
async def try_routes(
    request: Asked,
    store_id: FromPath[UUID],
    day: FromQuery[date],
    without: FromQuery[list[str] | None] = None,
    cost_weight: FromQuery[float] = 1.0,
) -> Response[bytes]:
    """What the rules would have offered first to that day's customers, without these channels if wished."""
    what = What(store_id, day, tuple(without or ())[:20], min(max(cost_weight, 0.0), 10.0))
    return answer(await dry_run(request.house, what))


@post("/switches", takes=NewSwitch, gives=Switch, right=Right.SWITCH_ROUTES)
async def throw_switch(request: Asked) -> Response[bytes]:
    """Close a channel, drain it, or move its traffic to another; in force at once, everywhere within seconds."""
    body = await body_as(request, _switch)
    wish = SwitchWish(
        merchant_id=request.staff.merchant_id,
        channel=body.channel,
        act=body.act,
        reason=body.reason,
        lasts=timedelta(minutes=body.minutes),
        by=request.staff.name,
        account=body.account,
        method=body.method,
        to_channel=body.to_channel,
    )
    return answer(await switch_route(request.house, wish), 201)


@delete("/switches/{switch_id:uuid}", gives=Switch, right=Right.SWITCH_ROUTES, status_code=200)
async def take_switch_back(request: Asked, switch_id: FromPath[UUID]) -> Response[bytes]:
    """Traffic comes back now."""
    staff = request.staff
    return answer(await end_switch(request.house, switch_id, staff.merchant_id, staff.name))
