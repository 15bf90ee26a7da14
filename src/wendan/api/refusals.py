"""What the doors themselves refuse, before any flow is asked."""

from wendan.kernel.errors import Refusal


class RequestIsInvalid(Refusal):
    """The request is not of the form this address takes; nothing was changed."""

    status = 400


class AddressIsUnknown(Refusal):
    """There is nothing at this address."""

    status = 404


class MethodIsNotAllowed(Refusal):
    """This address does not take this method."""

    status = 405


class BodyIsTooLarge(Refusal):
    """The request's body is larger than this house takes."""

    status = 413


class TooManyRequests(Refusal):
    """That was too much in a short time; please wait a little."""

    status = 429


class ServiceIsAway(Refusal):
    """The house cannot answer at this moment; nothing is lost, please try again."""

    status = 503


class SomethingBroke(Refusal):
    """Something broke on our side; it has been written down, please try again."""

    status = 500


class SignInIsNotOffered(Refusal):
    """Signing in by a payment app is not set up here."""

    status = 422


class SignInWasRefused(Refusal):
    """The payment app does not know this sign-in code; please open the page again."""

    status = 401


class SignInCannotBeChecked(Refusal):
    """The payment app does not answer; please try to sign in again."""

    status = 503
