"""A cashier says that money was taken: cash in the drawer, a card at the terminal. Kept first, then settled by the one door.

Payment, line in the journal and raw confirmation are one commit, so that a crash at any moment leaves either
nothing or everything that the inbox's alarm clock needs to finish.
"""

from dataclasses import dataclass
from uuid import UUID

from wendan.channels.counter import Confirmation
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.rules import business_day
from wendan.domains.payments.errors import (
    PaymentIdWasUsed,
    PaymentIsBeingChecked,
    PaymentMethodIsNotOffered,
)
from wendan.domains.payments.model import Payment, PaymentWish
from wendan.domains.payments.rules import choose_attempt
from wendan.domains.payments.service import begin
from wendan.domains.payments.states import LIVE
from wendan.domains.routing.rules.accounts import account_of
from wendan.domains.shifts.model import Cashier, CashMove, Direction, Shift, Slip
from wendan.domains.shifts.rules import change_due, demand_fresh_slip, demand_shift
from wendan.domains.shifts.service import record
from wendan.domains.shifts.store import MOVE_BY_SLIP, MOVES_BY_NUMBERS, OPEN_SHIFT
from wendan.flows.carry_coupon import carried_by
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.owed import demand_payable_or_owed
from wendan.flows.payment_rows import first_query_at, new_payment
from wendan.flows.settle import Receipt, settle
from wendan.flows.sweep import ask_channel
from wendan.kernel.money import NO_FEN, Fen
from wendan.platform.changes import Changes
from wendan.platform.inbox import Callback, kept


@dataclass(frozen=True, slots=True)
class Taking:
    """Money for an order at the counter, as cash (`tendered_fen`) or by a card's `slip`; `client_key` makes it count once."""

    store_id: UUID
    order_id: UUID
    channel: str
    method: str
    cashier: Cashier
    client_key: str
    tendered_fen: Fen | None = None
    slip: Slip | None = None
    coupon_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Money that is committed as taken; `callback` is None when it was confirmed before."""

    payment: Payment
    change_fen: Fen
    callback: Callback | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment as it stands in the end, and the change that is due."""

    payment: Payment
    change_fen: Fen


async def take(house: House, taking: Taking) -> Taken:
    """Take money for an order. Raises what `confirm_taking_once` raises."""
    confirmed = await house.decide("counter", lambda: confirm_taking_once(house, taking))
    payment, callback = confirmed.payment, confirmed.callback
    if callback is not None:
        news = house.channels[taking.channel].hear(
            callback.account, callback.headers, callback.body, callback.received_at
        )
        assert news is not None
        await settle(house, news, Receipt(callback.store_id, callback.id))
    elif payment.state in LIVE:
        await ask_channel(house, payment)
    file = await _file(house, taking)
    return Taken(file.payment(payment.id), confirmed.change_fen)


async def confirm_taking_once(house: House, taking: Taking) -> Confirmed:
    """The cashier's word, written down with everything it touches; nothing is settled yet.

    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment, OrderExpired, PaymentMethodIsNotOffered, ShiftIsNeeded,
    CashIsTooLittle, SlipWasUsed, PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts; with a coupon, what
    `promotions.rules.demand_usable` raises.
    """
    file = await _file(house, taking)
    account = account_of(file.store.accounts, taking.channel)
    channel = house.channels.get(taking.channel)
    if account is None or channel is None or taking.method not in channel.methods:
        raise PaymentMethodIsNotOffered(channel=taking.channel)
    stamp = house.stamp()
    shift, moves, same_slip = await house.database.read(
        OPEN_SHIFT,
        MOVES_BY_NUMBERS,
        MOVE_BY_SLIP,
        store_id=taking.store_id,
        drawer_id=taking.cashier.drawer_id,
        numbers=[payment.number for payment in file.payments],
        terminal_no=taking.slip and taking.slip.terminal_no,
        voucher=taking.slip and taking.slip.voucher,
        business_day=business_day(stamp.now, file.store.timezone),
    )
    who = (taking.client_key, taking.channel, account, taking.method)
    wish = PaymentWish(*who, None, None, taking.coupon_id)
    earlier = next((p for p in file.payments if p.client_key == taking.client_key), None)
    if earlier is not None:
        choose_attempt(file.payments, wish)
        return _again(earlier, moves, taking)
    demand_payable_or_owed(file, stamp.now)
    if choose_attempt(file.payments, wish) is not None:
        raise PaymentIsBeingChecked
    demand_fresh_slip(same_slip)
    wish, held, happenings = await carried_by(house, file, wish, (stamp, True))
    payment = new_payment(file, wish, stamp, house.directory.cell)
    tendered = taking.tendered_fen
    change = NO_FEN if tendered is None else change_due(payment.amount_fen, tendered)
    begun = _Begun(file, payment, demand_shift(shift), held, happenings)
    return await _commit(house, begun, taking, (stamp, change))


def _again(earlier: Payment, moves: list[CashMove], taking: Taking) -> Confirmed:
    for move in moves:
        is_same = (move.tendered_fen, move.slip) == (taking.tendered_fen, taking.slip)
        if move.number == earlier.number and is_same:
            change = NO_FEN if move.tendered_fen is None else Fen(move.tendered_fen - move.amount_fen)
            return Confirmed(earlier, change, None)
    raise PaymentIdWasUsed(payment_id=str(earlier.id))


@dataclass(frozen=True, slots=True)
class _Begun:
    """The new attempt, and what its coupon has written with it."""

    file: OrderFile
    fresh: Payment
    shift: Shift
    held: Changes
    happenings: list[Happening]


async def _commit(house: House, begun: _Begun, taking: Taking, at: tuple[Stamp, Fen]) -> Confirmed:
    file, fresh, shift, (stamp, change) = begun.file, begun.fresh, begun.shift, at
    move = _move(file, (shift, fresh), taking, stamp)
    callback = _callback(fresh, (move, change), stamp)
    payment, changes = begin(fresh, first_query_at(house, fresh))
    changes += begun.held + record(shift, move) + kept(callback)
    said = [*begun.happenings, *_happenings(payment, (move, change))]
    await house.database.commit(changes + file.evidence(stamp, *said))
    house.hints.changed(taking.store_id, taking.order_id)
    return Confirmed(payment, change, callback)


def _move(file: OrderFile, into: tuple[Shift, Payment], taking: Taking, stamp: Stamp) -> CashMove:
    shift, payment = into
    return CashMove(
        store_id=payment.store_id,
        id=stamp.id(),
        shift_id=shift.id,
        order_id=payment.order_id,
        number=payment.number,
        direction=Direction.TAKEN,
        amount_fen=payment.amount_fen,
        tendered_fen=taking.tendered_fen,
        staff_id=taking.cashier.staff_id,
        staff_name=taking.cashier.name,
        device_id=taking.cashier.device_id,
        moved_at=stamp.now,
        channel=taking.channel,
        terminal_no=taking.slip.terminal_no if taking.slip else None,
        voucher=taking.slip.voucher if taking.slip else None,
        business_day=business_day(stamp.now, file.store.timezone),
    )


def _callback(payment: Payment, taken: tuple[CashMove, Fen], stamp: Stamp) -> Callback:
    move, change = taken
    confirmation = Confirmation(
        move_id=move.id,
        number=move.number,
        amount_fen=move.amount_fen,
        shift_id=move.shift_id,
        staff_id=move.staff_id,
        staff_name=move.staff_name,
        device_id=move.device_id,
        confirmed_at=move.moved_at,
        tendered_fen=move.tendered_fen,
        change_fen=change,
        terminal_no=move.terminal_no,
        voucher=move.voucher,
    )
    number, account, channel = payment.number, payment.account, payment.channel
    raw = confirmation.raw()
    return Callback(payment.store_id, stamp.id(), channel, account, number, {}, raw, stamp.now)


def _happenings(payment: Payment, taken: tuple[CashMove, Fen]) -> list[Happening]:
    move, change = taken
    asked = {"number": payment.number, "channel": payment.channel, "method": payment.method}
    words: dict[str, object] = {
        "number": payment.number,
        "amount_fen": move.amount_fen,
        "by": move.staff_name,
        "staff_id": move.staff_id,
        "device_id": move.device_id,
        "shift": move.shift_id,
    }
    if move.slip is None:
        kind, words = "cash-taken", {**words, "tendered_fen": move.tendered_fen, "change_fen": change}
    else:
        slip = {"terminal_no": move.terminal_no, "voucher": move.voucher}
        kind, words = "card-taken", {**words, **slip}
    return [Happening("payment-requested", asked), Happening(kind, words)]


async def _file(house: House, taking: Taking) -> OrderFile:
    file = await read_order_file(house, taking.store_id, taking.order_id)
    if file is None:
        raise OrderIsUnknown
    return file
