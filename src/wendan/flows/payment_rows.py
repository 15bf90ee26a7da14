"""New payments with their numbers, and the names by which a channel is asked about them."""

from datetime import datetime, timedelta
from typing import Final

from wendan.channels.port import PaymentKey
from wendan.domains.payments.model import Fate, Payment, PaymentState, PaymentWish
from wendan.domains.payments.rules import closable_at, next_query_at
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.owed import pays_until
from wendan.kernel.money import Fen
from wendan.kernel.numbers import PAYMENT
from wendan.kernel.scene import Scene

# WeChat's own last moment to pay lies a little before ours, so that a close finds nothing in flight.
CHANNEL_EXPIRES_BEFORE: Final = timedelta(seconds=5)


def key_of(payment: Payment) -> PaymentKey:
    """How a channel is asked about this payment."""
    return PaymentKey(
        account=payment.account,
        number=payment.number,
        method=payment.method,
        requested_at=payment.requested_at,
        expires_at=payment.expires_at,
        reference=payment.reference,
    )


def scene_of(house: House, payment: Payment) -> Scene:
    """How this payment is made; what this house no longer knows counts as a code to scan."""
    channel = house.channels.get(payment.channel)
    return Scene.QR if channel is None else channel.methods.get(payment.method, Scene.QR)


def query_schedule(house: House, payment: Payment) -> tuple[int, ...]:
    """Gaps between questions: whoever stands at the counter is not kept waiting."""
    at_counter = scene_of(house, payment) is Scene.BARCODE
    return house.settings.barcode_schedule_s if at_counter else house.settings.query_schedule_s


def first_query_at(house: House, payment: Payment) -> datetime:
    """When the channel is asked for the first time what became of a new payment."""
    return next_query_at(0, query_schedule(house, payment), payment.requested_at)


def closable_from(house: House, payment: Payment) -> datetime:
    """From here on a close makes sense; a barcode is reversed as soon as its channel takes that."""
    at_counter = scene_of(house, payment) is Scene.BARCODE
    settings = house.settings
    return closable_at(payment, settings.reverse_not_before_s if at_counter else settings.close_not_before_s)


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
        amount_fen=Fen(file.order.total_fen - wish.discount_fen),
        payer=wish.payer,
        client_ip=wish.client_ip,
        state=PaymentState.CREATED,
        fate=Fate.NONE,
        version=1,
        parameters=None,
        prepared_at=None,
        expires_at=pays_until(file.order, stamp.now, CHANNEL_EXPIRES_BEFORE),
        requested_at=stamp.now,
        asked_times=0,
        asked_at=None,
        reference=None,
        received_fen=None,
        paid_at=None,
        known_at=None,
        cause=None,
        proof_id=None,
        coupon_id=wish.coupon_id,
        discount_fen=wish.discount_fen,
        away=wish.away,
    )
