"""Staff change menu, stock and hours, and stop or resume taking orders; the answer is always the whole menu."""

from uuid import UUID

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import FromPath

from wendan.api.bodies import AddCategory, AddItem, EditCategory, EditItem, EditProfile, TakeOrders
from wendan.api.desk import Asked
from wendan.api.menu_views import MenuView, category_views, menu_view
from wendan.api.parse import answer, body_as
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import CATEGORIES, ITEMS, STOCKS, STORE_BY_ID
from wendan.domains.people.model import Right
from wendan.flows.edit_menu import (
    CategoryChange,
    ItemChange,
    NewDish,
    add_dish,
    add_heading,
    edit_heading,
    edit_item,
)
from wendan.flows.menu import ProfileChange, edit_profile, set_taking_orders

_add_item = msgspec.json.Decoder(AddItem)
_edit_item = msgspec.json.Decoder(EditItem)
_add_category = msgspec.json.Decoder(AddCategory)
_edit_category = msgspec.json.Decoder(EditCategory)
_edit_profile = msgspec.json.Decoder(EditProfile)
_take = msgspec.json.Decoder(TakeOrders)


@get("/menu", gives=MenuView, right=Right.SEE_MENU)
async def read_full_menu(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The whole menu, with what is not listed at the moment."""
    return await _menu(request, store_id)


@post("/categories", takes=AddCategory, gives=MenuView, right=Right.EDIT_MENU, status_code=200)
async def add_category(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A new heading at the end of the menu."""
    body = await body_as(request, _add_category)
    await add_heading(request.house, store_id, body.name, body.name_en)
    return await _menu(request, store_id)


@patch("/categories/{category_id:uuid}", takes=EditCategory, gives=MenuView, right=Right.EDIT_MENU)
async def change_category(
    request: Asked, store_id: FromPath[UUID], category_id: FromPath[UUID]
) -> Response[bytes]:
    """Change a heading's name or place."""
    body = await body_as(request, _edit_category)
    change = msgspec.convert(body, CategoryChange, from_attributes=True)
    await edit_heading(request.house, store_id, category_id, change)
    return await _menu(request, store_id)


@post("/items", takes=AddItem, gives=MenuView, right=Right.EDIT_MENU, status_code=200)
async def add_item(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A new dish at the end of its heading."""
    body = await body_as(request, _add_item)
    await add_dish(request.house, store_id, msgspec.convert(body, NewDish, from_attributes=True))
    return await _menu(request, store_id)


@patch("/items/{item_id:uuid}", takes=EditItem, gives=MenuView, right=Right.EDIT_MENU)
async def change_item(request: Asked, store_id: FromPath[UUID], item_id: FromPath[UUID]) -> Response[bytes]:
    """Change a dish, its listing or its total stock."""
    body = await body_as(request, _edit_item)
    change = msgspec.convert(body, ItemChange, from_attributes=True)
    await edit_item(request.house, store_id, item_id, change)
    return await _menu(request, store_id)


@patch("/profile", takes=EditProfile, gives=MenuView, right=Right.EDIT_STORE)
async def change_profile(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Change the store's name or opening hours."""
    body = await body_as(request, _edit_profile)
    change = msgspec.convert(body, ProfileChange, from_attributes=True)
    await edit_profile(request.house, store_id, change)
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
