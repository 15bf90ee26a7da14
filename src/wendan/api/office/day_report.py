"""日报: what every store took and gave back by day, channel, method, cashier and terminal; to read, and to take away."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Final

from litestar import Response, get

from wendan.api.desk import Asked
from wendan.api.office.bills import Since, Until, demand_days
from wendan.api.parse import answer
from wendan.api.tables import WORKBOOK, Cell, Sheet, as_csv, as_workbook, file_answer
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.insight.model import DayLine
from wendan.domains.insight.store import DAY_LINES
from wendan.domains.people.model import Right

HEADING: Final = (
    *(
        "日期",
        "门店",
        "渠道",
        "方式",
        "收银员",
        "终端",
        "收款笔数",
        "收款（元）",
        "退款笔数",
        "退款（元）",
        "优惠（元）",
    ),
    *("商家优惠（元）", "手续费（元）"),
)


@get("/reports/days", gives=list[DayLine], right=Right.SEE_BOOKS)
async def read_day_report(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The lines of these days, the newest first; at most 92 days and twenty thousand lines."""
    return answer(await _lines(request, since, until))


@get("/reports/days.csv", right=Right.SEE_BOOKS)
async def read_day_report_as_csv(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The same as CSV, amounts in yuan."""
    content = as_csv(HEADING, _cells(await _lines(request, since, until)))
    return file_answer(content, "text/csv; charset=utf-8", f"{since}-{until}.csv")


@get("/reports/days.xlsx", right=Right.SEE_BOOKS)
async def read_day_report_as_workbook(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The same as an Excel workbook, amounts in yuan."""
    cells = list(_cells(await _lines(request, since, until)))
    content = await asyncio.to_thread(as_workbook, [Sheet("日报", HEADING, cells)])
    return file_answer(content, WORKBOOK, f"{since}-{until}.xlsx")


async def _lines(request: Asked, since: date, until: date) -> list[DayLine]:
    demand_days(since, until)
    reports = request.house.reports
    stores = await reports.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    store_ids = [store.store_id for store in stores]
    return await reports.read(DAY_LINES, store_ids=store_ids, since=since, until=until)


def _cells(lines: Iterable[DayLine]) -> Iterable[tuple[Cell, ...]]:
    for line in lines:
        where = (line.day.isoformat(), line.store, line.channel, line.method, line.cashier, line.terminal)
        paid, back = (line.paid, line.paid_fen / 100), (line.returned, line.returned_fen / 100)
        kept_back = (line.discount_fen / 100, line.promoted_fen / 100, line.fee_fen / 100)
        yield (*where, *paid, *back, *kept_back)
