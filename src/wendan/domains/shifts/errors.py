"""Why a drawer cannot be opened, used or closed."""

from wendan.kernel.errors import Refusal


class ShiftIsNeeded(Refusal):
    """Open a shift first: what is taken here belongs to a drawer."""


class ShiftIsOpenAlready(Refusal):
    """A shift is open at this drawer already."""


class ShiftIsClosed(Refusal):
    """This shift is closed."""


class ShiftIsUnknown(Refusal):
    """There is no such shift in this store."""

    status = 404


class ShiftIdWasUsed(Refusal):
    """This id was used for a shift with another float; nothing was changed."""

    status = 422


class OrdersAreUnsynced(Refusal):
    """Orders on this device have not reached us yet; the shift stays open until they have."""


class SlipWasUsed(Refusal):
    """A payment or refund with this terminal's voucher number was entered today; look at the slip again."""


class CashIsTooLittle(Refusal):
    """That is less than the order costs."""

    status = 422
