"""The diner's addresses and who may use them."""

from litestar import Router

from wendan.api.diner.accounts import list_own_accounts, repay, top_up
from wendan.api.diner.authorisations import begin_authorisation, end_authorisation
from wendan.api.diner.coupons import list_coupons, list_fitting_coupons
from wendan.api.diner.menu import list_open_stores, read_menu
from wendan.api.diner.messages import change_contact, list_messages, see_message, show_contact
from wendan.api.diner.orders import ask, cancel, list_orders, place_order, read_order
from wendan.api.diner.passes import read_pass
from wendan.api.diner.payments import begin_hold, begin_payment, list_methods, see_failure
from wendan.api.diner.sessions import sign_in
from wendan.api.diner.standing import make_appeal, read_consent, read_standing
from wendan.api.diner.words import allow_messages, say_how_it_was, say_late_wish, say_of_page
from wendan.api.guards import diners


def diner_router() -> Router:
    """Public: signing in, the stores and their menus. Everything else: diners."""
    handlers = [
        place_order,
        list_orders,
        read_order,
        ask,
        read_pass,
        cancel,
        list_methods,
        begin_payment,
        see_failure,
        begin_hold,
        say_how_it_was,
        allow_messages,
        list_own_accounts,
        top_up,
        repay,
        say_of_page,
        read_standing,
        read_consent,
        make_appeal,
        list_messages,
        see_message,
        show_contact,
        change_contact,
        list_coupons,
        list_fitting_coupons,
        say_late_wish,
        begin_authorisation,
        end_authorisation,
    ]
    own = Router("/", route_handlers=handlers, guards=[diners])
    return Router("/api/diner", route_handlers=[sign_in, list_open_stores, read_menu, own])
