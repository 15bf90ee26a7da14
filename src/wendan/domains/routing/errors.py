"""Why a route cannot be switched."""

from wendan.kernel.errors import Refusal


class ChannelIsUnknown(Refusal):
    """This house has no such channel."""

    status = 422


class SwitchIsUnknown(Refusal):
    """There is no such switch."""

    status = 404


class NothingWouldBeLeft(Refusal):
    """Traffic moves to another channel that is set up, never to itself."""

    status = 422
