"""Staff change prices, listing and stock, and stop or resume taking orders."""

from uuid import UUID

import msgspec
from litestar import Response, get, patch, put
from litestar.params import FromPath

from wendan.api.bodies import EditItem, TakeOrders
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.views import MenuView, category_views, menu_view
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import CATEGORIES, ITEMS, STOCKS, STORE_BY_ID
from wendan.domains.people.model import Right
from wendan.flows.menu import ItemChange, edit_item, set_taking_orders
from wendan.kernel.money import Fen

_edit = msgspec.json.Decoder(EditItem)
_take = msgspec.json.Decoder(TakeOrders)


@get("/menu", gives=MenuView, right=Right.SEE_MENU)
async def read_full_menu(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The whole menu, with what is not listed at the moment."""
    return await _menu(request, store_id)


@patch("/items/{item_id:uuid}", takes=EditItem, gives=MenuView, right=Right.EDIT_MENU)
async def change_item(request: Asked, store_id: FromPath[UUID], item_id: FromPath[UUID]) -> Response[bytes]:
    """Change price, listing or total stock of a dish; the answer is the whole menu."""
    body = await body_as(request, _edit)
    price = None if body.price_fen is None else Fen(body.price_fen)
    await edit_item(request.house, store_id, item_id, ItemChange(price, body.is_listed, body.total))
    return await _menu(request, store_id)


@put("/taking-orders", takes=TakeOrders, gives=MenuView, right=Right.STOP_ORDERS)
async def take_orders(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Open the store for new orders, or stop it; what is ordered already stays."""
    body = await body_as(request, _take)
    await set_taking_orders(request.house, store_id, is_taking_orders=body.is_taking_orders)
    return await _menu(request, store_id)


async def _menu(request: Asked, store_id: UUID) -> Response[bytes]:
    store, categories, items, stocks = await request.house.database.read(
        STORE_BY_ID, CATEGORIES, ITEMS, STOCKS, store_id=store_id
    )
    if store is None:
        raise StoreIsUnknown
    house = request.house
    shown = category_views(categories, items, stocks, with_unlisted=True)
    return answer(menu_view(store, shown, house.settings.wechat_message_templates, house.clock.now()))
