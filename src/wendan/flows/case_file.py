"""One case with the money it is about, as those who may decide it see it."""

from dataclasses import dataclass
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import OWNER_OF_STORE
from wendan.domains.incidents.errors import CaseIsUnknown
from wendan.domains.incidents.model import Case
from wendan.domains.incidents.store import MY_CASE
from wendan.domains.ledger.model.days import Book
from wendan.domains.ledger.store.days import BOOK_OF_STORE
from wendan.domains.payments.model import Payment, PaymentFact
from wendan.domains.reconciliation.model import Difference
from wendan.domains.reconciliation.store.tables import IN_CASE
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.settle_difference import settled_by_words
from wendan.flows.unclaimed import UNCLAIMED_OF_CASE, Unclaimed
from wendan.platform.changes import Changes


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Which case, and for whom: `merchant_id` is None for an operator, who sees every case."""

    store_id: UUID
    case_id: UUID
    merchant_id: UUID | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The case, its order if it has one, money that leads to no order if it is about that, and differences it holds.

    `book`: its store's, into whose past those are booked.
    """

    case: Case
    order: OrderFile | None
    unclaimed: Unclaimed | None
    differences: list[Difference]
    book: Book | None

    def settled(self, words: str, stamp: Stamp) -> Changes:
        """The differences between the books that wait in this case: whoever ends it writes them with it."""
        return settled_by_words(self.differences, words, stamp, self.book)

    @property
    def money(self) -> tuple[Payment, PaymentFact] | None:
        """The order's money that waits in this case."""
        if self.order is None:
            return None
        for fact in self.order.facts:
            if fact.bound_id == self.case.id:
                payment = self.order.payment_of(fact.number)
                assert payment is not None
                return payment, fact
        return None


async def read_case_file(house: House, place: CasePlace) -> CaseFile:
    """Raises CaseIsUnknown."""
    case, unclaimed, differences, book = await house.database.read(
        MY_CASE,
        UNCLAIMED_OF_CASE,
        IN_CASE,
        BOOK_OF_STORE,
        store_id=place.store_id,
        case_id=place.case_id,
        merchant_id=place.merchant_id,
    )
    if case is None:
        raise CaseIsUnknown
    order = await read_order_file(house, case.store_id, case.order_id) if case.order_id else None
    return CaseFile(case, order, unclaimed, differences, book)


async def demand_own_store(house: House, store_id: UUID, merchant_id: UUID | None) -> None:
    """Raises StoreIsUnknown for a store of another merchant; an operator (None) may ask about each."""
    owner = await house.database.read(OWNER_OF_STORE, store_id=store_id)
    if owner is None or merchant_id not in (None, owner.merchant_id):
        raise StoreIsUnknown
