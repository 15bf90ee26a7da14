"""Why an order cannot be placed, found or changed."""

from wendan.kernel.errors import Refusal


class OrderIsUnknown(Refusal):
    """There is no such order of yours."""

    status = 404


class OrderIdWasUsed(Refusal):
    """This id was used for an order with other content; nothing was changed."""

    status = 422


class OrderNoLongerAwaitsPayment(Refusal):
    """The order is no longer waiting for payment."""


class OrderExpired(Refusal):
    """The time to pay for this order is over."""


class OrderIsNotPaid(Refusal):
    """The order is not paid."""


class OrderCannotBeCancelled(Refusal):
    """The kitchen has begun, so this order can no longer be cancelled here."""
