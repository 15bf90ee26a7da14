"""网页授权: a page inside WeChat's browser learns who opened it, by way of WeChat's own page.

For `snsapi_base` nobody is asked: the browser is sent back at once, with a code that the merchant's server changes
for the openid, once. The browser's person is a cookie here; WeChat knows who is signed in to the app.
"""

import hashlib
import re
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from wendan.platform.ids import Ids
from wendan.sandbox.core.wire import Letter, Receive, Scope, Send, put
from wendan.sandbox.wechat.apps import INVALID_GRANT, MISSING_CODE, App, SaysNo, tell

PAGE: Final = "/connect/oauth2/authorize"
CHANGE: Final = "/sns/oauth2/access_token"
TOKEN_LIFE_S: Final = 7200
SCOPES: Final = ("snsapi_base", "snsapi_userinfo")
# WeChat matches the address as a whole: parameters in any other order are not served.
ORDER: Final = ("appid", "redirect_uri", "response_type", "scope", "state")
STATE: Final = re.compile(r"[0-9A-Za-z]{0,128}")
COOKIE: Final = "wechat_person"


class Authorisations:
    """The service account's page for browsers and its door for the merchant's server."""

    def __init__(self, app: App, ids: Ids) -> None:
        self._app, self._ids = app, ids

    async def serve_page(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """A browser is sent here and back again, or is told why not."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if (complaint := self._complaint(headers, pairs)) is not None:
            page = f"<!doctype html><meta charset=utf-8><title>{complaint}</title><p>{complaint}</p>"
            await put(send, Letter(page.encode(), {"content-type": "text/html; charset=utf-8"}))
            return
        asked = dict(pairs)
        known = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        person = known.value if known else self._ids.nonce()
        code = self._app.begin(self._openid(person)).code
        back = asked["redirect_uri"]
        joint = "&" if urlsplit(back).query else "?"
        answer = {
            "location": f"{back}{joint}{urlencode({'code': code, 'state': asked.get('state', '')})}",
            "set-cookie": f"{COOKIE}={person}; Path=/; HttpOnly; SameSite=Lax",
        }
        await put(send, Letter(b"", answer, 302))

    def _complaint(self, headers: dict[str, str], pairs: list[tuple[str, str]]) -> str | None:
        asked = dict(pairs)
        names = [name for name, _ in pairs]
        if "MicroMessenger" not in headers.get("user-agent", ""):
            return "请在微信客户端打开链接"
        if tuple(names) not in (ORDER, ORDER[:-1]) or asked["response_type"] != "code":
            return "该链接无法访问"
        if asked["appid"] != self._app.appid:
            return "AppID 参数错误"
        if asked["scope"] not in SCOPES:
            return "Scope 参数错误或没有 Scope 权限 错误码：10005"
        if urlsplit(asked["redirect_uri"]).scheme not in ("http", "https"):
            return "redirect_uri 参数错误 错误码：10003"
        return None if STATE.fullmatch(asked.get("state", "")) else "state 参数错误"

    def _openid(self, person: str) -> str:
        return "o" + hashlib.blake2b(f"{self._app.appid}:{person}".encode(), digest_size=16).hexdigest()[:27]

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        """What oauth2/access_token says."""
        try:
            if asked.get("grant_type") != "authorization_code":
                raise SaysNo(INVALID_GRANT, "invalid grant_type")
            if not asked.get("code"):
                raise SaysNo(MISSING_CODE, "missing code")
            openid = self._app.openid_of(asked, asked["code"])
        except SaysNo as no:
            return {"errcode": no.errcode, "errmsg": no.errmsg}
        return {
            "access_token": self._ids.token(),
            "expires_in": TOKEN_LIFE_S,
            "refresh_token": self._ids.token(),
            "openid": openid,
            "scope": "snsapi_base",
        }

    async def serve_change(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """The merchant's server asks."""
        await tell(send, self.answer(dict(parse_qsl(scope["query_string"].decode("latin-1")))))
