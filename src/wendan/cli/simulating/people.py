"""Who comes, when, and what they do with their order: hidden from the product, known to the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final
from uuid import UUID

from wendan.platform.ids import Ids

HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 3, 4, 2, 3, 14, 17, 6, 2, 2, 4, 12, 14, 8, 4, 2, 0, 0)


class Habit(StrEnum):
    """What becomes of an order if nobody says a word."""

    PROMPT = "prompt"  # pays within a minute
    TWICE = "twice"  # pays on two pages
    FORGETFUL = "forgetful"  # puts the phone away; may remember, and may be reminded
    DECLINED = "declined"  # the first attempt fails, and mostly another is made
    GONE = "gone"  # never meant to pay


SHARES: Final = {
    Habit.PROMPT: 0.868,
    Habit.TWICE: 0.002,
    Habit.FORGETFUL: 0.08,
    Habit.DECLINED: 0.03,
    Habit.GONE: 0.02,
}
"""Assumptions; no survey stands behind them."""
REMEMBERS: Final = 0.30
"""How many of the forgetful remember by themselves before their time is over, at any moment of it alike."""
TRIES_AGAIN: Final = 0.75
MOVED_BY: Final = {1: 0.30, 2: 0.25, 3: 0.20}
"""The chance that a forgetful customer who has not paid yet pays because of this rung, once it reaches them."""
LOOKS_AT_PAGE: Final = 0.6
HAS_NUMBER: Final = 0.7
ALLOWS_MESSAGE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer: who they are and which store is theirs."""

    id: UUID
    store: int
    has_number: bool
    allows_message: bool
    never_pays: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """One order that will be placed."""

    at: datetime
    customer: Customer
    habit: Habit


def population(count: int, stores: int, ids: Ids) -> list[Customer]:
    """Everybody there is; one in three hundred takes meals and never means to pay."""
    return [
        Customer(
            id=UUID(int=(0x7A << 96) + n),
            store=int(ids.chance() * stores),
            has_number=ids.chance() < HAS_NUMBER,
            allows_message=ids.chance() < ALLOWS_MESSAGE,
            never_pays=ids.chance() < 1 / 300,
        )
        for n in range(count)
    ]


def comings_of(day: datetime, orders: int, everybody: list[Customer], ids: Ids) -> Iterator[Coming]:
    """A day's orders in the order of time; `day` is its first moment."""
    weights, total = list(HOURS), sum(HOURS)
    times = []
    for hour, weight in enumerate(weights):
        times += [hour * 3600 + ids.chance() * 3600 for _ in range(ceil(orders * weight / total))]
    for at_s in sorted(times):
        customer = everybody[int(ids.chance() * len(everybody))]
        yield Coming(day + timedelta(seconds=at_s), customer, _habit(customer, ids))


def _habit(customer: Customer, ids: Ids) -> Habit:
    if customer.never_pays:
        return Habit.GONE
    roll = ids.chance()
    for habit, share in SHARES.items():
        roll -= share
        if roll < 0:
            return habit
    return Habit.PROMPT
