"""Why an incident cannot be answered."""

from wendan.kernel.errors import Refusal


class IncidentIsUnknown(Refusal):
    """There is no such incident."""

    status = 404


class IncidentIsOver(Refusal):
    """This incident is over, or was dismissed; nothing was changed."""


class TrafficIsMoved(Refusal):
    """The traffic of this incident's channel has been moved already."""


class NowhereToMove(Refusal):
    """No other channel is well enough to take this traffic; nothing was changed."""


class CompensationIsTooSmall(Refusal):
    """Affected customers get at least the share that the policy names; nothing was changed."""

    status = 422


class NobodyToMakeGood(Refusal):
    """This incident met no order that could be made good."""


class IsCompensated(Refusal):
    """The customers of this incident are being made good already."""
