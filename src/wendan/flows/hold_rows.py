"""The names by which a channel is asked about held money, and the payment that is taken of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from wendan.channels.preauth import CaptureAsk, HoldKey, ReleaseAsk
from wendan.domains.payments.model import Payment, PaymentWish
from wendan.domains.preauth.model import Preauth
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.payment_rows import new_payment
from wendan.kernel.money import Fen
from wendan.kernel.numbers import RELEASE

DESCRIPTION_LENGTH: Final = 127
# A taking has no last moment; the column wants one, and no channel hears of it.
NEVER_EXPIRES: Final = timedelta(days=365)


def description_of(file: OrderFile) -> str:
    """What the customer reads in the payment app."""
    return f"{file.store.name} 订单"[:DESCRIPTION_LENGTH]


def hold_key(preauth: Preauth) -> HoldKey:
    """How a channel is asked about this hold."""
    return HoldKey(preauth.account, preauth.number, preauth.reference)


def release_ask(house: House, file: OrderFile, preauth: Preauth) -> ReleaseAsk:
    """All of it goes back, always under the same number."""
    number = file.next_number(RELEASE, house.directory.cell, preauth.attempt)
    held = preauth.held_fen or preauth.amount_fen
    return ReleaseAsk(hold_key(preauth), number, held, str(preauth.why or ""))


def capture_ask(file: OrderFile, preauth: Preauth, payment: Payment) -> CaptureAsk:
    """What the customer owes is taken, the rest of the hold goes back with it."""
    return CaptureAsk(
        hold_key(preauth), payment.number, payment.amount_fen, description_of(file), preauth.payer or ""
    )


def capture_payment(house: House, file: OrderFile, preauth: Preauth, stamp: Stamp) -> Payment:
    """The payment that is taken of the hold, under the hold's own number: never more than is held."""
    wish = PaymentWish(
        client_key=f"hold:{preauth.number}",
        channel=preauth.channel,
        account=preauth.account,
        method=preauth.method,
        payer=preauth.payer,
        client_ip=None,
    )
    held = preauth.held_fen or preauth.amount_fen
    return replace(
        new_payment(file, wish, stamp, house.directory.cell),
        number=preauth.number,
        amount_fen=Fen(min(file.order.total_fen, held)),
        expires_at=stamp.now + NEVER_EXPIRES,
    )
