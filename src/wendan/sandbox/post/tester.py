"""The tester's addresses that only the post has: read what was delivered, allow messages, end them."""

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody

from wendan.sandbox.core.bodies import takes_body
from wendan.sandbox.post.bench import PostBench
from wendan.sandbox.post.book import ACCEPTED, MediaView, MessageView
from wendan.sandbox.post.operator import Ending, end_post
from wendan.sandbox.post.push import Heard, Says


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`count` 0 takes every consent back."""

    openid: str
    template: str
    count: int = 1


class Allowed(msgspec.Struct, frozen=True):
    count: int


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """WeChat's with its `fields`, or the operator's with its `variables`."""

    id: str
    fields: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


def _bench(state: State) -> PostBench:
    bench: PostBench = state.bench
    return bench


@get("/messages")
async def messages(state: State, way: FromQuery[str] = "", to: FromQuery[str] = "") -> list[MessageView]:
    """What was taken, of whom and in what state; `way` is wechat, sms, call, wecom or dingtalk."""
    known = _bench(state).desk.post.posts.values()
    return [each.view for each in known if way in {"", each.way} and to in {"", each.to}]


@post("/messages/{key:str}/end", status_code=200)
@takes_body
async def end_message(state: State, key: FromPath[str], body: JSONBody[Ending]) -> MessageView:
    """A text message or call on its way ends now, in this way."""
    bench = _bench(state)
    found = bench.desk.post.posts.get(key)
    if found is None:
        raise NotFoundException("unknown message")
    if found.state != ACCEPTED:
        raise HTTPException(f"already {found.state}", status_code=409)
    await end_post(bench.courier, found, body)
    return found.view


@post("/consents", status_code=200)
@takes_body
async def consent(state: State, body: JSONBody[Consent]) -> Allowed:
    """A person touches 允许 so many times; each is good for one message."""
    bench = _bench(state)
    if body.count == 0:
        bench.desk.post.consents.pop((body.openid, body.template), None)
        return Allowed(0)
    return Allowed(bench.grant(body.openid, body.template, body.count))


@post("/says", status_code=200)
@takes_body
async def say(state: State, body: JSONBody[Says]) -> Heard:
    """A person writes to the customer service, or looks in; the merchant's server hears of it at `url`."""
    return await _bench(state).pushes.say(body)


@post("/templates", status_code=204)
@takes_body
async def template(state: State, body: JSONBody[Template]) -> None:
    """One more that is known."""
    book = _bench(state).desk.post
    if body.fields:
        book.templates[body.id] = body.fields
    else:
        book.scripts[body.id] = body.variables


@get("/files")
async def files(state: State) -> list[MediaView]:
    """What was uploaded for a group and is not forgotten."""
    return [each.view for each in _bench(state).desk.post.files.values()]


@get("/files/{key:str}")
async def read_file(state: State, key: FromPath[str]) -> Response[bytes]:
    """Its content, as it came."""
    found = _bench(state).desk.post.files.get(key)
    if found is None:
        raise NotFoundException("unknown file")
    return Response(found.content, media_type="application/octet-stream")


@post("/files/forget", status_code=204)
async def forget_files(state: State) -> None:
    """Every media id given so far is unknown from now on."""
    _bench(state).desk.post.files.clear()


@post("/tokens/forget", status_code=204)
async def forget_tokens(state: State) -> None:
    """Every access token given so far is unknown from now on."""
    _bench(state).platform.forget_tokens()
