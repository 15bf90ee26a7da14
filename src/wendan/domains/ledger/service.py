"""Postings as `Changes`."""

from uuid import UUID

from wendan.domains.ledger.model import (
    CUSTOMER_MONEY,
    NO_INCOME,
    Income,
    Kind,
    Posting,
    channel_receivable,
    drawer_differences,
    fee_claims,
    fees,
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
    return _between(posting, transaction_id, Kind.VALUE_MOVED, amount, (against, member))


def charge_fee(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """A channel's bill says what it kept for itself; less than nothing where it gave some back."""
    return _between(
        posting, transaction_id, Kind.FEE_CHARGED, amount, (fees(*place), channel_receivable(*place))
    )


def claim_fee(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """Of what was kept, this much was beyond the rate agreed; less than nothing where it was too little."""
    return _between(posting, transaction_id, Kind.FEE_CLAIMED, amount, (fee_claims(*place), fees(*place)))


def count_drawer(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """A counted drawer had so much more than went into it; less than nothing where it lacks some."""
    accounts = (channel_receivable(*place), drawer_differences(*place))
    return _between(posting, transaction_id, Kind.DRAWER_COUNTED, amount, accounts)


def _between(
    posting: Posting, transaction_id: UUID, kind: Kind, amount: Fen, accounts: tuple[str, str]
) -> Changes:
    """Move `amount` to the first account from the second, or back."""
    to, from_ = accounts if amount > 0 else accounts[::-1]
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, kind, Fen(abs(amount)), (to, from_)))
    )


__all__ = [
    "accept",
    "channel_receivable",
    "charge_fee",
    "claim_fee",
    "count_drawer",
    "give_back",
    "move_value",
    "receive",
]
