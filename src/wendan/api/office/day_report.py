"""日报: what every store took and gave back by day, channel, method, cashier and terminal; to read, and to take away."""

from datetime import date

from litestar import Response, get

from wendan.api.desk import Asked
from wendan.api.downloads import file_answer
from wendan.api.office.bills import Since, Until, demand_days
from wendan.api.parse import answer
from wendan.domains.insight.model import DayLine
from wendan.domains.people.model import Right
from wendan.flows.day_tables import csv_of_days, read_day_lines, workbook_of_days
from wendan.platform.tables import WORKBOOK


@get("/reports/days", gives=list[DayLine], right=Right.SEE_BOOKS)
async def read_day_report(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The lines of these days, the newest first; at most 92 days and twenty thousand lines."""
    return answer(await _lines(request, since, until))


@get("/reports/days.csv", right=Right.SEE_BOOKS)
async def read_day_report_as_csv(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The same as CSV, amounts in yuan."""
    content = csv_of_days(await _lines(request, since, until))
    return file_answer(content, "text/csv; charset=utf-8", f"{since}-{until}.csv")


@get("/reports/days.xlsx", right=Right.SEE_BOOKS)
async def read_day_report_as_workbook(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """The same as an Excel workbook, amounts in yuan."""
    content = await workbook_of_days(await _lines(request, since, until))
    return file_answer(content, WORKBOOK, f"{since}-{until}.xlsx")


async def _lines(request: Asked, since: date, until: date) -> list[DayLine]:
    demand_days(since, until)
    return await read_day_lines(request.house, request.staff.merchant_id, since, until)
