"""Why a ticket cannot be moved."""

from wendan.kernel.errors import Refusal


class TicketIsUnknown(Refusal):
    """There is no such ticket in this store."""

    status = 404


class StationIsUnknown(Refusal):
    """Nothing of this ticket is cooked at that station."""

    status = 422


class CredentialIsInvalid(Refusal):
    """This is no pick-up code of this store, or its time is over."""

    status = 422


class MealWasHandedOver(Refusal):
    """This meal was handed over already."""


class TicketCannotDoThat(Refusal):
    """The ticket is not in a state from which this is possible."""
