"""Which accounts a movement of money touches."""

from dataclasses import replace
from uuid import UUID

from wendan.domains.ledger.model import Income, Kind, Posting, Transaction
from wendan.kernel.money import Fen


def transfer(
    posting: Posting, transaction_id: UUID, kind: Kind, amount: Fen, accounts: tuple[str, str]
) -> Transaction:
    """Move `amount` to the first account from the second (debit the first, credit the second)."""
    to, from_ = accounts
    return Transaction(
        store_id=posting.store_id,
        id=transaction_id,
        order_id=posting.order_id,
        kind=kind,
        subject_id=posting.subject_id,
        business_day=posting.business_day,
        posted_at=posting.posted_at,
        accounts=[to, from_],
        amounts_fen=[amount, Fen(-amount)],
        moved_on=posting.moved_on,
    )


def with_discount(money: Transaction, income: Income, *, is_back: bool) -> Transaction:
    """The same movement, with what a coupon takes off as two entries more: the sale counts whole, and its cost beside it.

    The money itself stays the first entry. `is_back`: the sale is undone, and its cost with it.
    """
    if not income.discount_fen:
        return money
    pair = [income.account, income.borne_by] if is_back else [income.borne_by, income.account]
    return replace(
        money,
        accounts=[*money.accounts, *pair],
        amounts_fen=[*money.amounts_fen, income.discount_fen, Fen(-income.discount_fen)],
    )
