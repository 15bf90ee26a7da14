"""A paid top-up or repayment stands in the member's account: once, whatever is repeated or killed.

The order lies in its store, the account with head office. The alarm clock that the order's confirmation set carries
the value over: first the account, under a number made of the order's id, then the order is completed and the clock
goes. What dies in between, the clock does again. Money that goes back takes the value first.
"""

from dataclasses import replace
from uuid import UUID

from wendan.domains.balances.model import (
    CREDIT_TIMER,
    AccountKind,
    MoveKind,
    Origin,
    Standing,
    ValueAccount,
    ValueMove,
)
from wendan.domains.balances.rules import demand_left, gift_of, gift_share, is_overdue
from wendan.domains.balances.service import add, new_account, new_move, note, open_account, undo, wake
from wendan.domains.balances.store import (
    COLLECTED_OF_ACCOUNT,
    LENT_OF_ACCOUNT,
    MOVE_BY_NUMBER,
    MOVES_OF_ORDER,
    STANDING_BY_ID,
    STANDING_OF_MEMBER,
)
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.service import resolve
from wendan.domains.incidents.store import OPEN_CASES_OF_TYPE
from wendan.domains.ordering.model import Order, OrderSignal, OrderState, Purpose
from wendan.domains.ordering.service import move as move_order
from wendan.domains.payments.model import Fate
from wendan.domains.refunds.model import Refund, RefundState
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.value_bank import ValueBank
from wendan.kernel.money import Fen
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer

_BOUGHT = (MoveKind.TOP_UP, MoveKind.REPAYMENT)


def bank_of(house: House) -> ValueBank:
    """The books as this house writes them."""
    return ValueBank(house.database, house.clock, house.ids, house.settings.pay_later_days)


async def credit_value(house: House, timer: Timer) -> None:
    """The alarm clock of a paid order that brings value: into the account, then the order is done."""
    file = await _file(house, timer.store_id, timer.order_id)
    if file.order.state is not OrderState.CONFIRMED:
        # Somebody else carried it over while this clock was being set again.
        await house.database.commit(Changes.of(clear_timer(timer)))
        return
    moves = await house.decide("value", lambda: _credit_once(house, file))
    await house.decide("value", lambda: _complete_once(house, timer, moves))
    house.hints.changed(timer.store_id, timer.order_id)
    if file.order.purpose is Purpose.REPAYMENT:
        await _calm(house, moves[0])


async def _credit_once(house: House, file: OrderFile) -> list[ValueMove]:
    order, kind = file.order, _kind(file)
    known, standing = await house.database.read(
        MOVES_OF_ORDER,
        STANDING_OF_MEMBER,
        order_id=order.id,
        merchant_id=file.store.merchant_id,
        member_id=order.diner_id,
        kind=kind,
    )
    bought = [move for move in known if move.kind in (*_BOUGHT, MoveKind.GIFT)]
    if bought:
        return sorted(bought, key=lambda move: move.kind is MoveKind.GIFT)
    account, opening = _account(house, file, standing)
    moves = _bought(house, file, account)
    total = Fen(sum(move.amount_fen for move in moves))
    changes = note(*moves)
    if opening:
        changes += open_account(replace(account, balance_fen=total))
    else:
        changes += add(account.id, total)
    bank = bank_of(house)
    for move in moves:
        changes += bank.book(account, move, file.store)
    changes += await _stop_collecting(house, account, order)
    await house.database.commit(changes)
    return moves


async def _stop_collecting(house: House, account: ValueAccount, order: Order) -> Changes:
    """With a repayment the debts' alarm clocks ring at once: what is repaid is over, whatever was still to be said."""
    if order.purpose is not Purpose.REPAYMENT:
        return NOTHING
    lent = await house.database.read(COLLECTED_OF_ACCOUNT, account_id=account.id)
    return wake(lent, house.clock.now())


def _kind(file: OrderFile) -> AccountKind:
    return AccountKind.BALANCE if file.order.purpose is Purpose.TOP_UP else AccountKind.CREDIT


def _account(house: House, file: OrderFile, standing: Standing | None) -> tuple[ValueAccount, bool]:
    """The member's account, and whether it begins with this order."""
    if standing is not None:
        return standing.account, False
    stamp = house.stamp()
    owner = (file.store.merchant_id, file.order.diner_id)
    return new_account(stamp.id(), owner, _kind(file), Fen(0), stamp.now), True


def _bought(house: House, file: OrderFile, account: ValueAccount) -> list[ValueMove]:
    """What the money that is kept for this order brings, and the gift that comes with it."""
    order, stamp = file.order, house.stamp()
    kept = next(payment for payment in file.payments if payment.fate is Fate.KEPT)
    assert kept.received_fen is not None
    is_top_up = order.purpose is Purpose.TOP_UP
    kind = MoveKind.TOP_UP if is_top_up else MoveKind.REPAYMENT
    origin = Origin(f"{kind.lower()}:{order.id}", order.store_id, order.id, stamp.now, kept.number)
    moves = [new_move(stamp.id(), account.id, kind, kept.received_fen, origin)]
    gift = gift_of(kept.received_fen, house.settings.top_up_gifts) if is_top_up else Fen(0)
    if gift:
        given = replace(origin, number=f"gift:{order.id}")
        moves.append(new_move(stamp.id(), account.id, MoveKind.GIFT, gift, given))
    return moves


async def _complete_once(house: House, timer: Timer, moves: list[ValueMove]) -> None:
    file = await _file(house, timer.store_id, timer.order_id)
    stamp = house.stamp()
    cleared = Changes.of(clear_timer(timer))
    if file.order.state is not OrderState.CONFIRMED:
        await house.database.commit(cleared)
        return
    changes = move_order(file.order, OrderSignal.HAND_OVER, stamp.now)[1]
    words = {move.kind.lower(): move.amount_fen for move in moves}
    await house.database.commit(changes + cleared + file.evidence(stamp, Happening("value-credited", words)))


async def _calm(house: House, repayment: ValueMove) -> None:
    """What was overdue is repaid: its case closes by itself."""
    standing, cases = await house.database.read(
        STANDING_BY_ID,
        OPEN_CASES_OF_TYPE,
        account_id=repayment.account_id,
        type=CaseType.PAY_LATER_OVERDUE,
    )
    stamp = house.stamp()
    if standing is None or is_overdue(standing, stamp.now):
        return
    for case in cases:
        if case.subject == str(repayment.account_id):
            await house.database.commit(resolve(case, "repaid", stamp.now)[1])


async def demand_value_left(house: House, file: OrderFile, amount: Fen) -> None:
    """What a refund of this order would take back is still in the account. Raises ValueIsSpent."""
    if file.order.purpose is Purpose.MEAL:
        return
    if file.order.state is OrderState.CONFIRMED:
        order, now = file.order, house.clock.now()
        await credit_value(house, Timer(order.store_id, CREDIT_TIMER, order.id, order.id, now))
    moves = await house.database.read(MOVES_OF_ORDER, order_id=file.order.id)
    top_up, gift = _credited(moves)
    standing = await house.database.read(STANDING_BY_ID, account_id=top_up.account_id)
    assert standing is not None
    demand_left(standing.account, Fen(amount + gift_share(top_up, gift, amount)))


async def take_value_back(house: House, file: OrderFile, refund: Refund) -> None:
    """Before money of a top-up or repayment leaves, its value has left the account. Raises ValueIsSpent."""
    is_kept = file.payment(refund.payment_id).fate is Fate.KEPT
    if file.order.purpose is not Purpose.MEAL and is_kept:
        await house.decide("value", lambda: _take_back_once(house, file, refund))


async def _take_back_once(house: House, file: OrderFile, refund: Refund) -> None:
    known, moves = await house.database.read(
        MOVE_BY_NUMBER, MOVES_OF_ORDER, number=refund.number, order_id=file.order.id
    )
    top_up, gift = _credited(moves)
    # A refund that failed may have taken it already: the one in its place takes only what is missing.
    wanted = sum(
        each.amount_fen
        for each in file.refunds
        if each.payment_id == refund.payment_id and each.state is not RefundState.FAILED
    )
    amount = Fen(min(refund.amount_fen, wanted - top_up.refunded_fen))
    if known is not None or amount <= 0:
        return
    standing = await house.database.read(STANDING_BY_ID, account_id=top_up.account_id)
    assert standing is not None
    share = gift_share(top_up, gift, amount)
    demand_left(standing.account, Fen(amount + share))
    taken, changes = _undoing(house, top_up, (MoveKind.TAKEN_BACK, amount), refund.number)
    bank = bank_of(house)
    changes += bank.book(standing.account, taken, file.store)
    if gift is not None and share:
        back, undoing = _undoing(house, gift, (MoveKind.GIFT_BACK, share), f"gift:{refund.number}")
        changes += undoing + bank.book(standing.account, back, file.store)
    if top_up.kind is MoveKind.REPAYMENT:
        # Its meals are owed again: each clock finds out by itself.
        lent = await house.database.read(LENT_OF_ACCOUNT, account_id=standing.account.id)
        changes += wake(lent, house.clock.now())
    await house.database.commit(changes + add(standing.account.id, Fen(-amount - share)))


def _undoing(
    house: House, of: ValueMove, what: tuple[MoveKind, Fen], number: str
) -> tuple[ValueMove, Changes]:
    (kind, amount), stamp = what, house.stamp()
    origin = Origin(number, of.order_store_id, of.order_id, stamp.now)
    return undo(new_move(stamp.id(), of.account_id, kind, Fen(-amount), origin), of)


def _credited(moves: list[ValueMove]) -> tuple[ValueMove, ValueMove | None]:
    """What an order brought, and the gift with it."""
    top_up = next(move for move in moves if move.kind in _BOUGHT)
    return top_up, next((move for move in moves if move.kind is MoveKind.GIFT), None)


async def _file(house: House, store_id: UUID, order_id: UUID) -> OrderFile:
    file = await read_order_file(house, store_id, order_id)
    assert file is not None
    return file
