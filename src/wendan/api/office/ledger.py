"""报表: the books' statements, the entries behind each line, and which days are closed."""

import asyncio
from datetime import date
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Meta, Struct

from wendan.api.desk import Asked
from wendan.api.downloads import file_answer
from wendan.api.office.bills import Since, Until, demand_days
from wendan.api.parse import answer, body_as
from wendan.api.statement_sheets import sheets_of
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.ledger.model.payouts import Payout
from wendan.domains.ledger.model.statements import AccountEntry
from wendan.domains.people.model import Right
from wendan.flows.record_payout import PayoutWish, Recorded, record_payout
from wendan.flows.statements import (
    BookStanding,
    PayoutFile,
    Span,
    Statements,
    list_entries,
    list_payouts,
    read_books,
    read_payout,
    read_statements,
)
from wendan.kernel.money import Fen
from wendan.platform.tables import WORKBOOK, as_workbook

MOST_ACCOUNT: Final = 200
MOST_PAYOUT_FEN: Final = 10_000_000_000
Account = Annotated[str, QueryParameter(name="account", min_length=1, max_length=MOST_ACCOUNT)]

Word = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.-]+$")]


class ArrivedMoney(Struct, frozen=True, forbid_unknown_fields=True):
    """What the bank's statement says: which channel paid for which account, under which number."""

    channel: Word
    account: Word
    number: Word
    day: date
    amount_fen: Annotated[int, Meta(gt=0, le=MOST_PAYOUT_FEN)]
    words: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")] = ""


_arrived = msgspec.json.Decoder(ArrivedMoney)


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
    paid_out = await list_payouts(request.house, span)
    sheets = sheets_of(told, paid_out, {store.store_id: store.name for store in stores})
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


@get("/ledger/payouts", gives=list[Payout], right=Right.SEE_BOOKS)
async def list_ledger_payouts(
    request: Asked, since: Since, until: Until, store_id: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """到账: what channels paid to the bank in these days, the newest first, at most two thousand."""
    return answer(await list_payouts(request.house, _span(request, since, until, store_id)))


@get("/ledger/payouts/{payout_id:uuid}", gives=PayoutFile, right=Right.SEE_BOOKS)
async def read_ledger_payout(request: Asked, payout_id: FromPath[UUID]) -> Response[bytes]:
    """One of them, with the days of each store that it paid."""
    return answer(await read_payout(request.house, payout_id, request.staff.merchant_id))


@post("/ledger/payouts", takes=ArrivedMoney, gives=Recorded, right=Right.REPAIR_BOOKS, status_code=200)
async def record_ledger_payout(request: Asked) -> Response[bytes]:
    """Record what arrived at the bank and no bill tells; above the limit another person must say the same (payout null)."""
    body, staff = await body_as(request, _arrived), request.staff
    wish = PayoutWish(
        (body.channel, body.account),
        *(body.number, body.day, Fen(body.amount_fen), body.words),
        *(staff.merchant_id, (staff.id, staff.name)),
    )
    return answer(await record_payout(request.house, wish))


def _span(request: Asked, since: date, until: date, store_id: UUID | None) -> Span:
    demand_days(since, until)
    return Span(request.staff.merchant_id, since, until, store_id)
