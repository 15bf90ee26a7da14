"""Every change of an account, as `Changes`. Amounts are added, so what happens at one moment is never lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.balances.model import (
    DEBT_TIMER,
    AccountKind,
    Balance,
    MoveKind,
    Origin,
    Terms,
    Undone,
    ValueAccount,
    ValueMove,
)
from wendan.domains.balances.store import ACCOUNT, BALANCE, MOVE, TERMS, UNDONE
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, set_timer

FIRST_LOOK: Final = timedelta(hours=1)


def new_account(
    account_id: UUID, owner: tuple[UUID, UUID], kind: AccountKind, limit: Fen, now: datetime
) -> ValueAccount:
    """An account nobody has used yet; `owner` is (merchant, member)."""
    return ValueAccount(HEAD_OFFICE, account_id, *owner, kind, Fen(0), limit, True, now, 1)


def open_account(account: ValueAccount) -> Changes:
    """The account's first row, with whatever balance it begins with."""
    return Changes.of(ACCOUNT.insert(account))


def agree(account: ValueAccount, limit: Fen, *, is_open: bool) -> tuple[ValueAccount, Changes]:
    """Another limit, or whether it may be used at all; its balance is left alone."""
    agreed = replace(account, limit_fen=limit, is_open=is_open, version=account.version + 1)
    terms = Terms(account.store_id, account.id, limit, is_open, agreed.version)
    return agreed, Changes.of(TERMS.update(terms))


def new_move(
    move_id: UUID, account_id: UUID | None, kind: MoveKind, amount: Fen, origin: Origin
) -> ValueMove:
    """A movement; nothing of it has gone the other way yet."""
    return ValueMove(
        store_id=HEAD_OFFICE,
        id=move_id,
        account_id=account_id,
        number=origin.number,
        kind=kind,
        amount_fen=amount,
        refunded_fen=Fen(0),
        of_id=None,
        due_at=None,
        moved_at=origin.moved_at,
        words=origin.words,
        order_store_id=origin.order_store_id,
        order_id=origin.order_id,
    )


def add(account_id: UUID, amount: Fen) -> Changes:
    """More, or with a negative amount less, in the account; its constraint refuses what it does not hold."""
    return Changes.of(BALANCE.add(Balance(HEAD_OFFICE, account_id, amount)))


def note(*moves: ValueMove) -> Changes:
    """The moves, once per number."""
    return Changes(tuple(MOVE.insert(move) for move in moves))


def undo(move: ValueMove, of: ValueMove) -> tuple[ValueMove, Changes]:
    """`move` gives back a part of `of`, and never more in all than that was."""
    undoing = replace(move, of_id=of.id)
    undone = Undone(HEAD_OFFICE, of.id, Fen(abs(move.amount_fen)))
    return undoing, Changes.of(UNDONE.add(undone), MOVE.insert(undoing))


def lend(payment: ValueMove, due_at: datetime) -> tuple[ValueMove, Changes]:
    """A payment that is owed until `due_at`; its alarm clock rings soon and finds out when to remind of it."""
    lent = replace(payment, due_at=due_at)
    return lent, Changes.of(MOVE.insert(lent)) + wake([lent], payment.moved_at + FIRST_LOOK)


def wake(lent: Sequence[ValueMove], at: datetime) -> Changes:
    """The alarm clocks of these debts ring then."""
    return Changes(tuple(set_timer(_timer(each, at)) for each in lent))


def _timer(payment: ValueMove, due_at: datetime) -> Timer:
    return Timer(HEAD_OFFICE, DEBT_TIMER, payment.id, payment.order_id, due_at)
