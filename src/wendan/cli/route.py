"""`wendan route`: the operator's hand on the switch, for every merchant of the house."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from cyclopts import App, Parameter

Minutes = Annotated[int, Parameter(help="After so many minutes traffic comes back by itself.")]
Why = Annotated[str, Parameter(help="Why; everybody who looks at the routes sees it.")]
Account = Annotated[str | None, Parameter(help="Only this merchant number.")]
Method = Annotated[str | None, Parameter(help="Only this way to pay.")]

route = App(
    name="route", help="Close a payment channel, drain it, move its traffic; it comes back by itself."
)


@route.command
def close(
    channel: str, *, reason: Why, minutes: Minutes = 30, account: Account = None, method: Method = None
) -> None:
    """Nothing new is begun there."""
    _throw("CLOSE", channel, reason=reason, minutes=minutes, account=account, method=method)


@route.command
def drain(
    channel: str, *, reason: Why, minutes: Minutes = 30, account: Account = None, method: Method = None
) -> None:
    """Not offered any more; who has begun may go on."""
    _throw("DRAIN", channel, reason=reason, minutes=minutes, account=account, method=method)


@route.command
def move(channel: str, to: str, *, reason: Why, minutes: Minutes = 30) -> None:
    """Its traffic goes to another channel."""
    _throw("MOVE", channel, reason=reason, minutes=minutes, to_channel=to)


@route.command
def back(channel: str) -> None:
    """End every operator's switch of this channel now."""
    asyncio.run(in_house(lambda house: _back(house, channel)))


@route.command(name="list")
def list_switches() -> None:
    """The switches in force."""
    asyncio.run(in_house(_list))


def _throw(act: str, channel: str, *, reason: str, minutes: int, **more: str | None) -> None:
    async def throw(house: Any) -> None:
        from datetime import timedelta

        from wendan.domains.routing.model import Act
        from wendan.flows.switch_routes import SwitchWish, switch_route

        wish = SwitchWish(None, channel, Act(act), reason, timedelta(minutes=minutes), "operator", **more)
        switch = await switch_route(house, wish)
        print(f"{_words(switch)}")

    asyncio.run(in_house(throw))


async def _back(house: Any, channel: str) -> None:
    from wendan.flows.switch_routes import end_switch

    for switch in await _switches(house):
        if switch.channel == channel and switch.merchant_id is None:
            print(_words(await end_switch(house, switch.id, None, "operator")))


async def _list(house: Any) -> None:
    for switch in await _switches(house):
        print(_words(switch))


async def _switches(house: Any) -> list[Any]:
    from wendan.domains.routing.store import SWITCHES_IN_FORCE
    from wendan.kernel.numbers import HEAD_OFFICE

    found: list[Any] = await house.database.read(
        SWITCHES_IN_FORCE, store_id=HEAD_OFFICE, now=house.clock.now()
    )
    return found


def _words(switch: Any) -> str:
    what = "/".join(filter(None, (switch.channel, switch.account, switch.method)))
    to = f" to {switch.to_channel}" if switch.to_channel else ""
    end = f"ended {switch.ended_at:%H:%M}" if switch.ended_at else f"until {switch.until_at:%F %H:%M} UTC"
    return f"{switch.act.lower()} {what}{to}, {end}: {switch.reason} ({switch.set_by})"


async def in_house(act: Callable[[Any], Awaitable[None]], **chosen: Any) -> None:
    """Do this in the house of the configured database; a refusal ends the command with its words.

    `chosen`: settings that the command itself sets.
    """
    from wendan.app import open_house
    from wendan.cli.serve import database_of
    from wendan.kernel.errors import Refusal
    from wendan.platform.clock import clock_from
    from wendan.platform.ids import SystemIds
    from wendan.platform.settings import Settings

    settings = Settings(**chosen)
    async with (
        database_of(settings) as ready,
        open_house(ready, clock_from(settings.clock_file), SystemIds()) as house,
    ):
        try:
            await act(house)
        except Refusal as refused:
            sys.exit(str(refused))
