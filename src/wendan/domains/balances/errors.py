"""Why value cannot be topped up, repaid, lent or taken back."""

from wendan.kernel.errors import Refusal


class AccountIsUnknown(Refusal):
    """There is no such account."""

    status = 404


class AmountIsOutOfRange(Refusal):
    """This amount cannot be topped up at once."""

    status = 422


class RepaymentExceedsDebt(Refusal):
    """That is more than is owed."""

    status = 422


class LimitIsBelowDebt(Refusal):
    """More is owed already than this limit allows."""


class ValueIsSpent(Refusal):
    """The account no longer holds what this refund would take back."""
