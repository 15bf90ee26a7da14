"""Who opened our mini-program: WeChat's code2session, good for one use (channels.md §5)."""

from typing import Final

import aiohttp
import msgspec

from wendan.channels.http import ChannelOptions
from wendan.channels.port import IdentityRefused
from wendan.channels.wechat.credentials import Credentials
from wendan.kernel.errors import Silence

PATH: Final = "/sns/jscode2session"
MOST_ANSWER_BYTES: Final = 65536
# WeChat answers HTTP 200 to everything; these error codes say that the code itself leads to nobody.
REFUSED_CODES: Final = frozenset({40029, 40163, 40226})


class _Session(msgspec.Struct):
    openid: str | None = None
    errcode: int = 0


_read_session = msgspec.json.Decoder(_Session).decode


class MiniProgramIdentity:
    """Asks WeChat whose sign-in code this is; the session key it also answers with is never kept."""

    def __init__(self, credentials: Credentials, options: ChannelOptions) -> None:
        assert credentials.app_secret is not None, "only an app with its secret can ask"
        self._credentials, self._options = credentials, options
        self._session: aiohttp.ClientSession | None = None

    async def openid_of(self, code: str) -> str:
        """The payer behind a code of `wx.login`. Raises Silence, IdentityRefused."""
        credentials = self._credentials
        parameters = {
            "appid": credentials.appid,
            "secret": credentials.app_secret or "",
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            async with self._open_session().get(credentials.login_url + PATH, params=parameters) as answer:
                found = _read_session(await answer.content.read(MOST_ANSWER_BYTES))
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.MsgspecError):
            # The address carries the secret, so nothing of the error is repeated.
            raise Silence("code2session gave no answer") from None
        if found.errcode in REFUSED_CODES:
            raise IdentityRefused
        if found.openid is None:
            raise Silence(f"code2session answered errcode {found.errcode}")
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
