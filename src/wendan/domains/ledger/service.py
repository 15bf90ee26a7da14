"""Postings as `Changes`."""

from uuid import UUID

from wendan.domains.ledger.model import CUSTOMER_MONEY, SALES, Kind, Posting, channel_receivable
from wendan.domains.ledger.rules import transfer
from wendan.domains.ledger.store import TRANSACTION
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


def receive(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, *, is_sale: bool
) -> Changes:
    """Money came in by a channel: for an order, or for nothing yet."""
    accounts = (receivable, SALES if is_sale else CUSTOMER_MONEY)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.PAYMENT_RECEIVED, amount, accounts))
    )


def accept(posting: Posting, transaction_id: UUID, amount: Fen) -> Changes:
    """Money that paid for nothing now pays for its order."""
    accounts = (CUSTOMER_MONEY, SALES)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.MONEY_ACCEPTED, amount, accounts))
    )


def give_back(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, *, is_sale: bool
) -> Changes:
    """Money went back by a channel: from a sale, or from what was never a sale."""
    accounts = (SALES if is_sale else CUSTOMER_MONEY, receivable)
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, Kind.REFUND_PAID, amount, accounts))
    )


__all__ = ["accept", "channel_receivable", "give_back", "receive"]
