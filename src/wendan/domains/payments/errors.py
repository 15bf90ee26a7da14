"""Why a payment cannot be begun."""

from wendan.kernel.errors import Refusal


class PaymentIdWasUsed(Refusal):
    """This id was used for another payment of the order; nothing was changed."""

    status = 422


class PaymentMethodIsNotOffered(Refusal):
    """This store does not offer this way to pay."""

    status = 422


class PayerIsMissing(Refusal):
    """This way to pay needs to know who pays; sign in again."""

    status = 422


class AuthCodeIsMissing(Refusal):
    """The customer's payment code must be scanned for this way to pay."""

    status = 422


class PaymentIsBeingChecked(Refusal):
    """Your money has arrived and is being checked; please do not pay again."""


class TooManyAttempts(Refusal):
    """This order was tried too often; please ask the staff."""
