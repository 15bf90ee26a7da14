"""A cashier takes cash, and gives change, or all of it back where another payment was faster."""

from dataclasses import dataclass
from uuid import UUID

from wendan.domains.payments.model import Fate
from wendan.domains.routing.rules.accounts import CASH
from wendan.domains.shifts.model import Cashier
from wendan.flows.house import House
from wendan.flows.return_cash import hand_back
from wendan.flows.take_at_counter import Confirmed, Taking, confirm_taking_once, take
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class CashOnTable:
    """What the customer put down for an order; `client_key` makes it count once."""

    store_id: UUID
    order_id: UUID
    tendered_fen: Fen
    cashier: Cashier
    client_key: str
    coupon_id: UUID | None = None


async def take_cash(house: House, cash: CashOnTable) -> Fen:
    """Take cash for an order; what goes back over the counter: the change, or all of it if another payment won.

    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment, OrderExpired, PaymentMethodIsNotOffered, ShiftIsNeeded,
    CashIsTooLittle, PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts.
    """
    taken = await take(house, _taking(cash))
    if taken.payment.fate is not Fate.RETURNING:
        return taken.change_fen
    # Somebody paid by phone in the same moment: the cash goes back over the counter it came from.
    await hand_back(house, (cash.store_id, cash.order_id), cash.cashier)
    return cash.tendered_fen


async def confirm_once(house: House, cash: CashOnTable) -> Confirmed:
    """The cashier's word, written down with everything it touches; nothing is settled yet."""
    return await confirm_taking_once(house, _taking(cash))


def _taking(cash: CashOnTable) -> Taking:
    place = (cash.store_id, cash.order_id)
    return Taking(
        *place, CASH, CASH, cash.cashier, cash.client_key, cash.tendered_fen, coupon_id=cash.coupon_id
    )
