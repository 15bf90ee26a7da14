"""What needs a person."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from wendan.api.bodies import ResolveCase
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.domains.incidents.model import Case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.people.model import Right
from wendan.flows.resolve_case import Decision, resolve_case

_body = msgspec.json.Decoder(ResolveCase)


@get("/cases", gives=list[Case], right=Right.SEE_CASES)
async def list_cases(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The store's open cases, the most urgent first."""
    return answer(await request.house.database.read(OPEN_CASES_OF_STORE, store_id=store_id))


@post("/cases/{case_id:uuid}/resolve", takes=ResolveCase, gives=Case, right=Right.DECIDE_CASES)
async def decide_case(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """Decide a case: `refund` or `accept` the money it is about, or `done` where there is none."""
    body = await body_as(request, _body)
    decision = Decision(store_id, case_id, body.action, request.staff.name, body.words)
    return answer(await resolve_case(request.house, decision))
