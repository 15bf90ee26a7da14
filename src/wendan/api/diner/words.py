"""What a diner says beside ordering: how it was, which messages may come, what their page notices."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.bodies import Consents, GiveFeedback, SayOfPage, SayWish
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.api.views import OrderPage
from wendan.flows.give_feedback import DinersOrder, consent, give_feedback
from wendan.flows.hear_page import PageWord, hear_page
from wendan.flows.late_choice import say_wish

_feedback = msgspec.json.Decoder(GiveFeedback)
_consents = msgspec.json.Decoder(Consents)
_hint = msgspec.json.Decoder(SayOfPage)
_wish = msgspec.json.Decoder(SayWish)


@post("/orders/{store_id:uuid}/{order_id:uuid}/feedback", takes=GiveFeedback, gives=OrderPage)
async def say_how_it_was(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """How a paid order was; saying it again replaces what was said."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    body = await body_as(request, _feedback)
    await give_feedback(request.house, DinersOrder(store_id, order_id, diner_id), body.stars, body.words)
    return answer(await request.desk.pages.of(store_id, order_id, diner_id))


@post("/orders/{store_id:uuid}/{order_id:uuid}/consents", takes=Consents, status_code=204)
async def allow_messages(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> None:
    """Which subscription messages the diner allowed, one message each."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    body = await body_as(request, _consents)
    known = request.house.settings.wechat_message_templates
    if not set(body.template_ids) <= set(known):
        raise RequestIsInvalid(field="template_ids", why="not a template of this house")
    whose = DinersOrder(store_id, order_id, diner_id)
    # These messages are the mini-program's: to it an openid of the service account is nobody.
    openid = None if request.diner.appid else request.diner.openid
    await consent(request.house, whose, body.template_ids, openid)


@post("/orders/{store_id:uuid}/{order_id:uuid}/hints", takes=SayOfPage, status_code=204)
async def say_of_page(request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]) -> None:
    """The page was left, came back, changed its network or waited long, or its guest comes to the counter; never believed."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    body = await body_as(request, _hint)
    word = PageWord(body.kind, body.network, body.took_ms)
    await hear_page(request.house, DinersOrder(store_id, order_id, diner_id), word)


@post("/orders/{store_id:uuid}/{order_id:uuid}/late-wish", takes=SayWish, gives=OrderPage, status_code=200)
async def say_late_wish(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """What late money is for: the meal, if it can still be made, or back. Said again while the page of a closed order is open."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    body = await body_as(request, _wish)
    await say_wish(request.house, DinersOrder(store_id, order_id, diner_id), body.wish)
    return answer(await request.desk.pages.of(store_id, order_id, diner_id))
