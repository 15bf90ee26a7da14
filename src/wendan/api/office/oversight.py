"""Whether everything is as it should be."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from wendan.api.case_lists import WantedState, WantedType, counts_of, list_of, whole_merchant
from wendan.api.case_views import CaseView
from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.views import BreachView, EvidenceView
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.evidence.rules import first_break
from wendan.domains.evidence.store import EVENTS_SINCE
from wendan.domains.insight.model import CaseCounts
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.people.model import Right
from wendan.promises import find_breaches


@get("/cases", gives=list[CaseView], right=Right.SEE_CASES)
async def list_all_cases(
    request: Asked,
    wanted_state: WantedState = None,
    wanted_type: WantedType = None,
    before: FromQuery[datetime | None] = None,
) -> Response[bytes]:
    """Cases of every store of the merchant, and of its money that belongs to no store."""
    whose = await whole_merchant(request.house, request.staff.merchant_id)
    return answer(await list_of(request.house, whose, (wanted_state, wanted_type), before))


@get("/cases/counts", gives=CaseCounts, right=Right.SEE_CASES)
async def count_all_cases(request: Asked) -> Response[bytes]:
    """To-do counters over all of them."""
    return answer(
        await counts_of(request.house, await whole_merchant(request.house, request.staff.merchant_id))
    )


@get("/promises", gives=list[BreachView], right=Right.SEE_PROMISES)
async def list_breaches(request: Asked) -> Response[bytes]:
    """Asks every promise now; an empty list is how it should be."""
    house, merchant_id = request.house, request.staff.merchant_id
    breaches = await find_breaches(house.reports, house.clock.now())
    mine = {
        store.store_id for store in await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    }
    return answer([breach for breach in breaches if merchant_id is None or breach.store_id in mine])


@get("/orders/{store_id:uuid}/{order_id:uuid}/evidence", gives=EvidenceView, right=Right.SEE_EVIDENCE)
async def read_evidence(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """An order's whole history with its hashes, checked here and now."""
    events = await request.house.database.read(EVENTS_SINCE, store_id=store_id, order_id=order_id, event_no=0)
    if not events:
        raise OrderIsUnknown
    return answer(EvidenceView(first_break(events), events))
