"""Where one can eat, and what there is."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.menu_views import MenuView, StoreCard, category_views, menu_view, store_card
from wendan.api.parse import answer
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import CATEGORIES, ITEMS, STOCKS, STORE_BY_ID, STORES
from wendan.kernel.numbers import HEAD_OFFICE


@get("/stores", gives=list[StoreCard])
async def list_open_stores(request: Asked) -> Response[bytes]:
    """Every store, and whether it takes orders now. Public."""
    house = request.house
    now = house.clock.now()
    return answer([store_card(store, now) for store in await house.database.read(STORES)])


@get("/stores/{store_id:uuid}/menu", gives=MenuView)
async def read_menu(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A store's menu with prices and what is left of each dish. Public."""
    house = request.house
    store, categories, items, stocks = await house.database.read(
        STORE_BY_ID, CATEGORIES, ITEMS, STOCKS, store_id=store_id
    )
    if store is None or store_id == HEAD_OFFICE:
        raise StoreIsUnknown
    shown = category_views(categories, items, stocks)
    return answer(menu_view(store, shown, house.settings.wechat_message_templates, house.clock.now()))
