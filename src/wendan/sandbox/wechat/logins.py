"""Signing in to a mini-program: a tester takes a code, the merchant's server changes it for an openid, once."""

from typing import Any, Final
from urllib.parse import parse_qsl

from wendan.platform.ids import Ids
from wendan.sandbox.core.wire import Receive, Scope, Send
from wendan.sandbox.wechat.apps import App, SaysNo, tell

PATH: Final = "/sns/jscode2session"


class Logins:
    """The mini-program's door for the merchant's server."""

    def __init__(self, app: App, ids: Ids) -> None:
        self._app, self._ids = app, ids
        self.begin = app.begin

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        """What jscode2session says."""
        try:
            openid = self._app.openid_of(asked, asked.get("js_code", ""))
        except SaysNo as no:
            return {"errcode": no.errcode, "errmsg": no.errmsg}
        return {"openid": openid, "session_key": f"{self._ids.nonce()[:22]}=="}

    async def serve(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """The merchant's server asks."""
        await tell(send, self.answer(dict(parse_qsl(scope["query_string"].decode("latin-1")))))
