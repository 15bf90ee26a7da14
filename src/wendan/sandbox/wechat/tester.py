"""The tester's addresses that only WeChat has: sign-in codes and forged callbacks."""

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from wendan.sandbox.core.bodies import takes_body
from wendan.sandbox.wechat.apps import Login
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.forgery import Delivered, Forge
from wendan.sandbox.wechat.forgery import forge as send_forgery
from wendan.sandbox.wechat.score import agree
from wendan.sandbox.wechat.scorebook import ServiceOrder


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openid: str


class ScoreView(msgspec.Struct, frozen=True):
    number: str
    state: str
    state_description: str
    risk_fen: int
    total_fen: int | None
    package: str


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the merchant's page handed to WeChat's page of service orders."""

    invocation: dict[str, str] | None = None


def _bench(state: State) -> WechatBench:
    bench: WechatBench = state.bench
    return bench


@post("/logins", status_code=201)
@takes_body
async def login(state: State, body: JSONBody[Person | None] = None) -> Login:
    """A code as `wx.login` gives it, for this person or a new one; the merchant's server changes it for an openid."""
    return _bench(state).logins.begin(body.openid if body else None)


@post("/forge", status_code=200)
@takes_body
async def forge(state: State, body: JSONBody[Forge]) -> Delivered:
    """Send a callback that must not be believed (or means nothing); tells how it was answered."""
    return await send_forgery(_bench(state), body)


@get("/scores")
async def scores(state: State) -> list[ScoreView]:
    """Every service order of PayScore."""
    bench = _bench(state)
    return [_view(each, bench.desk.now()) for each in bench.desk.scores.by_number.values()]


@post("/scores/{key:str}/confirm", status_code=200)
@takes_body
async def confirm(state: State, key: FromPath[str], body: JSONBody[Opened | None] = None) -> ScoreView:
    """The customer agrees to the service order; 409 when that is not possible, or the page's signature is wrong."""
    bench = _bench(state)
    order = await agree(bench, key, body.invocation if body else None)
    return _view(order, bench.desk.now())


def _view(order: ServiceOrder, now: float) -> ScoreView:
    state, description = order.state(now)
    return ScoreView(order.number, state, description, order.risk_fen, order.total_fen, order.package)
