"""How the channels are, and a person's hand on the switch."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from wendan.api.bodies import Line
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.route_views import RoutesView, routes_view
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.domains.routing.model import Act, Switch
from wendan.flows.dry_run import DryRun, What, dry_run
from wendan.flows.switch_routes import SwitchWish, end_switch, switch_route

MOST_MINUTES = 24 * 60


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
    owners = {merchant_id} if merchant_id else {store.merchant_id for store in stores}
    return answer(routes_view(house, stores, owners))


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
