"""How the day goes: every store, every channel, hour by hour."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from litestar import Response, get
from msgspec import Struct

from wendan.api.desk import Asked
from wendan.api.menu_views import StoreCard, store_card
from wendan.api.parse import answer
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.incidents.model import CaseType
from wendan.domains.insight.model import ChannelQuarter, Figures, Hour, StoreDay
from wendan.domains.insight.rules import figures_of, share
from wendan.domains.insight.store import CASE_COUNTS, CHANNEL_QUARTERS, HOURS, STORE_DAYS
from wendan.domains.ordering.rules import business_day
from wendan.domains.people.model import Right
from wendan.domains.routing.model import Health
from wendan.domains.routing.rules.breaker import is_ill
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.ids import first_id_at

QUARTER: Final = timedelta(minutes=15)
SILENT_AFTER: Final = timedelta(minutes=2)


class StoreFigures(Struct, frozen=True):
    store: StoreCard
    figures: Figures
    devices_silent: int


class ChannelFigures(Struct, frozen=True):
    channel: str
    asked: int
    succeeded: int
    failed: int
    unknown: int
    success_share: float | None
    median_s: float | None
    is_ill: bool


class Dashboard(Struct, frozen=True):
    server_time: datetime
    day: date
    total: Figures
    stores: list[StoreFigures]
    channels: list[ChannelFigures]
    hours: list[Hour]
    breaches: int


@get("/dashboard", gives=Dashboard, right=Right.SEE_DASHBOARD)
async def read_dashboard(request: Asked) -> Response[bytes]:
    """The business day so far, in total (head office's cases with it) and by store; channels over a quarter of an hour."""
    house, merchant_id = request.house, request.staff.merchant_id
    now = house.clock.now()
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    store_ids = [store.store_id for store in stores]
    days, hours, quarters, counts = await house.reports.read(
        STORE_DAYS,
        HOURS,
        CHANNEL_QUARTERS,
        CASE_COUNTS,
        store_ids=[HEAD_OFFICE, *store_ids],
        merchant_id=merchant_id,
        now=now,
        silent_since=now - SILENT_AFTER,
        since_id=first_id_at(now - QUARTER),
    )
    assert counts is not None
    return answer(
        Dashboard(
            now,
            business_day(now, stores[0].timezone if stores else "Asia/Shanghai"),
            replace(figures_of([day for day in days if day.store_id != HEAD_OFFICE]), cases_open=counts.open),
            _stores(stores, days, now),
            [_channel(quarter) for quarter in quarters],
            hours,
            counts.by_type.get(CaseType.PROMISE_BROKEN, 0),
        )
    )


def _stores(stores: list[Store], days: list[StoreDay], now: datetime) -> list[StoreFigures]:
    by_store = {day.store_id: day for day in days}
    shown = []
    for store in stores:
        day = by_store[store.store_id]
        shown.append(StoreFigures(store_card(store, now), figures_of([day]), day.devices_silent))
    return shown


def _channel(quarter: ChannelQuarter) -> ChannelFigures:
    told = quarter.succeeded + quarter.failed + quarter.unknown
    health = Health(quarter.channel, quarter.succeeded, quarter.failed, quarter.unknown)
    return ChannelFigures(
        quarter.channel,
        quarter.asked,
        quarter.succeeded,
        quarter.failed,
        quarter.unknown,
        share(quarter.succeeded, told),
        quarter.median_s,
        is_ill(health),
    )
