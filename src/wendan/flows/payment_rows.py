"""New payments with their numbers, for every flow that collects money."""

from datetime import timedelta
from typing import Final

from wendan.domains.payments.model import Fate, Payment, PaymentState, PaymentWish
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.numbers import PAYMENT

# WeChat's own last moment to pay lies a little before ours, so that a close finds nothing in flight.
CHANNEL_EXPIRES_BEFORE: Final = timedelta(seconds=5)


def new_payment(file: OrderFile, wish: PaymentWish, stamp: Stamp, cell: str) -> Payment:
    """The order's next attempt, which nobody has heard of yet."""
    attempt = len(file.payments) + 1
    return Payment(
        store_id=file.order.store_id,
        id=stamp.id(),
        order_id=file.order.id,
        attempt=attempt,
        number=file.next_number(PAYMENT, cell, attempt),
        client_key=wish.client_key,
        channel=wish.channel,
        account=wish.account,
        method=wish.method,
        amount_fen=file.order.total_fen,
        payer=wish.payer,
        client_ip=wish.client_ip,
        state=PaymentState.CREATED,
        fate=Fate.NONE,
        version=1,
        parameters=None,
        prepared_at=None,
        expires_at=file.order.expires_at - CHANNEL_EXPIRES_BEFORE,
        requested_at=stamp.now,
        asked_times=0,
        asked_at=None,
        reference=None,
        received_fen=None,
        paid_at=None,
        known_at=None,
        cause=None,
        proof_id=None,
    )
