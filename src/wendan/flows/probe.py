"""An ill route is asked about nothing, again and again, until it answers: so that traffic returns by itself."""

import asyncio
from datetime import timedelta
from typing import Final

from wendan.channels.port import ChannelRefused, PaymentKey
from wendan.domains.routing.model import BreakerState, Route
from wendan.domains.routing.rules.accounts import EVERY_METHOD
from wendan.domains.routing.rules.breaker import LOOKS_BACK
from wendan.flows.house import House
from wendan.kernel.errors import Silence

PROBE_EVERY_S: Final = 1.0
KEPT_FOR: Final = LOOKS_BACK * 24
LONGEST: Final = timedelta(minutes=30)


async def probe(house: House) -> float:
    """Ask once by each route that has rested; the real seconds until the next time."""
    routes = house.routes
    ill = [
        route
        for route, breaker in routes.breakers.items()
        if breaker.state is BreakerState.HALF_OPEN and route.method != EVERY_METHOD
    ]
    await asyncio.gather(*(_ask(house, route) for route in ill))
    await routes.forget(house.database, house.clock.now() - KEPT_FOR)
    return PROBE_EVERY_S


async def _ask(house: House, route: Route) -> None:
    """A number that nobody has: the channel's "missing" is all the health we need."""
    channel = house.channels.get(route.channel)
    if channel is None or not channel.serves(route.account):
        return
    now = house.clock.now()
    number = f"Z{house.ids.uuid7(now).hex[:31]}"
    try:
        await channel.query(PaymentKey(route.account, number, route.method, now, now + LONGEST))
    except (Silence, ChannelRefused):
        return
