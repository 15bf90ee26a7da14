"""What a customer can want of money that came too late for its order; the words of policy, page and decision."""

from enum import StrEnum


class Wanted(StrEnum):
    """The meal after all, or the money back."""

    MEAL = "meal"
    MONEY = "money"
