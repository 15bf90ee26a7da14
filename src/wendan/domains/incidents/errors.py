"""Why a case cannot be resolved."""

from wendan.kernel.errors import Refusal


class CaseIsUnknown(Refusal):
    """There is no such case."""

    status = 404


class CaseIsResolved(Refusal):
    """This case was resolved already."""


class ActionDoesNotFit(Refusal):
    """This action does not fit the case."""

    status = 422
