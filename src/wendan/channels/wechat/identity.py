"""Who opened our mini-program, or our page inside WeChat: a code of WeChat's, good for one use, leads to an openid.

The mini-program's by code2session (channels.md §5), the page's by 网页授权 with `snsapi_base`, which asks nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

import aiohttp
import msgspec

from wendan.channels.http import ChannelOptions
from wendan.channels.port import CodeWasUsed, IdentityRefused
from wendan.channels.wechat.credentials import Credentials
from wendan.kernel.errors import Silence

LOGIN_PATH: Final = "/sns/jscode2session"
CODE_PATH: Final = "/sns/oauth2/access_token"
AUTHORISE_PATH: Final = "/connect/oauth2/authorize"
MOST_ANSWER_BYTES: Final = 65536
# WeChat answers HTTP 200 to everything; these error codes say that the code itself leads to nobody.
REFUSED_CODES: Final = frozenset({40029, 40163, 40226, 41008})
USED_CODE: Final = 40163


class _Found(msgspec.Struct):
    openid: str | None = None
    errcode: int = 0


_read_found = msgspec.json.Decoder(_Found).decode


class _Asker:
    """The one question; a session key or token that it also answers with is never kept."""

    def __init__(self, options: ChannelOptions) -> None:
        self._options = options
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, address: str, parameters: Mapping[str, str]) -> str:
        """The openid in the answer. Raises Silence, IdentityRefused."""
        try:
            async with self._open_session().get(address, params=parameters) as answer:
                found = _read_found(await answer.content.read(MOST_ANSWER_BYTES))
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.MsgspecError):
            # The address carries the secret, so nothing of the error is repeated.
            raise Silence("WeChat did not say who somebody is") from None
        if found.errcode == USED_CODE:
            raise CodeWasUsed
        if found.errcode in REFUSED_CODES:
            raise IdentityRefused
        if found.openid is None:
            raise Silence(f"WeChat did not say who somebody is, but errcode {found.errcode}")
        return found.openid

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            options = self._options
            limits = aiohttp.ClientTimeout(
                total=options.answer_timeout_s, sock_connect=options.connect_timeout_s
            )
            self._session = aiohttp.ClientSession(timeout=limits, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def aclose(self) -> None:
        """Close connections."""
        if self._session is not None:
            await self._session.close()


class MiniProgramIdentity:
    """Asks WeChat whose sign-in code this is."""

    def __init__(self, credentials: Credentials, options: ChannelOptions) -> None:
        assert credentials.app_secret is not None, "only an app with its secret can ask"
        self._credentials, self._asker = credentials, _Asker(options)

    async def openid_of(self, code: str) -> str:
        """The payer behind a code of `wx.login`. Raises Silence, IdentityRefused."""
        credentials = self._credentials
        parameters = {
            "appid": credentials.appid,
            "secret": credentials.app_secret or "",
            "js_code": code,
            "grant_type": "authorization_code",
        }
        return await self._asker.ask(credentials.login_url + LOGIN_PATH, parameters)

    async def aclose(self) -> None:
        """Close connections."""
        await self._asker.aclose()


class ServiceAccounts:
    """The service accounts 服务号 by which guests are known inside WeChat's own browser."""

    def __init__(self, credentials: Iterable[Credentials], options: ChannelOptions) -> None:
        named = [each for each in credentials if each.service_appid is not None]
        self._apps = {each.mchid: each.service_appid or "" for each in named}
        self._by_app = {each.service_appid or "": each for each in named}
        self._asker = _Asker(options)

    def app_of(self, account: str) -> str | None:
        """The appid of the service account that this merchant number is bound to."""
        return self._apps.get(account)

    def address(self, appid: str, return_to: str, state: str) -> str:
        """WeChat's page, which sends the browser back with a code. WeChat wants the parameters in this order."""
        wanted = (
            f"appid={appid}&redirect_uri={quote(return_to, safe='')}&response_type=code"
            f"&scope=snsapi_base&state={state}"
        )
        return f"{self._by_app[appid].authorise_url}{AUTHORISE_PATH}?{wanted}#wechat_redirect"

    async def openid_of(self, appid: str, code: str) -> str:
        """The payer behind the code. Raises Silence, CodeWasUsed, IdentityRefused."""
        credentials = self._by_app[appid]
        parameters = {
            "appid": appid,
            "secret": credentials.service_secret or "",
            "code": code,
            "grant_type": "authorization_code",
        }
        return await self._asker.ask(credentials.login_url + CODE_PATH, parameters)

    async def aclose(self) -> None:
        """Close connections."""
        await self._asker.aclose()
