"""A diner reads what they were told, and says how they may be reached."""

from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery

from wendan.api.desk import Asked
from wendan.api.message_views import ContactView, MessageView, SetContact, message_view
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.flows.contact import Contact, read_contact, set_contact
from wendan.flows.read_messages import messages_of, seen

_contact = msgspec.json.Decoder(SetContact)


@get("/messages", gives=list[MessageView])
async def list_messages(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """消息: everything the diner was told in this store, the newest first, at most 100."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    told = await messages_of(request.house, store_id, diner_id)
    return answer([message_view(message) for message in told])


@post("/messages/{store_id:uuid}/{message_id:uuid}/seen", status_code=204)
async def see_message(request: Asked, store_id: FromPath[UUID], message_id: FromPath[UUID]) -> None:
    """The page has shown it."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    await seen(request.house, store_id, message_id, diner_id)


@get("/contact", gives=ContactView)
async def show_contact(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """How the diner may be reached about their orders in this store."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    return answer(_view(await read_contact(request.house, store_id, diner_id)))


@put("/contact", takes=SetContact, gives=ContactView)
async def change_contact(request: Asked) -> Response[bytes]:
    """Give a phone number and say what it may be used for, or take it back."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    body = await body_as(request, _contact)
    if body.phone is None and (body.allows_sms or body.allows_calls):
        raise RequestIsInvalid(field="phone", why="nothing can be allowed without a number")
    contact = Contact(body.phone, body.allows_sms, body.allows_calls)
    return answer(_view(await set_contact(request.house, body.store_id, diner_id, contact)))


def _view(contact: Contact) -> ContactView:
    return ContactView(contact.phone, contact.allows_sms, contact.allows_calls)
