"""The mini-program as its platform knows it: one connection and one access token for everything that it sends."""

from urllib.parse import urlencode

import msgspec

from wendan.notify.codes import OLD_TOKEN
from wendan.notify.credentials import WechatMessages
from wendan.notify.platforms import JSON, USER_AGENT, HttpOptions, Said, ask, read_said
from wendan.notify.token import AccessToken
from wendan.platform.clock import Clock
from wendan.platform.http import Domains, HttpClient, Question


class MiniProgram:
    """Two keepers of plain tokens would make each other's useless; so there is one."""

    def __init__(self, settings: WechatMessages, options: HttpOptions, clock: Clock) -> None:
        self.settings = settings
        self._http, self._domains = HttpClient(options, USER_AGENT), Domains(settings.base_urls)
        self._token = AccessToken(settings, self._http, self._domains, clock)

    async def say(self, path: str, content: object) -> Said:
        """What the platform says to it; where it disowns the token, with a new one, once. Raises Refused, Silence."""
        body = msgspec.json.encode(content)
        token = await self._token.get()
        said = await self._ask(path, token, body)
        if said.errcode in OLD_TOKEN:
            self._token.forget(token)
            said = await self._ask(path, await self._token.get(), body)
        return said

    async def aclose(self) -> None:
        """Close connections; a second time does nothing."""
        await self._http.aclose()

    async def _ask(self, path: str, token: str, body: bytes) -> Said:
        target = f"{path}?{urlencode({'access_token': token})}"
        return read_said(await ask(self._http, self._domains, Question("POST", target, JSON, body)))
