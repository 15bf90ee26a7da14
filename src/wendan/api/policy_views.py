"""What may be changed of a policy, and the change itself, for a merchant and for a store."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from msgspec import Meta, Struct

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy, preview_policy

Reason = Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]


class SetPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of the policy in force; what is left out stays. `fields` null: the wider policy holds again.

    `version`: refuse when it is another one by now; 0 is none yet.
    """

    reason: Reason
    fields: dict[str, Any] | None
    version: Annotated[int, Meta(ge=0)] | None = None


class TryPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """What would change of the policy in force."""

    fields: dict[str, Any]


_set = msgspec.json.Decoder(SetPolicy)
_try = msgspec.json.Decoder(TryPolicy)


async def set_policy(request: Asked, store_id: UUID) -> Response[bytes]:
    """The new version; head office's id stands for the merchant."""
    body = await body_as(request, _set)
    change = PolicyChange(body.fields, body.reason, request.staff.name, body.version)
    return answer(await change_policy(request.house, Whose(store_id, request.staff.merchant_id), change))


async def try_policy(request: Asked, store_id: UUID) -> Response[bytes]:
    """What the change would have meant."""
    body = await body_as(request, _try)
    return answer(
        await preview_policy(request.house, Whose(store_id, request.staff.merchant_id), body.fields)
    )
