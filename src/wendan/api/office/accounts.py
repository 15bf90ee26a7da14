"""Members' accounts: found, read, and given a limit."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath, FromQuery

from wendan.api.account_views import (
    AccountView,
    SetLimit,
    Sought,
    StatementView,
    account_view,
    statement_view,
)
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.domains.balances.errors import AccountIsUnknown
from wendan.domains.balances.model import Standing
from wendan.domains.balances.store import STANDINGS_BY_ID, STANDINGS_OF_MERCHANT, STATEMENT_BY_ID
from wendan.domains.messages.store import MESSAGES_OF_DEBTS
from wendan.domains.ordering.rules import sought_id
from wendan.domains.people.model import Right
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.house import House
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE

_limit = msgspec.json.Decoder(SetLimit)


@get("/accounts", gives=list[AccountView], right=Right.SEE_ORDERS)
async def list_accounts(request: Asked, sought: Sought = "") -> Response[bytes]:
    """Accounts by member, account, order or channel number; without a query those that owe most, at most 100."""
    return answer(await found_accounts(request.house, _merchant(request), sought))


@get("/accounts/{account_id:uuid}", gives=StatementView, right=Right.SEE_ORDERS)
async def read_statement(
    request: Asked, account_id: FromPath[UUID], before: FromQuery[datetime | None] = None
) -> Response[bytes]:
    """对账单: an account with its newest 50 moves, each debt with its reminders; `before` turns the page."""
    now = request.house.clock.now()
    statement = await request.house.database.read(
        STATEMENT_BY_ID, account_id=account_id, merchant_id=_merchant(request), before=before or now
    )
    if statement is None:
        raise AccountIsUnknown
    lent = [move for move in statement.moves if move.due_at is not None]
    told = await request.house.database.read(
        MESSAGES_OF_DEBTS,
        store_ids=list({move.order_store_id for move in lent}),
        order_ids=[move.order_id for move in lent],
    )
    return answer(statement_view(statement, now, told))


@put("/members/{member_id:uuid}/limit", takes=SetLimit, gives=AccountView, right=Right.EDIT_ACCOUNTS)
async def set_limit(request: Asked, member_id: FromPath[UUID]) -> Response[bytes]:
    """Up to which debt this member may pay later; opens the account where there is none."""
    body = await body_as(request, _limit)
    return answer(await agreed(request.house, (_merchant(request), member_id), body))


async def found_accounts(house: House, merchant_id: UUID, query: str) -> list[AccountView]:
    """The merchant's accounts that `query` names."""
    now, words = house.clock.now(), query.strip()
    if not words:
        found = await house.database.read(STANDINGS_OF_MERCHANT, merchant_id=merchant_id)
        return [account_view(standing, now) for standing in found]
    sought = sought_id(words)
    if sought is None:
        return []
    found = await house.database.read(STANDINGS_BY_ID, merchant_id=merchant_id, sought_id=sought)
    return [account_view(standing, now) for standing in found]


async def agreed(house: House, whose: tuple[UUID, UUID], body: SetLimit) -> AccountView:
    """The account as it is now agreed; `whose` is (merchant, member). Raises LimitIsBelowDebt."""
    account = await agree_credit(house, CreditTerms(*whose, Fen(body.limit_fen), body.is_open))
    found = await house.database.read(STANDINGS_BY_ID, merchant_id=whose[0], sought_id=account.id)
    standing = next(iter(found), Standing(account, None))
    return account_view(standing, house.clock.now())


def _merchant(request: Asked) -> UUID:
    # An operator's key belongs to no merchant; what it looks after is the cell's own.
    return request.staff.merchant_id or HEAD_OFFICE
