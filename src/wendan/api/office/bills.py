"""对账: the bills of the merchant's accounts, what differs in them, and putting it right."""

from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Meta, Struct

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.people.model import Right
from wendan.domains.reconciliation.model import Bill, Difference
from wendan.flows.bill_file import (
    BillFile,
    DifferenceFile,
    Plan,
    list_bills,
    my_bill,
    plan_repairs,
    read_bill_file,
    read_difference,
)
from wendan.flows.fetch_bill import ring_now
from wendan.flows.repair import Done, repair_bill
from wendan.flows.repair_case import RepairWish, repair_by_person

LONGEST: Final = timedelta(days=92)
Since = Annotated[date, QueryParameter(name="since")]
Until = Annotated[date, QueryParameter(name="until")]


class Repairing(Struct, frozen=True, forbid_unknown_fields=True):
    """Why this difference is repaired."""

    words: Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]


_repairing = msgspec.json.Decoder(Repairing)


def demand_days(since: date, until: date) -> tuple[date, date]:
    """Raises RequestIsInvalid for days the wrong way round, or more than a quarter of them."""
    if not timedelta(0) <= until - since <= LONGEST:
        raise RequestIsInvalid(field="until", why="from since on, and at most 92 days later")
    return since, until


@get("/bills", gives=list[Bill], right=Right.SEE_BOOKS)
async def list_my_bills(request: Asked, since: Since, until: Until) -> Response[bytes]:
    """Every bill of these days, the newest first, own books on which nothing moved left out; at most two thousand."""
    days = demand_days(since, until)
    return answer(await list_bills(request.house, request.staff.merchant_id, days))


@get("/bills/{bill_id:uuid}", gives=BillFile, right=Right.SEE_BOOKS)
async def read_bill(request: Asked, bill_id: FromPath[UUID]) -> Response[bytes]:
    """One of them with what each store had of it, and its differences; at most five thousand are listed."""
    return answer(await read_bill_file(request.house, bill_id, request.staff.merchant_id))


@post("/bills/{bill_id:uuid}/ask", gives=Bill, right=Right.REPAIR_BOOKS, status_code=200)
async def ask_for_bill(request: Asked, bill_id: FromPath[UUID]) -> Response[bytes]:
    """Ask the channel for it at once, and go on repairing; what comes of it shows in the bill within moments."""
    bill = await my_bill(request.house, bill_id, request.staff.merchant_id)
    await ring_now(request.house, bill)
    return answer(bill)


@get("/bills/{bill_id:uuid}/repairs", gives=list[Plan], right=Right.SEE_BOOKS)
async def preview_repairs(request: Asked, bill_id: FromPath[UUID]) -> Response[bytes]:
    """What repairing would do about everything that is not settled. Nothing is changed."""
    return answer(await plan_repairs(request.house, bill_id, request.staff.merchant_id))


@post("/bills/{bill_id:uuid}/repairs", gives=Done, right=Right.REPAIR_BOOKS, status_code=200)
async def repair_whole_bill(request: Asked, bill_id: FromPath[UUID]) -> Response[bytes]:
    """Repair all that is repaired unasked, now; the rest becomes cases. The same again is harmless."""
    bill = await my_bill(request.house, bill_id, request.staff.merchant_id)
    return answer(await repair_bill(request.house, bill.id))


@get("/differences/{store_id:uuid}/{difference_id:uuid}", gives=DifferenceFile, right=Right.SEE_BOOKS)
async def read_one_difference(
    request: Asked, store_id: FromPath[UUID], difference_id: FromPath[UUID]
) -> Response[bytes]:
    """A difference with what it went through: found, asked about, repaired, in a case, settled."""
    place = (store_id, difference_id)
    return answer(await read_difference(request.house, place, request.staff.merchant_id))


@post(
    "/differences/{store_id:uuid}/{difference_id:uuid}/repair",
    takes=Repairing,
    gives=Difference,
    right=Right.REPAIR_BOOKS,
    status_code=200,
)
async def repair_difference(
    request: Asked, store_id: FromPath[UUID], difference_id: FromPath[UUID]
) -> Response[bytes]:
    """Repair what is too much to be repaired unasked; above the limit another person must say the same."""
    body, staff = await body_as(request, _repairing), request.staff
    wish = RepairWish((store_id, difference_id), staff.merchant_id, (staff.id, staff.name), body.words)
    return answer(await repair_by_person(request.house, wish))
