"""Why money cannot be held for an order."""

from wendan.kernel.errors import Refusal


class PreauthIsNotOffered(Refusal):
    """This order is not paid by letting money be held this way."""

    status = 422


class GuaranteeIsNeeded(Refusal):
    """This order is paid at once, or its amount is held first; it cannot be paid later."""


class ConsentIsOutdated(Refusal):
    """The words you agreed to are not those in force; please read them again."""

    status = 422


class PreauthIdWasUsed(Refusal):
    """This id was used to hold money another way; nothing was changed."""

    status = 422


class TooManyHolds(Refusal):
    """This order has been tried too often; please pay it, or order again."""
