"""The counter hands meals over, and hears how they were."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from wendan.api.bodies import ShowCredential
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.pass_views import UsePass, UseView
from wendan.api.views import OrderPage
from wendan.domains.kitchen.errors import CredentialIsInvalid
from wendan.domains.members.model import FeedbackView
from wendan.domains.members.store import FEEDBACK_OF_STORE
from wendan.domains.people.model import Right
from wendan.flows.cook import hand_over
from wendan.flows.use_pass import UseWish, use_pass
from wendan.platform.auth import CredentialIsForged

_body = msgspec.json.Decoder(ShowCredential)
_use = msgspec.json.Decoder(UsePass)


@post("/pickups", takes=ShowCredential, gives=OrderPage, right=Right.COOK, status_code=200)
async def hand_meal_over(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The customer shows the QR code of a paid order and takes the meal, once."""
    body = await body_as(request, _body)
    try:
        shown = request.desk.credentials.read(body.credential)
    except CredentialIsForged:
        raise CredentialIsInvalid from None
    if shown.store_id != store_id:
        raise CredentialIsInvalid
    await hand_over(request.house, store_id, shown.order_id, request.staff.name)
    return answer(await request.desk.pages.of(store_id, shown.order_id))


@post("/passes", takes=UsePass, gives=UseView, right=Right.COOK, status_code=200)
async def take_pass(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A meal was given on a temporary pass, now or while the counter had no line; the same id counts once.

    Raises PassIsInvalid.
    """
    body = await body_as(request, _use)
    staff = request.staff
    wish = UseWish(store_id, body.id, body.shown, body.used_at, staff.name, staff.device_id)
    done = await use_pass(request.house, request.desk.passes, wish)
    return answer(UseView(body.id, done.order_id, done.outcome, done.meal))


@get("/feedback", gives=list[FeedbackView], right=Right.SEE_FEEDBACK)
async def list_feedback(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """What diners said of late, the newest first."""
    return answer(await request.house.database.read(FEEDBACK_OF_STORE, store_id=store_id))
