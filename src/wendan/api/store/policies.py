"""A store's policy: in force, its history, what a change would mean, and the change."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.policy_views import SetPolicy, TryPolicy, set_policy, try_policy
from wendan.domains.people.model import Right
from wendan.domains.recovery.model import PolicyRow
from wendan.flows.change_policy import PolicyInForce, PolicyPreview, Whose, read_policy


@get("/policies", gives=PolicyInForce, right=Right.SEE_POLICIES)
async def read_store_policy(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The policy in force in the store, whose word it is, and the store's own versions."""
    return answer(await read_policy(request.house, Whose(store_id, request.staff.merchant_id)))


@put("/policies", takes=SetPolicy, gives=PolicyRow, right=Right.EDIT_POLICIES)
async def set_store_policy(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A new version for the store alone; from then on the merchant's changes pass it by."""
    return await set_policy(request, store_id)


@post(
    "/policies/preview",
    takes=TryPolicy,
    gives=PolicyPreview,
    right=Right.SEE_POLICIES,
    status_code=200,
)
async def preview_store_policy(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """What the change would have meant for the last 30 days' orders of the store; nothing is changed."""
    return await try_policy(request, store_id)
