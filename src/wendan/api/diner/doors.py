"""The diner's addresses and who may use them."""

from litestar import Router

from wendan.api.diner.menu import read_menu
from wendan.api.diner.orders import ask, cancel, list_orders, place_order, read_order
from wendan.api.diner.payments import begin_payment
from wendan.api.diner.sessions import sign_in
from wendan.api.guards import diners


def diner_router() -> Router:
    """Public: signing in and reading a menu. Everything else: diners."""
    own = Router(
        "/",
        route_handlers=[place_order, list_orders, read_order, ask, cancel, begin_payment],
        guards=[diners],
    )
    return Router("/api/diner", route_handlers=[sign_in, read_menu, own])
