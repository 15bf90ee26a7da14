"""Money that has arrived always has exactly one home."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

from wendan.domains.assurance.model import Home, Late, Situation, Standing, Wants
from wendan.domains.assurance.rules import LATE, fits, late_row, place_money

WAITING = Situation(
    Standing.WAITING,
    has_kept_payment=False,
    is_amount_right=True,
    is_coupon_there=True,
    is_store_open=True,
    is_stock_there=True,
    is_kitchen_free=True,
    wants=Wants.MEAL,
    since_closed=None,
    revive_within=timedelta(hours=2),
)
CLOSED = replace(WAITING, standing=Standing.CLOSED, since_closed=timedelta(minutes=5))
SITUATIONS = [
    Situation(*known, since, timedelta(hours=2))
    for *known, since in product(
        Standing,
        (True, False),
        (True, False),
        (True, False),
        (True, False),
        (True, False),
        (True, False),
        Wants,
        (None, timedelta(0), timedelta(hours=25)),
    )
]


def test_every_situation_has_a_home() -> None:
    assert all(place_money(situation).home in Home for situation in SITUATIONS)


def test_a_second_payment_is_never_kept() -> None:
    for situation in SITUATIONS:
        if situation.has_kept_payment or situation.standing is Standing.SERVED:
            assert place_money(situation).home in (Home.REFUND, Home.CASE)


def test_a_wrong_amount_always_waits_for_a_person() -> None:
    for situation in SITUATIONS:
        assert (place_money(situation).home is Home.CASE) == (not situation.is_amount_right)


def test_money_in_time_confirms_whatever_the_hour_and_the_stock() -> None:
    late_evening = replace(WAITING, is_store_open=False, is_stock_there=False)

    assert place_money(late_evening).home is Home.CONFIRM


def test_late_money_revives_while_the_store_can_still_serve() -> None:
    assert place_money(CLOSED).home is Home.REVIVE


def test_late_money_goes_back_when_the_store_cannot_serve_any_more() -> None:
    for impossible in (
        replace(CLOSED, is_store_open=False),
        replace(CLOSED, is_stock_there=False),
        replace(CLOSED, is_kitchen_free=False),
        replace(CLOSED, since_closed=timedelta(hours=3)),
    ):
        assert place_money(impossible).home is Home.REFUND


def test_money_for_a_cancelled_order_goes_back() -> None:
    assert place_money(replace(WAITING, standing=Standing.CANCELLED)).home is Home.REFUND


def test_money_whose_coupon_is_gone_pays_for_no_meal() -> None:
    for situation in SITUATIONS:
        if not situation.is_coupon_there:
            assert place_money(situation).home in (Home.REFUND, Home.CASE)


EVERY_LATE = [
    Late(*conditions)
    for conditions in product((True, False), (True, False), (True, False), (True, False), Wants)
]


def test_the_table_for_late_money_has_exactly_one_row_for_every_combination() -> None:
    assert len(EVERY_LATE) == 48
    for late in EVERY_LATE:
        assert [row for row in LATE if fits(row, late)] == [late_row(late)]


def test_every_row_for_late_money_is_about_something() -> None:
    for row in LATE:
        assert any(late_row(late) is row for late in EVERY_LATE)


def test_late_money_revives_only_what_can_be_made_and_is_wanted() -> None:
    for late in EVERY_LATE:
        can_be_made = late.is_in_time and late.is_store_open and late.is_stock_there and late.is_kitchen_free
        assert (late_row(late).home is Home.REVIVE) == (can_be_made and late.wants is Wants.MEAL)
        assert (late_row(late).home is Home.ASK) == (can_be_made and late.wants is Wants.ASK)
        # 双轨: whom the shop cannot serve any more gets a coupon beside the money, and nobody else.
        assert late_row(late).has_coupon == (not can_be_made)


def test_nobody_is_asked_about_money_that_is_not_late() -> None:
    for situation in SITUATIONS:
        if place_money(situation).home is Home.ASK:
            assert situation.standing is Standing.CLOSED
            assert situation.wants is Wants.ASK
