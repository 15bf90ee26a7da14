"""The store's addresses, every one behind its staff's token."""

from typing import Final

from litestar import Router

from wendan.api.guards import store_staff
from wendan.api.store.accounts import list_accounts_here, set_limit_here
from wendan.api.store.amends import answer_first, give_coupon, make_case_good, withdraw_coupon
from wendan.api.store.cards import give_card_money_back, take_card_for_order
from wendan.api.store.cases import (
    count_cases,
    decide_case,
    list_cases,
    list_duplicates,
    read_case,
    reenter_money,
    withdraw,
)
from wendan.api.store.counter import (
    ask_at_counter,
    begin_payment_at_counter,
    give_up_at_counter,
    hand_cash_back,
    list_methods_at_counter,
    list_unconfirmed,
    place_at_counter,
    show_coupon_at_counter,
    take_cash_for_order,
)
from wendan.api.store.devices import (
    edit_device,
    list_devices,
    register_new_device,
    renew_device_code,
    retire_one_device,
)
from wendan.api.store.menu import (
    add_category,
    add_item,
    change_category,
    change_item,
    change_profile,
    read_full_menu,
    take_orders,
)
from wendan.api.store.orders import (
    cancel_order_by_staff,
    give_back,
    list_order_messages,
    list_store_orders,
    read_store_order,
)
from wendan.api.store.pickups import hand_meal_over, list_feedback, take_pass
from wendan.api.store.policies import preview_store_policy, read_store_policy, set_store_policy
from wendan.api.store.printers import print_a_test
from wendan.api.store.routes import list_routes_here
from wendan.api.store.shifts import close_counted_shift, list_shifts, open_new_shift, read_current_shift
from wendan.api.store.tickets import acknowledge_ticket, list_tickets, move_ticket
from wendan.api.store.unpaid import chase_unpaid, count_store_unpaid, preview_unpaid, search_unpaid

KITCHEN: Final = (list_tickets, acknowledge_ticket, move_ticket, hand_meal_over, take_pass)
ACCOUNTS: Final = (list_accounts_here, set_limit_here)
ORDERS: Final = (
    list_store_orders,
    read_store_order,
    list_order_messages,
    give_back,
    cancel_order_by_staff,
    list_feedback,
)
COUNTER: Final = (
    place_at_counter,
    list_methods_at_counter,
    show_coupon_at_counter,
    begin_payment_at_counter,
    take_cash_for_order,
    take_card_for_order,
    give_card_money_back,
    hand_cash_back,
    ask_at_counter,
    give_up_at_counter,
    list_unconfirmed,
    read_current_shift,
    list_shifts,
    open_new_shift,
    close_counted_shift,
)
MENU: Final = (
    read_full_menu,
    add_category,
    change_category,
    add_item,
    change_item,
    change_profile,
    take_orders,
)
CASES: Final = (
    list_cases,
    count_cases,
    read_case,
    decide_case,
    withdraw,
    list_duplicates,
    reenter_money,
    answer_first,
    make_case_good,
    give_coupon,
    withdraw_coupon,
)
DEVICES: Final = (
    list_devices,
    register_new_device,
    renew_device_code,
    edit_device,
    retire_one_device,
    print_a_test,
)
POLICIES: Final = (read_store_policy, set_store_policy, preview_store_policy)
ROUTES: Final = (list_routes_here,)
UNPAID: Final = (search_unpaid, count_store_unpaid, preview_unpaid, chase_unpaid)


def store_router() -> Router:
    """Staff of the store in the path, and head office."""
    handlers = [*KITCHEN, *ORDERS, *COUNTER, *MENU, *CASES, *DEVICES, *ACCOUNTS, *POLICIES, *ROUTES, *UNPAID]
    return Router("/api/store/{store_id:uuid}", route_handlers=handlers, guards=[store_staff])
