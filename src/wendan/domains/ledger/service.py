"""Postings as `Changes`."""

from uuid import UUID

from wendan.domains.ledger.model import (
    CUSTOMER_MONEY,
    NO_INCOME,
    Income,
    Kind,
    Posting,
    channel_receivable,
)
from wendan.domains.ledger.rules import transfer, with_discount
from wendan.domains.ledger.store import TRANSACTION
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


def receive(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: Income = NO_INCOME
) -> Changes:
    """Money came in by a channel: as this income of an order, or for nothing yet."""
    accounts = (receivable, income.account)
    money = transfer(posting, transaction_id, Kind.PAYMENT_RECEIVED, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=False)))


def accept(posting: Posting, transaction_id: UUID, amount: Fen, income: Income) -> Changes:
    """Money that paid for nothing now pays for its order."""
    accounts = (CUSTOMER_MONEY, income.account)
    money = transfer(posting, transaction_id, Kind.MONEY_ACCEPTED, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=False)))


def give_back(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: Income = NO_INCOME
) -> Changes:
    """Money went back by a channel: from the income it was, or from what never was any."""
    accounts = (income.account, receivable)
    money = transfer(posting, transaction_id, Kind.REFUND_PAID, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=True)))


def move_value(posting: Posting, transaction_id: UUID, amount: Fen, *, member: str, against: str) -> Changes:
    """A member's account with us grows by `amount` (shrinks when it is negative); `against` bears it."""
    accounts = (against, member) if amount > 0 else (member, against)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.VALUE_MOVED, Fen(abs(amount)), accounts))
    )


__all__ = ["accept", "channel_receivable", "give_back", "move_value", "receive"]
