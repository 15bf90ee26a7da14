"""Why a diner cannot order, appeal or be listed, and why a scorecard cannot be promoted."""

from wendan.kernel.errors import Refusal


class DinerIsBlacklisted(Refusal):
    """Ordering is paused for you, because orders were left unpaid again and again; you may appeal."""

    status = 403


class EntryIsUnknown(Refusal):
    """There is no such entry on the blacklist."""

    status = 404


class DinerIsListedAlready(Refusal):
    """This diner is on the blacklist already."""


class EntryHasEnded(Refusal):
    """This entry of the blacklist is in force no more."""


class NothingToAppeal(Refusal):
    """You are on no blacklist, so there is nothing to appeal against."""

    status = 404


class AppealIsTooLate(Refusal):
    """The time to appeal against this is over."""


class AppealWasMade(Refusal):
    """You have appealed already; a person decides, or has decided."""


class NoAppealWaits(Refusal):
    """No appeal waits for an answer here."""


class AnotherPersonMustLift(Refusal):
    """You proposed this removal yourself; another person must confirm it."""

    status = 403


class DecisionIsUnknown(Refusal):
    """This order's risk was not judged."""

    status = 404


class ScorecardIsUnknown(Refusal):
    """There is no such scorecard."""

    status = 404


class ScorecardIsNoChallenger(Refusal):
    """Only a challenger can be promoted."""


class AnotherPersonMustPromote(Refusal):
    """You proposed this scorecard yourself; another person must confirm it."""

    status = 403
