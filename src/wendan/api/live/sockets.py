"""The two sockets: who it is comes first, then how things stand, then every change, and a ping in between."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from wendan.api.desk import DESK, Desk
from wendan.api.guards import Proof, session_of, staff_in_store
from wendan.api.live.follower import Follower
from wendan.api.live.orders import OrderFollower
from wendan.api.live.stores import StoreFollower
from wendan.api.parse import text_as
from wendan.api.problems import refusal_of
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.people.errors import DeviceIsNeeded, NotAllowed, SignInNeeded
from wendan.domains.people.model import Right
from wendan.flows.cook import acknowledge
from wendan.kernel.errors import Refusal
from wendan.platform.log import logger

FIRST_WORD_WITHIN_S: Final = 10.0
PING_EVERY_S: Final = 15.0
INVALID, SIGN_IN, FORBIDDEN, TRY_AGAIN = 4400, 4401, 4403, 1013

Socket = WebSocket[Any, Any, Any]
_encode = msgspec.json.Encoder().encode
_log = logger("wendan.live")


class FollowOrder(msgspec.Struct, frozen=True):
    """A diner's first message."""

    token: str
    store_id: UUID
    order_id: UUID
    cursor: Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)] = 0


class FollowStore(msgspec.Struct, frozen=True):
    """A kitchen's first message; `cursor` is the last one it received, `device` the key of a paired screen."""

    token: str
    store_id: UUID
    device: str | None = None
    cursor: datetime | None = None


class Acknowledged(msgspec.Struct, frozen=True):
    """A screen has shown this ticket."""

    acknowledge: UUID


_follow_order = msgspec.json.Decoder(FollowOrder)
_follow_store = msgspec.json.Decoder(FollowStore)
_acknowledged = msgspec.json.Decoder(Acknowledged)


@websocket("/diner")
async def live_diner(socket: Socket) -> None:
    """A diner follows an order."""
    await _served(socket, _follow_an_order)


@websocket("/store")
async def live_store(socket: Socket) -> None:
    """A kitchen follows its store's tickets and acknowledges them."""
    await _served(socket, _follow_a_store)


async def _served(socket: Socket, serve: Any) -> None:
    await socket.accept()
    try:
        async with asyncio.timeout(FIRST_WORD_WITHIN_S):
            first = await socket.receive_data(mode="text")
        await serve(socket, first)
    except WebSocketDisconnect:
        return
    except Exception as error:  # noqa: BLE001 - every end of a socket has a code the client understands
        await _close(socket, error)


async def _close(socket: Socket, error: Exception) -> None:
    refusal = RequestIsInvalid() if isinstance(error, TimeoutError) else refusal_of(error)
    codes = {
        RequestIsInvalid: INVALID,
        SignInNeeded: SIGN_IN,
        NotAllowed: FORBIDDEN,
        DeviceIsNeeded: FORBIDDEN,
        OrderIsUnknown: FORBIDDEN,
    }
    code = codes.get(type(refusal), TRY_AGAIN)
    if code == TRY_AGAIN:
        _log.warning("a socket ended", exc_info=error)
    try:
        await socket.close(code, refusal.code())
    except (WebSocketDisconnect, RuntimeError):
        return


async def _follow_an_order(socket: Socket, first: str | bytes) -> None:
    desk: Desk = socket.scope["state"][DESK]
    wish = text_as(first, _follow_order)
    diner = session_of(desk.sessions, wish.token)
    follower = OrderFollower(wish.cursor)
    topic = desk.hub.order((wish.store_id, wish.order_id))
    try:
        if not await topic.join(follower, diner.diner_id):
            raise OrderIsUnknown
        await _talk(socket, follower, _ignore)
    finally:
        topic.followers.discard(follower)
        desk.hub.leave(topic)


async def _follow_a_store(socket: Socket, first: str | bytes) -> None:
    desk: Desk = socket.scope["state"][DESK]
    wish = text_as(first, _follow_store)
    proof = Proof(wish.token, wish.device)
    staff, _ = await staff_in_store(desk.house, proof, wish.store_id, Right.SEE_KITCHEN)
    follower = StoreFollower(wish.cursor)
    topic = desk.hub.store(wish.store_id)

    async def hear(text: str) -> None:
        seen = text_as(text, _acknowledged)
        try:
            await acknowledge(desk.house, wish.store_id, seen.acknowledge, staff.name)
        except Refusal as refused:
            follower.offer(_encode({"refused": refused.code(), "ticket_id": seen.acknowledge}))

    try:
        await topic.join(follower)
        await _talk(socket, follower, hear)
    finally:
        topic.followers.discard(follower)
        desk.hub.leave(topic)


async def _ignore(_: str) -> None:
    """A diner's socket has nothing more to say."""


async def _talk(socket: Socket, follower: Follower, hear: Any) -> None:
    """Speak and listen until either ends."""
    speaking = asyncio.create_task(_speak(socket, follower))
    listening = asyncio.create_task(_listen(socket, hear))
    try:
        await asyncio.wait((speaking, listening), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (speaking, listening):
            task.cancel()
        ends = await asyncio.gather(speaking, listening, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
    await socket.close(TRY_AGAIN, "too-slow")


async def _speak(socket: Socket, follower: Follower) -> None:
    clock = socket.scope["state"][DESK].house.clock
    while not follower.is_dropped:
        message = await follower.next(PING_EVERY_S)
        if message is None:
            message = _encode({"ping": clock.now()})
        await socket.send_data(message.decode(), mode="text")


async def _listen(socket: Socket, hear: Any) -> None:
    while True:
        await hear(str(await socket.receive_data(mode="text")))
