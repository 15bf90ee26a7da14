"""A guest inside WeChat's browser becomes known to the store's service account, by way of WeChat's page."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.bodies import ComeBack
from wendan.api.desk import Asked
from wendan.api.diner.sessions import session_view
from wendan.api.parse import answer, body_as
from wendan.api.views import SessionView, WayThereView
from wendan.flows.authorise import Guest, come_back, diner_of, send_to_wechat

_body = msgspec.json.Decoder(ComeBack)


@post("/authorisations/{store_id:uuid}", gives=WayThereView)
async def begin_authorisation(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Where to send the browser, so that the store's service account learns the guest's openid."""
    diner = request.diner
    request.desk.reads.demand(diner.diner_id)
    there = await send_to_wechat(request.house, Guest(store_id, diner.diner_id, diner.appid))
    if there is None:
        return answer(WayThereView(None, None, None))
    return answer(WayThereView(there.address, there.way.state, there.way.expires_at), 201)


@post("/authorisations/{store_id:uuid}/return", takes=ComeBack, gives=SessionView)
async def end_authorisation(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """The browser is back: a new token that also says who the guest is to WeChat.

    Whoever ordered already stays the diner they were; a newcomer is the same diner at every visit.
    """
    desk, diner = request.desk, request.diner
    desk.reads.demand(diner.diner_id)
    body = await body_as(request, _body)
    appid, openid = await come_back(
        request.house, Guest(store_id, diner.diner_id, diner.appid), body.state, body.code
    )
    diner_id = diner_of(openid) if body.is_new else diner.diner_id
    return answer(session_view(desk, diner_id, openid, appid), 201)
