"""All doors together as one ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from litestar import Litestar
from litestar.types import ASGIApp, ControllerRouterHandler

from wendan.api.callbacks.doors import callbacks_router
from wendan.api.desk import Asked, Desk
from wendan.api.devices.doors import devices_router
from wendan.api.diner.doors import diner_router
from wendan.api.limits import Limit
from wendan.api.live.doors import live_router
from wendan.api.live.hub import Hub
from wendan.api.office.doors import office_router
from wendan.api.operations import health, metrics, ready
from wendan.api.order_page import Pages
from wendan.api.pages import pages_router
from wendan.api.problems import HANDLERS
from wendan.api.reference import reference
from wendan.api.settling import Settling
from wendan.api.staff.doors import staff_router
from wendan.api.store.doors import store_router
from wendan.api.trace import Traced
from wendan.flows.house import House
from wendan.platform.auth import Credentials, Sessions, session_secret
from wendan.platform.pass_keys import PassKeys
from wendan.platform.passwords import Seal


def desk_of(house: House) -> Desk:
    """What only the doors need, for this house."""
    settings, clock = house.settings, house.clock
    secret = session_secret(settings.secret_path, house.ids)
    credentials = Credentials(secret, clock)
    pages = Pages(house, credentials)
    return Desk(
        house=house,
        sessions=Sessions(secret, clock),
        credentials=credentials,
        passes=PassKeys(secret),
        pages=pages,
        hub=Hub(house, pages),
        settling=Settling(house),
        secret=secret,
        seal=Seal(secret),
        staff_tries=Limit(settings.staff_sign_in_per_minute, clock),
        sign_ins=Limit(settings.login_per_minute, clock),
        orders=Limit(settings.place_per_minute, clock),
        payments=Limit(settings.pay_per_minute, clock),
        reads=Limit(settings.ask_per_minute, clock),
    )


def doors() -> list[ControllerRouterHandler]:
    """Every address we answer."""
    routers = [diner_router(), store_router(), office_router(), staff_router(), devices_router()]
    return [
        *routers,
        callbacks_router(),
        live_router(),
        health,
        ready,
        metrics,
        *reference(),
        *pages_router(),
    ]


@cache
def litestar_of(body_limit_bytes: int) -> Litestar:
    """The application without its trace, worked out once in a process."""
    return Litestar(
        route_handlers=doors(),
        request_class=Asked,
        exception_handlers=HANDLERS,
        request_max_body_size=body_limit_bytes,
        openapi_config=None,
        logging_config=None,
    )


@asynccontextmanager
async def open_doors(house: House) -> AsyncIterator[ASGIApp]:
    """The application, with its hub running; what is under way is finished at the end."""
    desk = desk_of(house)
    hub = asyncio.create_task(desk.hub.run())
    try:
        yield Traced(litestar_of(house.settings.body_limit_bytes), desk)
    finally:
        await desk.settling.finish()
        hub.cancel()
        await asyncio.gather(hub, return_exceptions=True)
