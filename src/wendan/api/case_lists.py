"""Which cases somebody sees, and how many, for a store and for head office."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar.params import QueryParameter
from msgspec import Struct

from wendan.api.case_views import CaseView, case_views
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.incidents.model import CaseState, CaseType
from wendan.domains.incidents.store import OPEN_CASES, RESOLVED_CASES
from wendan.domains.insight.model import CaseCounts
from wendan.domains.insight.store import CASE_COUNTS
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE

# Litestar keeps the word `state` for itself.
WantedState = Annotated[CaseState | None, QueryParameter(name="state")]
WantedType = Annotated[CaseType | None, QueryParameter(name="type")]


class Whose(Struct, frozen=True):
    """Cases of these stores; of head office's own, those about this merchant's money."""

    store_ids: list[UUID]
    merchant_id: UUID | None


async def whole_merchant(house: House, merchant_id: UUID | None) -> Whose:
    """Every store of the merchant, and head office; every store there is for an operator."""
    stores = await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    return Whose([HEAD_OFFICE, *(store.store_id for store in stores)], merchant_id)


async def list_of(
    house: House, whose: Whose, wanted: tuple[CaseState | None, CaseType | None], before: datetime | None
) -> list[CaseView]:
    """Open cases, the most urgent first, or resolved ones, the newest first; open ones unless asked otherwise."""
    now = house.clock.now()
    state, case_type = wanted
    found = await house.database.read(
        RESOLVED_CASES if state is CaseState.RESOLVED else OPEN_CASES,
        store_ids=whose.store_ids,
        merchant_id=whose.merchant_id,
        before=before or now + timedelta(seconds=1),
        type=case_type,
    )
    return case_views(found, now)


async def counts_of(house: House, whose: Whose) -> CaseCounts:
    """The to-do counters."""
    counts = await house.database.read(
        CASE_COUNTS, store_ids=whose.store_ids, merchant_id=whose.merchant_id, now=house.clock.now()
    )
    assert counts is not None
    return counts
