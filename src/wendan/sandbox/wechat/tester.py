"""The tester's addresses that only WeChat has: sign-in codes and forged callbacks."""

import msgspec
from litestar import post
from litestar.datastructures import State
from litestar.params import JSONBody

from wendan.sandbox.core.bodies import takes_body
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.forgery import Delivered, Forge
from wendan.sandbox.wechat.forgery import forge as send_forgery
from wendan.sandbox.wechat.logins import Login


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openid: str


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
