"""Which accounts a movement of money touches."""

from uuid import UUID

from wendan.domains.ledger.model import Kind, Posting, Transaction
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
    )
