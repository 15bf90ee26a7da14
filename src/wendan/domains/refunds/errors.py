"""Why money cannot go back."""

from wendan.kernel.errors import Refusal


class RefundExceedsPayment(Refusal):
    """More would be refunded than was paid."""

    status = 422


class RefundIdWasUsed(Refusal):
    """This id was used for another refund of the order; nothing was changed."""

    status = 422


class NothingToRefund(Refusal):
    """No money of this order is here to be refunded."""
