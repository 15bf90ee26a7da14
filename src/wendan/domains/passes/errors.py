"""Why no pass is given, and why one is not taken."""

from wendan.kernel.errors import Refusal


class NothingToVouchFor(Refusal):
    """No money for this order is known that is not an order already."""

    status = 404


class PassIsInvalid(Refusal):
    """This is no temporary pick-up code of this store, or it was not shown in its time."""

    status = 422
