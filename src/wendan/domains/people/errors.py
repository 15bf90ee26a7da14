"""Why somebody is not let in."""

from wendan.kernel.errors import Refusal


class SignInNeeded(Refusal):
    """Sign in first."""

    status = 401


class NotAllowed(Refusal):
    """You may not do this."""

    status = 403


class StaffTokenIsUnknown(Refusal):
    """There is no such staff token."""

    status = 404
