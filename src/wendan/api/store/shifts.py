"""Shifts: the drawer's float, what moved in it, and its count."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from wendan.api.counter_bodies import CloseShift, OpenShift
from wendan.api.desk import Asked
from wendan.api.parse import REPLAYED_HEADER, answer, body_as, idempotency_key
from wendan.domains.people.model import Right
from wendan.domains.shifts.model import ShiftView
from wendan.domains.shifts.rules import counted_up
from wendan.domains.shifts.store import SUMS_OF_OPEN, SUMS_OF_STORE
from wendan.flows.shifts import Count, close_shift, open_shift
from wendan.kernel.money import Fen

_open = msgspec.json.Decoder(OpenShift)
_close = msgspec.json.Decoder(CloseShift)


@get("/shifts/current", gives=ShiftView | None, right=Right.TAKE_MONEY)
async def read_current_shift(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The open shift of this drawer, null when there is none."""
    sums = await request.house.database.read(
        SUMS_OF_OPEN, store_id=store_id, drawer_id=request.cashier.drawer_id
    )
    return answer(None if sums is None else counted_up(sums))


@get("/shifts", gives=list[ShiftView], right=Right.SEE_ORDERS)
async def list_shifts(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The store's newest shifts."""
    found = await request.house.database.read(SUMS_OF_STORE, store_id=store_id)
    return answer([counted_up(sums) for sums in found])


@post("/shifts", takes=OpenShift, gives=ShiftView, is_repeatable=True, right=Right.TAKE_MONEY)
async def open_new_shift(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Open this drawer: 201, or 200 with the first answer under the same key."""
    key = idempotency_key(request)
    body = await body_as(request, _open)
    opened = await open_shift(request.house, store_id, request.cashier, Fen(body.opening_float_fen), key)
    if opened.is_replay:
        return answer(opened.shift, 200, {REPLAYED_HEADER: "true"})
    return answer(opened.shift, 201)


@post(
    "/shifts/{shift_id:uuid}/close",
    takes=CloseShift,
    gives=ShiftView,
    right=Right.TAKE_MONEY,
    status_code=200,
)
async def close_counted_shift(
    request: Asked, store_id: FromPath[UUID], shift_id: FromPath[UUID]
) -> Response[bytes]:
    """Count the drawer and end the shift; refused while orders of this device have not reached us."""
    body = await body_as(request, _close)
    counted = Count(Fen(body.counted_fen), body.unsynced_orders, body.words)
    return answer(await close_shift(request.house, store_id, shift_id, counted))
