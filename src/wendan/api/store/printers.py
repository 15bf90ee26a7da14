"""A printer is asked to print something nobody cooks."""

from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from msgspec import Struct

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.domains.people.model import Right
from wendan.flows.devices import print_test_slip


class TestSlip(Struct, frozen=True):
    """Whether paper came out; `why` says what the printer's trouble is."""

    is_printed: bool
    why: str | None


@post("/devices/{device_id:uuid}/test-print", gives=TestSlip, right=Right.EDIT_DEVICES, status_code=200)
async def print_a_test(
    request: Asked, store_id: FromPath[UUID], device_id: FromPath[UUID]
) -> Response[bytes]:
    """Print a slip that says it is a test, and tell whether the printer confirmed it."""
    why = await print_test_slip(request.house, store_id, device_id)
    return answer(TestSlip(why is None, why))
