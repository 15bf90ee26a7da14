"""Why a request about payouts is refused."""

from wendan.kernel.errors import Refusal


class PayoutIsUnknown(Refusal):
    """There is no such payout."""

    status = 404


class PayoutIsRecorded(Refusal):
    """A payout with this number is booked in this account already."""


class PayoutIsToldByBills(Refusal):
    """This channel's bills tell its payouts: only what it paid before the first of them is recorded by hand."""


class PayoutIsInFuture(Refusal):
    """This day has not come yet."""

    status = 422


class ChannelAccountIsUnknown(Refusal):
    """No store of yours has this account at this channel."""

    status = 404
