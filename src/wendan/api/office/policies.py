"""The merchant's policy: in force, its history, what a change would mean, and the change."""

from litestar import Response, get, post, put

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.policy_views import SetPolicy, TryPolicy, set_policy, try_policy
from wendan.domains.people.model import Right
from wendan.domains.recovery.model import PolicyRow
from wendan.flows.change_policy import PolicyInForce, PolicyPreview, Whose, read_policy
from wendan.kernel.numbers import HEAD_OFFICE


@get("/policies", gives=PolicyInForce, right=Right.SEE_POLICIES)
async def read_merchant_policy(request: Asked) -> Response[bytes]:
    """The merchant's policy, for every store without one of its own."""
    return answer(await read_policy(request.house, Whose(HEAD_OFFICE, request.staff.merchant_id)))


@put("/policies", takes=SetPolicy, gives=PolicyRow, right=Right.EDIT_POLICIES)
async def set_merchant_policy(request: Asked) -> Response[bytes]:
    """A new version for the merchant; orders keep the version they were born with."""
    return await set_policy(request, HEAD_OFFICE)


@post("/policies/preview", takes=TryPolicy, gives=PolicyPreview, right=Right.SEE_POLICIES, status_code=200)
async def preview_merchant_policy(request: Asked) -> Response[bytes]:
    """What the change would have meant for the last 30 days' orders; nothing is changed."""
    return await try_policy(request, HEAD_OFFICE)
