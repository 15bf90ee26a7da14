"""The payment's state table; docs/reference/states.md shows the same."""

from wendan.domains.payments.model import PaymentSignal, PaymentState
from wendan.kernel.states import StateTable

# MISSING right after asking is normal (channels.md §11.4), so it never moves anything by itself.
# Queries are begun only while nothing is certain: MISSING after a success answers a question from before it.
# FAILED and CLOSED still become SUCCEEDED when the channel says so: late money.
PAYMENT = StateTable(
    PaymentState,
    PaymentSignal,
    """
              REQUEST    MISSING  ACCEPTED  SILENT   SUCCEEDED  DECLINED  CLOSED
    CREATED   REQUESTED  !        !         =        SUCCEEDED  FAILED    CLOSED
    REQUESTED =          =        PENDING   UNKNOWN  SUCCEEDED  FAILED    CLOSED
    PENDING   =          =        =         UNKNOWN  SUCCEEDED  FAILED    CLOSED
    UNKNOWN   =          =        PENDING   =        SUCCEEDED  FAILED    CLOSED
    SUCCEEDED =          =        =         =        =          !         !
    FAILED    =          =        =         =        SUCCEEDED  =         =
    CLOSED    =          =        =         =        SUCCEEDED  =         =
    """,
)

LIVE = (PaymentState.CREATED, PaymentState.REQUESTED, PaymentState.PENDING, PaymentState.UNKNOWN)
