"""What a basket costs, and when a store is open."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from examples import NOODLES, NOON, STORE
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.catalog.errors import (
    BasketIsTooLarge,
    ChoiceIsInvalid,
    ItemIsSoldOut,
    ItemIsUnknown,
    PriceChanged,
    StoreIsClosed,
)
from wendan.domains.catalog.model import BasketLine, OpeningHours, Stock
from wendan.domains.catalog.rules import (
    demand_available,
    demand_expected,
    demand_open,
    is_open,
    price,
    suffices,
    wanted_by_item,
)
from wendan.kernel.money import Fen

MILD = {"辣度": ["不辣"]}


def test_choices_add_to_the_price() -> None:
    [line] = price([BasketLine(NOODLES.id, 2, {"辣度": ["特辣"], "加料": ["加蛋", "加肉"]})], [NOODLES])

    assert (line.unit_price_fen, line.quantity, line.choices) == (2700, 2, ["特辣", "加蛋", "加肉"])


@pytest.mark.parametrize(
    "choices",
    [
        {},  # one is needed
        {"辣度": []},
        {"辣度": ["不辣", "特辣"]},  # only one may be taken
        {"辣度": ["酸"]},  # there is no such choice
        {"辣度": ["不辣"], "加料": ["加蛋", "加蛋"]},  # the same twice
        {"辣度": ["不辣"], "大小": ["大"]},  # there is no such specification
    ],
)
def test_choices_the_menu_does_not_know_are_refused(choices: dict[str, list[str]]) -> None:
    with pytest.raises(ChoiceIsInvalid):
        price([BasketLine(NOODLES.id, 1, choices)], [NOODLES])


@pytest.mark.parametrize("quantity", [0, -1, -(10**9), 100, 10**9])
def test_a_quantity_nobody_means_is_refused(quantity: int) -> None:
    with pytest.raises(BasketIsTooLarge):
        price([BasketLine(NOODLES.id, quantity, MILD)], [NOODLES])


def test_unknown_and_unlisted_items_are_refused_alike() -> None:
    for menu in ([], [replace(NOODLES, is_listed=False)]):
        with pytest.raises(ItemIsUnknown):
            price([BasketLine(NOODLES.id, 1, MILD)], menu)


def test_an_empty_and_an_endless_basket_are_refused() -> None:
    for basket in ([], [BasketLine(NOODLES.id, 1, MILD)] * 51):
        with pytest.raises(BasketIsTooLarge):
            price(basket, [NOODLES])


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["不辣", "特辣"])), min_size=1, max_size=10))
def test_a_basket_costs_the_sum_of_its_lines_and_wants_the_sum_of_its_quantities(
    lines: list[tuple[int, str]],
) -> None:
    priced = price([BasketLine(NOODLES.id, n, {"辣度": [spice]}) for n, spice in lines], [NOODLES])

    assert sum(line.unit_price_fen * line.quantity for line in priced) == sum(
        n * (1900 if spice == "特辣" else 1800) for n, spice in lines
    )
    assert wanted_by_item(priced) == {NOODLES.id: sum(n for n, _ in lines)}


@given(st.integers(0, 20), st.integers(1, 20))
def test_only_what_is_there_can_be_had(available: int, wanted: int) -> None:
    stocks = [Stock(STORE.store_id, NOODLES.id, 20, 0, 20 - available, available)]

    assert suffices({NOODLES.id: wanted}, stocks) == (wanted <= available)


def test_an_item_without_stock_row_is_sold_out() -> None:
    with pytest.raises(ItemIsSoldOut) as refused:
        demand_available({UUID(int=77): 1}, [])

    assert refused.value.facts == {"item_id": str(UUID(int=77)), "available": 0}


@pytest.mark.parametrize(
    ("opens", "closes", "local", "expected"),
    [
        ("10:00", "22:00", "2026-11-21T10:00", True),
        ("10:00", "22:00", "2026-11-21T09:59", False),
        ("10:00", "22:00", "2026-11-21T22:00", False),
        ("18:00", "02:00", "2026-11-21T23:00", True),
        ("18:00", "02:00", "2026-11-22T01:59", True),  # still Saturday's evening
        ("18:00", "02:00", "2026-11-22T02:00", False),
        ("00:00", "00:00", "2026-11-21T03:00", True),  # all day
    ],
)
def test_opening_hours_are_the_stores_own_and_may_cross_midnight(
    opens: str, closes: str, local: str, expected: bool
) -> None:
    saturday = OpeningHours(5, time.fromisoformat(opens), time.fromisoformat(closes))
    now = (datetime.fromisoformat(local) - timedelta(hours=8)).replace(tzinfo=UTC)

    assert is_open(replace(STORE, opening_hours=[saturday]), now) is expected


def test_a_store_that_stopped_taking_orders_is_closed_at_noon() -> None:
    with pytest.raises(StoreIsClosed):
        demand_open(replace(STORE, is_taking_orders=False), NOON)


@given(st.integers(1, 9), st.integers(0, 30_000))
def test_a_total_other_than_the_one_shown_is_asked_about_and_never_taken(count: int, shown: int) -> None:
    priced = price([BasketLine(NOODLES.id, count, MILD)], [NOODLES])
    demand_expected(priced, None)
    demand_expected(priced, Fen(1800 * count))
    if shown != 1800 * count:
        with pytest.raises(PriceChanged) as refused:
            demand_expected(priced, Fen(shown))
        assert refused.value.facts == {"expected_fen": shown, "total_fen": 1800 * count}
