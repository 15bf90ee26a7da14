"""Stores are listed and opened."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath

from wendan.api.bodies import NewStore, SetAccounts
from wendan.api.desk import Asked
from wendan.api.menu_views import StoreView, store_view
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID, STORES_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.domains.routing.errors import ChannelIsUnknown
from wendan.flows.menu import AccountsChange, StorePlan, edit_accounts, open_store
from wendan.flows.switch_routes import CHANNELS

_body = msgspec.json.Decoder(NewStore)
_accounts = msgspec.json.Decoder(SetAccounts)


class StoreAccounts(msgspec.Struct, frozen=True):
    """Where a store's money goes, and what kind of place it is."""

    accounts: dict[str, str]
    more_accounts: dict[str, list[str]]
    marks: list[str]


@get("/stores", gives=list[StoreView], right=Right.SEE_STORES)
async def list_stores(request: Asked) -> Response[bytes]:
    """Every store of the merchant."""
    mine = await request.house.database.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    return answer([store_view(store) for store in mine])


@post("/stores", takes=NewStore, gives=StoreView, right=Right.OPEN_STORES)
async def open_new_store(request: Asked) -> Response[bytes]:
    """Open a store with its menu and stock."""
    body = await body_as(request, _body)
    try:
        ZoneInfo(body.timezone)
    except (KeyError, ValueError, OSError):
        raise RequestIsInvalid(field="timezone", why="not a time zone such as Asia/Shanghai") from None
    plan = msgspec.convert(body, StorePlan, from_attributes=True)
    opened = await open_store(request.house, plan, request.staff.merchant_id)
    return answer(store_view(opened), 201)


@get("/stores/{store_id:uuid}/accounts", gives=StoreAccounts, right=Right.OPEN_STORES)
async def read_accounts(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The store's merchant numbers by channel."""
    store = await request.house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    return answer(StoreAccounts(store.accounts, store.more_accounts, store.marks))


@put("/stores/{store_id:uuid}/accounts", takes=SetAccounts, gives=StoreAccounts, right=Right.OPEN_STORES)
async def set_accounts(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Take another channel, another number, or one more to fall back on."""
    body = await body_as(request, _accounts)
    strangers = {*body.accounts, *body.more_accounts} - CHANNELS
    if strangers:
        raise ChannelIsUnknown(channel=min(strangers))
    change = AccountsChange(body.accounts, body.more_accounts, body.marks)
    store = await edit_accounts(request.house, store_id, change)
    return answer(StoreAccounts(store.accounts, store.more_accounts, store.marks))
