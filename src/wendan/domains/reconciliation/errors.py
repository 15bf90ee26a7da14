"""Why a request about bills is refused."""

from wendan.kernel.errors import Refusal


class BillIsUnknown(Refusal):
    """There is no such bill."""

    status = 404


class DifferenceIsUnknown(Refusal):
    """There is no such difference."""

    status = 404


class DifferenceIsOver(Refusal):
    """This difference is settled already."""
