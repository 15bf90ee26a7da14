"""A store manager agrees with a guest how much may be eaten before it is paid."""

from uuid import UUID

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath

from wendan.api.account_views import AccountView, SetLimit, Sought
from wendan.api.desk import OWNER, Asked
from wendan.api.office.accounts import agreed, found_accounts
from wendan.api.parse import answer, body_as
from wendan.domains.people.model import Right

_limit = msgspec.json.Decoder(SetLimit)


@get("/accounts", gives=list[AccountView], right=Right.EDIT_ACCOUNTS)
async def list_accounts_here(request: Asked, sought: Sought = "") -> Response[bytes]:
    """Accounts with this store's merchant, by member, account, order or channel number."""
    return answer(await found_accounts(request.house, request.scope["state"][OWNER], sought))


@put("/members/{member_id:uuid}/limit", takes=SetLimit, gives=AccountView, right=Right.EDIT_ACCOUNTS)
async def set_limit_here(request: Asked, member_id: FromPath[UUID]) -> Response[bytes]:
    """Up to which debt this member may pay later, in every store of the merchant."""
    body = await body_as(request, _limit)
    return answer(await agreed(request.house, (request.scope["state"][OWNER], member_id), body))
