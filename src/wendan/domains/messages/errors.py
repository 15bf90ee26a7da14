"""Why a message cannot be read, or a review not be decided."""

from wendan.kernel.errors import Refusal


class MessageIsUnknown(Refusal):
    """You were told no such message."""

    status = 404


class ReviewIsUnknown(Refusal):
    """There is no such review."""

    status = 404


class ReviewIsDecided(Refusal):
    """This review has been decided already; nothing was changed."""


class MonthIsNotOver(Refusal):
    """Only a month that is over can be reviewed."""

    status = 422


class NobodyWasReminded(Refusal):
    """Nobody was reminded in that month: there is nothing to review."""

    status = 404
