"""What there is to eat."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.views import MenuView, category_views, store_view
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.rules import is_open
from wendan.domains.catalog.store import CATEGORIES, ITEMS, STOCKS, STORE_BY_ID
from wendan.kernel.numbers import HEAD_OFFICE


@get("/stores/{store_id:uuid}/menu", gives=MenuView)
async def read_menu(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A store's menu with prices and what is left of each dish. Public."""
    house = request.house
    store, categories, items, stocks = await house.database.read(
        STORE_BY_ID, CATEGORIES, ITEMS, STOCKS, store_id=store_id
    )
    if store is None or store_id == HEAD_OFFICE:
        raise StoreIsUnknown
    now = house.clock.now()
    return answer(
        MenuView(store_view(store), is_open(store, now), category_views(categories, items, stocks), now)
    )
