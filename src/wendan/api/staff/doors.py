"""The staff's addresses that belong to no store."""

from litestar import Router

from wendan.api.guards import any_staff
from wendan.api.staff.account import (
    begin_own_second_factor,
    change_own_password,
    confirm_own_second_factor,
    read_me,
    remove_own_second_factor,
)
from wendan.api.staff.sessions import end_own_session, list_own_sessions, sign_in_staff, sign_out
from wendan.api.staff.setup import found_house, read_setup


def staff_router() -> Router:
    """Public: setting up and signing in. Everything else: whoever works here."""
    own = [
        read_me,
        change_own_password,
        begin_own_second_factor,
        confirm_own_second_factor,
        remove_own_second_factor,
        sign_out,
        list_own_sessions,
        end_own_session,
    ]
    return Router(
        "/api",
        route_handlers=[
            read_setup,
            found_house,
            sign_in_staff,
            Router("/staff", route_handlers=own, guards=[any_staff]),
        ],
    )
