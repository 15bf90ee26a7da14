"""Why a payment app's page does not make a guest known."""

from wendan.kernel.errors import Refusal


class AuthorisationIsNotOffered(Refusal):
    """This store does not learn who its guests are inside WeChat's browser."""

    status = 422


class AuthorisationIsUnknown(Refusal):
    """This way through WeChat's page was not begun here; please open the page again."""

    status = 404


class AuthorisationIsOver(Refusal):
    """This way through WeChat's page was used already, or its time is over; please open the page again."""


class AuthorisationWasRefused(Refusal):
    """WeChat does not know this code, or it is too old; please open the page again."""

    status = 422


class AuthorisationCodeWasUsed(Refusal):
    """WeChat's code was used before, and is good only once; please open the page again."""

    status = 422


class AuthorisationCannotBeChecked(Refusal):
    """WeChat does not say who you are at this moment; please open the page again."""

    status = 503
