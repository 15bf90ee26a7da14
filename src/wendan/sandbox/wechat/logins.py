"""Signing in to a mini-program: a tester takes a code, the merchant's server changes it for an openid, once."""

from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from wendan.platform.clock import Clock
from wendan.platform.ids import Ids
from wendan.sandbox.wechat.keys import Keys

PATH: Final = "/sns/jscode2session"
CODE_LIFE_S: Final = 300.0
INVALID_CODE, USED_CODE, INVALID_SECRET, INVALID_APPID = 40029, 40163, 40125, 40013


class Login(msgspec.Struct, frozen=True):
    """A code as `wx.login` would give it, and who it leads to."""

    code: str
    openid: str


class Logins:
    """Codes given out: each leads to one openid, for five minutes, once."""

    def __init__(self, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._keys, self._clock, self._ids = keys, clock, ids
        self._codes: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def begin(self, openid: str | None) -> Login:
        """A new code for this person, or for a new one."""
        now = self._clock.now().timestamp()
        self._codes = {code: known for code, known in self._codes.items() if known[1] > now}
        login = Login(self._ids.nonce(), openid or f"o{self._ids.nonce()[:27]}")
        self._codes[login.code] = (login.openid, now + CODE_LIFE_S)
        return login

    def answer(self, query: dict[str, list[str]]) -> dict[str, Any]:
        """What jscode2session says; HTTP is 200 whatever it is."""
        asked = {name: values[0] for name, values in query.items()}
        if asked.get("appid") != self._keys.appid:
            return {"errcode": INVALID_APPID, "errmsg": "invalid appid"}
        if asked.get("secret") != self._keys.app_secret:
            return {"errcode": INVALID_SECRET, "errmsg": "invalid appsecret"}
        code = asked.get("js_code", "")
        if code in self._used:
            return {"errcode": USED_CODE, "errmsg": "code been used"}
        openid, ends_at = self._codes.pop(code, ("", 0.0))
        if ends_at <= self._clock.now().timestamp():
            return {"errcode": INVALID_CODE, "errmsg": "invalid code"}
        self._used.add(code)
        return {"openid": openid, "session_key": f"{self._ids.nonce()[:22]}=="}

    async def serve(self, scope: dict[str, Any], _receive: Any, send: Any) -> None:
        """The merchant's server asks."""
        body = msgspec.json.encode(self.answer(parse_qs(scope["query_string"].decode("latin-1"))))
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
