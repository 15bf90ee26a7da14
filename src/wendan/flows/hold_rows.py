"""The names by which a channel is asked about held money, and the payment that is taken of it."""

from datetime import timedelta
from typing import Final

from wendan.channels.preauth import CaptureAsk, HoldKey, ReleaseAsk
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.preauth.model import Preauth
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
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


def capture_payment(file: OrderFile, preauth: Preauth, stamp: Stamp) -> Payment:
    """The payment that is taken of the hold, under the hold's own number: never more than is held."""
    held = preauth.held_fen or preauth.amount_fen
    return Payment(
        store_id=file.order.store_id,
        id=stamp.id(),
        order_id=file.order.id,
        attempt=len(file.payments) + 1,
        number=preauth.number,
        client_key=f"hold:{preauth.number}",
        channel=preauth.channel,
        account=preauth.account,
        method=preauth.method,
        amount_fen=Fen(min(file.order.total_fen, held)),
        payer=preauth.payer,
        client_ip=None,
        state=PaymentState.CREATED,
        fate=Fate.NONE,
        version=1,
        parameters=None,
        prepared_at=None,
        expires_at=stamp.now + NEVER_EXPIRES,
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
