"""A meal was given on a guarantee that brought no money: its customer may pay it by any way, as long as nothing has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.ordering.model import Order, OrderState
from wendan.domains.ordering.rules import demand_payable
from wendan.domains.ordering.states import SERVED
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.preauth.model import Preauth
from wendan.domains.preauth.states import HOLDING
from wendan.flows.order_file import OrderFile

OWED_FOR: Final = timedelta(minutes=30)
"""How long one attempt to pay an owed meal lives; another may follow."""
_WITHOUT_MONEY: Final = (PaymentState.FAILED, PaymentState.CLOSED)


def is_uncollected(state: OrderState, payments: Sequence[Payment], preauths: Sequence[Preauth]) -> bool:
    """Whether the meal is served, its guarantee was refused or is gone, and nothing else has paid for it."""
    was_held = [preauth for preauth in preauths if preauth.held_at is not None]
    if state not in SERVED or not was_held or any(payment.fate is Fate.KEPT for payment in payments):
        return False
    refused = {payment.number for payment in payments if payment.state in _WITHOUT_MONEY}
    return all(preauth.state not in HOLDING or preauth.number in refused for preauth in was_held)


def demand_payable_or_owed(file: OrderFile, now: datetime) -> None:
    """Raises OrderNoLongerAwaitsPayment, OrderExpired."""
    if not is_uncollected(file.order.state, file.payments, file.preauths):
        demand_payable(file.order, now)


def pays_until(order: Order, now: datetime, before: timedelta) -> datetime:
    """The last moment to pay on a new attempt: a little before the order's own, or a while from now where it is owed."""
    return order.expires_at - before if order.state not in SERVED else now + OWED_FOR
