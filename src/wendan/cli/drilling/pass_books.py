"""What became of passes: what the counter really gave beside what we know of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PASSES: Final = "SELECT order_id::text, state FROM pickup_pass"
USES: Final = "SELECT id::text, order_id::text, is_double FROM pickup_pass_use"
GIVEN_TWICE: Final = "SELECT DISTINCT order_id::text FROM exception_case WHERE type = 'meal-given-twice'"
WAITING: Final = ("ISSUED", "USED")


@dataclass(frozen=True, slots=True)
class PassBooks:
    """`states` by order; `given`, `heard` and `doubles` by the counter's id of a use, with its order; `cases`: orders."""

    states: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    heard: Mapping[str, str] = field(default_factory=dict)
    doubles: Mapping[str, str] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()

    @property
    def shown_twice(self) -> set[str]:
        """Orders for which more than one meal went over a counter."""
        return {order_id for order_id, count in Counter(self.given.values()).items() if count > 1}


def pass_books(
    rows: tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]], given: Mapping[str, str]
) -> PassBooks:
    """Of the rows of PASSES, USES and GIVEN_TWICE."""
    passes, uses, cases = rows
    return PassBooks(
        states={row["order_id"]: row["state"] for row in passes},
        given=given,
        heard={row["id"]: row["order_id"] for row in uses},
        doubles={row["id"]: row["order_id"] for row in uses if row["is_double"]},
        cases=frozenset(row["order_id"] for row in cases),
    )


def for_nothing(books: PassBooks, paid_orders: set[str]) -> list[str]:
    """Orders whose pass was written or believed, though no channel ever took their money."""
    return sorted({*books.states, *books.given.values()} - paid_orders)


def twice_undetected(books: PassBooks) -> list[str]:
    """Orders with a meal that nobody knows of, or with a second one that is not called so or has no case."""
    unheard = {order_id for use_id, order_id in books.given.items() if books.heard.get(use_id) != order_id}
    meals, doubles = Counter(books.given.values()), Counter(books.doubles.values())
    undetected = {
        order_id
        for order_id in books.shown_twice
        if doubles[order_id] < meals[order_id] - 1 or order_id not in books.cases
    }
    return sorted(unheard | undetected)


def unfinished(books: PassBooks) -> list[str]:
    """Orders whose pass still waits."""
    return sorted(order_id for order_id, state in books.states.items() if state in WAITING)
