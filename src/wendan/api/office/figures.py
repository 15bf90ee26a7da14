"""What a month is measured by, what nights found, and what was never paid for."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.params import QueryParameter
from msgspec import Struct

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.insight.model import MonthFigures
from wendan.domains.insight.rules import month_of
from wendan.domains.insight.store import STORE_MONTHS
from wendan.domains.people.model import Right
from wendan.domains.recovery.model import BadDebt, DayAudit
from wendan.domains.recovery.store import AUDITS, DEBTS

Month = Annotated[str, QueryParameter(name="month", pattern=r"^[0-9]{4}-[0-9]{2}$")]


class StoreMonthView(Struct, frozen=True):
    store_id: UUID
    name: str
    figures: MonthFigures


class MonthView(Struct, frozen=True):
    """A month in total and by store; every rate with what was counted."""

    month: str
    total: MonthFigures
    stores: list[StoreMonthView]


@get("/figures", gives=MonthView, right=Right.SEE_DASHBOARD)
async def read_figures(request: Asked, month: Month) -> Response[bytes]:
    """掉单率, 坏账率 and 支付成功率 of a month such as 2026-11, by each store's own calendar."""
    try:
        begins = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise RequestIsInvalid(field="month", why="not a month such as 2026-11") from None
    house = request.house
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    ids = [store.store_id for store in stores]
    months = await house.reports.read(STORE_MONTHS, store_ids=ids, month=begins)
    names = {store.store_id: store.name for store in stores}
    shown = [StoreMonthView(each.store_id, names[each.store_id], month_of([each])) for each in months]
    return answer(MonthView(month, month_of(months), shown))


@get("/nights", gives=list[DayAudit], right=Right.SEE_DASHBOARD)
async def list_nights(request: Asked) -> Response[bytes]:
    """夜间核对: what the last nights found, in every store, the newest first."""
    return answer(await request.house.reports.read(AUDITS, store_ids=await _mine(request)))


@get("/bad-debts", gives=list[BadDebt], right=Right.SEE_DASHBOARD)
async def list_bad_debts(request: Asked) -> Response[bytes]:
    """坏账: what was eaten and not paid for, with what has come after all."""
    return answer(await request.house.reports.read(DEBTS, store_ids=await _mine(request)))


async def _mine(request: Asked) -> list[UUID]:
    stores = await request.house.database.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    return [store.store_id for store in stores]
