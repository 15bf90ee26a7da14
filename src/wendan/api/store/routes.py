"""How this store's channels are; the hand on the switch is head office's."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.route_views import RoutesView, store_routes_view
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Right


@get("/routes", gives=RoutesView, right=Right.SEE_ROUTES)
async def list_routes_here(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Health of every channel, account and method of this store, and what is switched of them."""
    store = await request.house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    return answer(store_routes_view(request.house, store))
