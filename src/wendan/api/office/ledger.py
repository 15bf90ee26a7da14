"""报表: the books' statements, the entries behind each line, and which days are closed."""

import asyncio
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from wendan.api.desk import Asked
from wendan.api.office.bills import Since, Until, demand_days
from wendan.api.parse import answer
from wendan.api.statement_sheets import sheets_of
from wendan.api.tables import WORKBOOK, as_workbook, file_answer
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.ledger.model.statements import AccountEntry
from wendan.domains.people.model import Right
from wendan.flows.statements import (
    BookStanding,
    Span,
    Statements,
    list_entries,
    read_books,
    read_statements,
)

MOST_ACCOUNT: Final = 200
Account = Annotated[str, QueryParameter(name="account", min_length=1, max_length=MOST_ACCOUNT)]


@get("/ledger/statements", gives=Statements, right=Right.SEE_BOOKS)
async def read_ledger_statements(
    request: Asked, since: Since, until: Until, store_id: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """Trial balance, store sheets, receivables by age, guarantee fund, stored value and money flow of these days."""
    return answer(await read_statements(request.house, _span(request, since, until, store_id)))


@get("/ledger/statements.xlsx", right=Right.SEE_BOOKS)
async def read_ledger_statements_as_workbook(
    request: Asked, since: Since, until: Until, store_id: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """The same as an Excel workbook, one sheet a statement, amounts in yuan."""
    span = _span(request, since, until, store_id)
    told = await read_statements(request.house, span)
    stores = await request.house.reports.read(STORES_OF_MERCHANT, merchant_id=span.merchant_id)
    sheets = sheets_of(told, {store.store_id: store.name for store in stores})
    content = await asyncio.to_thread(as_workbook, sheets)
    return file_answer(content, WORKBOOK, f"statements-{since}-{until}.xlsx")


async def provide_span(
    request: Asked, since: Since, until: Until, store_id: FromQuery[UUID | None] = None
) -> Span:
    """Which books over which days, where a request asks for more besides."""
    return _span(request, since, until, store_id)


@get(
    "/ledger/entries",
    gives=list[AccountEntry],
    right=Right.SEE_BOOKS,
    dependencies={"span": Provide(provide_span)},
)
async def list_ledger_entries(
    request: Asked,
    span: NamedDependency[Span],
    account: Account,
    after: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """The transactions behind an account of these days, the newest first: each leads to its order.

    A hundred at a time: `after` is the id of the last one had.
    """
    return answer(await list_entries(request.house, span, account, after))


@get("/ledger/days", gives=list[BookStanding], right=Right.SEE_BOOKS)
async def read_ledger_days(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """日结: which days of each store are closed, and which bills the others wait for."""
    return answer(await read_books(request.house, _span(request, since, until, None)))


def _span(request: Asked, since: date, until: date, store_id: UUID | None) -> Span:
    demand_days(since, until)
    return Span(request.staff.merchant_id, since, until, store_id)
