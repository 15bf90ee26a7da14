"""When a failure is to be told by a message, unless a page has shown it before."""

from datetime import datetime, timedelta

from wendan.domains.payments.model import Payment
from wendan.domains.payments.service import wake_teller
from wendan.flows.ladder_file import REMINDED
from wendan.flows.order_file import OrderFile
from wendan.kernel.news import Cause
from wendan.platform.changes import NOTHING, Changes


def clock_of_failure(file: OrderFile, payment: Payment, now: datetime) -> Changes:
    """Set by the commit that knows the failure. At a till the customer stands before us; who cancelled knows it."""
    policy = file.policy.failures
    if file.order.entry not in REMINDED or payment.cause is Cause.CUSTOMER_CANCELLED or not policy.ways:
        return NOTHING
    return wake_teller(payment, now + timedelta(seconds=policy.tell_after_seconds))
