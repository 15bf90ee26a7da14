"""Why a policy cannot be changed."""

from wendan.kernel.errors import Refusal


class PolicyIsInvalid(Refusal):
    """This policy holds a value that cannot be; nothing was changed."""

    status = 422


class PolicyFieldIsUnknown(Refusal):
    """No policy has a field of this name; nothing was changed."""

    status = 422


class PolicyChangedMeanwhile(Refusal):
    """Somebody else has just changed this policy; look at it again before you change it."""
