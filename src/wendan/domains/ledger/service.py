"""Postings as `Changes`."""

from uuid import UUID

from wendan.domains.ledger.model import CUSTOMER_MONEY, SALES, Kind, Posting, channel_receivable
from wendan.domains.ledger.rules import transfer
from wendan.domains.ledger.store import TRANSACTION
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


def receive(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: str = CUSTOMER_MONEY
) -> Changes:
    """Money came in by a channel: as this income of an order, or for nothing yet."""
    accounts = (receivable, income)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.PAYMENT_RECEIVED, amount, accounts))
    )


def accept(posting: Posting, transaction_id: UUID, amount: Fen, income: str = SALES) -> Changes:
    """Money that paid for nothing now pays for its order."""
    accounts = (CUSTOMER_MONEY, income)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.MONEY_ACCEPTED, amount, accounts))
    )


def give_back(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: str = CUSTOMER_MONEY
) -> Changes:
    """Money went back by a channel: from the income it was, or from what never was any."""
    accounts = (income, receivable)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.REFUND_PAID, amount, accounts))
    )


def move_value(posting: Posting, transaction_id: UUID, amount: Fen, *, member: str, against: str) -> Changes:
    """A member's account with us grows by `amount` (shrinks when it is negative); `against` bears it."""
    accounts = (against, member) if amount > 0 else (member, against)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.VALUE_MOVED, Fen(abs(amount)), accounts))
    )


__all__ = ["accept", "channel_receivable", "give_back", "move_value", "receive"]
