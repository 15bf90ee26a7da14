"""A cashier takes cash: what they confirm is kept and committed first, then settled by the one door.

Payment, note in the drawer and raw confirmation are one commit, so that a crash at any moment leaves either
nothing or everything that the inbox's alarm clock needs to finish.
"""

from dataclasses import dataclass
from uuid import UUID

from wendan.channels.cash import Confirmation
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.rules import demand_payable
from wendan.domains.payments.errors import (
    PaymentIdWasUsed,
    PaymentIsBeingChecked,
    PaymentMethodIsNotOffered,
)
from wendan.domains.payments.model import Fate, Payment, PaymentWish
from wendan.domains.payments.rules import choose_attempt
from wendan.domains.payments.service import begin
from wendan.domains.payments.states import LIVE
from wendan.domains.routing.rules.accounts import CASH, account_of
from wendan.domains.shifts.model import Cashier, CashMove, Direction, Shift
from wendan.domains.shifts.rules import change_due, demand_shift
from wendan.domains.shifts.service import record
from wendan.domains.shifts.store import MOVES_BY_NUMBERS, OPEN_SHIFT
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.payment_rows import first_query_at, new_payment
from wendan.flows.return_cash import hand_back
from wendan.flows.settle import Receipt, settle
from wendan.flows.sweep import ask_channel
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes
from wendan.platform.inbox import Callback, kept


@dataclass(frozen=True, slots=True)
class CashOnTable:
    """What the customer put down for an order; `client_key` makes it count once."""

    store_id: UUID
    order_id: UUID
    tendered_fen: Fen
    cashier: Cashier
    client_key: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Cash that is committed as taken; `callback` is None when it was confirmed before."""

    payment: Payment
    change_fen: Fen
    callback: Callback | None


async def take_cash(house: House, cash: CashOnTable) -> Fen:
    """Take cash for an order; what goes back over the counter: the change, or all of it if another payment won.

    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment, OrderExpired, PaymentMethodIsNotOffered, ShiftIsNeeded,
    CashIsTooLittle, PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts.
    """
    confirmed = await house.decide("cash", lambda: confirm_once(house, cash))
    payment, callback = confirmed.payment, confirmed.callback
    if callback is not None:
        news = house.channels[CASH].hear(
            callback.account, callback.headers, callback.body, callback.received_at
        )
        assert news is not None
        await settle(house, news, Receipt(callback.store_id, callback.id))
    elif payment.state in LIVE:
        await ask_channel(house, payment)
    file = await _file(house, cash)
    if file.payment(payment.id).fate is not Fate.RETURNING:
        return confirmed.change_fen
    # Somebody paid by phone in the same moment: the cash goes back over the counter it came from.
    await hand_back(house, (cash.store_id, cash.order_id), cash.cashier)
    return cash.tendered_fen


async def confirm_once(house: House, cash: CashOnTable) -> Confirmed:
    """The cashier's word, written down with everything it touches; nothing is settled yet."""
    file = await _file(house, cash)
    account = account_of(file.store.accounts, CASH)
    if account is None or CASH not in house.channels:
        raise PaymentMethodIsNotOffered(channel=CASH)
    numbers = [payment.number for payment in file.payments]
    shift, moves = await house.database.read(
        OPEN_SHIFT,
        MOVES_BY_NUMBERS,
        store_id=cash.store_id,
        drawer_id=cash.cashier.drawer_id,
        numbers=numbers,
    )
    wish = PaymentWish(cash.client_key, CASH, account, CASH, None, None)
    earlier = next((p for p in file.payments if p.client_key == cash.client_key), None)
    if earlier is not None:
        choose_attempt(file.payments, wish)
        return _again(earlier, moves, cash)
    stamp = house.stamp()
    demand_payable(file.order, stamp.now)
    if choose_attempt(file.payments, wish) is not None:
        raise PaymentIsBeingChecked
    change = change_due(file.order.total_fen, cash.tendered_fen)
    payment = new_payment(file, wish, stamp, house.directory.cell)
    return await _commit(house, (file, payment, demand_shift(shift)), cash, (stamp, change))


def _again(earlier: Payment, moves: list[CashMove], cash: CashOnTable) -> Confirmed:
    for move in moves:
        if move.number == earlier.number and move.tendered_fen == cash.tendered_fen:
            return Confirmed(earlier, Fen(cash.tendered_fen - move.amount_fen), None)
    raise PaymentIdWasUsed(payment_id=str(earlier.id))


async def _commit(
    house: House, begun: tuple[OrderFile, Payment, Shift], cash: CashOnTable, at: tuple[Stamp, Fen]
) -> Confirmed:
    (file, fresh, shift), (stamp, change) = begun, at
    move = _move(shift, fresh, cash, stamp)
    callback = _callback(fresh, move, stamp)
    payment, changes = begin(fresh, first_query_at(house, fresh))
    changes += record(shift, move) + kept(callback)
    await house.database.commit(changes + _evidence(file, payment, (move, change), stamp))
    house.hints.changed(cash.store_id, cash.order_id)
    return Confirmed(payment, change, callback)


def _move(shift: Shift, payment: Payment, cash: CashOnTable, stamp: Stamp) -> CashMove:
    return CashMove(
        store_id=payment.store_id,
        id=stamp.id(),
        shift_id=shift.id,
        order_id=payment.order_id,
        number=payment.number,
        direction=Direction.TAKEN,
        amount_fen=payment.amount_fen,
        tendered_fen=cash.tendered_fen,
        staff_id=cash.cashier.staff_id,
        staff_name=cash.cashier.name,
        device_id=cash.cashier.device_id,
        moved_at=stamp.now,
    )


def _callback(payment: Payment, move: CashMove, stamp: Stamp) -> Callback:
    assert move.tendered_fen is not None
    confirmation = Confirmation(
        move_id=move.id,
        number=move.number,
        amount_fen=move.amount_fen,
        tendered_fen=move.tendered_fen,
        change_fen=Fen(move.tendered_fen - move.amount_fen),
        shift_id=move.shift_id,
        staff_id=move.staff_id,
        staff_name=move.staff_name,
        device_id=move.device_id,
        confirmed_at=move.moved_at,
    )
    return Callback(
        payment.store_id,
        stamp.id(),
        CASH,
        payment.account,
        payment.number,
        {},
        confirmation.raw(),
        stamp.now,
    )


def _evidence(file: OrderFile, payment: Payment, taken: tuple[CashMove, Fen], stamp: Stamp) -> Changes:
    move, change = taken
    asked = {"number": payment.number, "channel": payment.channel, "method": payment.method}
    words = {
        "number": payment.number,
        "amount_fen": move.amount_fen,
        "tendered_fen": move.tendered_fen,
        "change_fen": change,
        "by": move.staff_name,
        "staff_id": move.staff_id,
        "device_id": move.device_id,
        "shift": move.shift_id,
    }
    return file.evidence(stamp, Happening("payment-requested", asked), Happening("cash-taken", words))


async def _file(house: House, cash: CashOnTable) -> OrderFile:
    file = await read_order_file(house, cash.store_id, cash.order_id)
    if file is None:
        raise OrderIsUnknown
    return file
