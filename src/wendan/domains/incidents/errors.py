"""Why a case cannot be resolved."""

from wendan.kernel.errors import Refusal


class CaseIsUnknown(Refusal):
    """There is no such case."""

    status = 404


class CaseIsResolved(Refusal):
    """This case was resolved already."""


class AnotherPersonMustConfirm(Refusal):
    """You proposed this yourself; another person must confirm it."""

    status = 403


class ProposalDiffers(Refusal):
    """Something else was proposed for this case; look at it again."""


class CaseIsUnderWay(Refusal):
    """A decision about this case is being carried out at this moment."""


class TotalDiffers(Refusal):
    """The dishes cost something else than the money that is here."""

    status = 422


class MoneyHasItsHome(Refusal):
    """This money pays for an order of this store already."""


class ActionDoesNotFit(Refusal):
    """This action does not fit the case."""

    status = 422
