"""A person's words settle differences, and what a drawer had more or less is booked with them."""

from collections.abc import Sequence

from wendan.domains.ledger.model import Posting
from wendan.domains.ledger.model.days import Book
from wendan.domains.ledger.rules.days import open_day
from wendan.domains.ledger.service import count_drawer, guard_of
from wendan.domains.reconciliation.model import Category, Difference
from wendan.domains.reconciliation.service import settle_by_words
from wendan.flows.house import Stamp
from wendan.platform.changes import Changes


def settled_by_words(
    differences: Sequence[Difference], words: str, stamp: Stamp, book: Book | None
) -> Changes:
    """Whoever ends their case writes these with it; `book`: that of their store."""
    changes = settle_by_words(differences, words, stamp.now)
    counted = [each for each in differences if each.category is Category.DRAWER_DIFFERS]
    for each in counted:
        posting = Posting(each.store_id, each.bill_id, each.id, open_day(book, each.day), stamp.now)
        changes += count_drawer(posting, stamp.id(), (each.channel, each.account), each.gap_fen)
    return changes + guard_of(book, counted[0].store_id) if counted else changes
