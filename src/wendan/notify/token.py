"""The mini-program's access token, kept until shortly before its end, fetched anew when WeChat disowns it.

`stable_token` answers every process of ours with the same token until its last five minutes, and the old one lives on
for those (WeChat's page getStableAccessToken). Plain `token` (channels.md §5) must have one holder: each fetch makes the
one before it useless after a while.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import msgspec

from wendan.kernel.errors import Silence
from wendan.notify.codes import SUBSCRIBE, meaning
from wendan.notify.credentials import WechatMessages
from wendan.notify.platforms import JSON, ask, read_said
from wendan.notify.port import Refused, Why
from wendan.platform.clock import Clock
from wendan.platform.http import Domains, HttpClient, Question

PLAIN, STABLE = "/cgi-bin/token", "/cgi-bin/stable_token"
RENEWED_BEFORE: Final = timedelta(minutes=5)


class _Given(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


_read_given = msgspec.json.Decoder(_Given).decode


class AccessToken:
    """Whoever asks while it is being fetched waits for the same one."""

    def __init__(self, settings: WechatMessages, http: HttpClient, domains: Domains, clock: Clock) -> None:
        self._settings, self._http, self._domains, self._clock = settings, http, domains, clock
        self._token = ""
        self._renew_at: datetime | None = None
        self._fetching = asyncio.Lock()

    async def get(self) -> str:
        """Raises Refused: without a token nothing was sent, so there is no Silence about it."""
        async with self._fetching:
            if self._renew_at is None or self._clock.now() >= self._renew_at:
                await self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """WeChat does not know this one any more; a newer one stays."""
        if token == self._token:
            self._renew_at = None

    def _question(self) -> Question:
        settings = self._settings
        asked = {
            "grant_type": "client_credential",
            "appid": settings.appid,
            "secret": settings.app_secret,
        }
        if settings.access == "plain":
            return Question("GET", f"{PLAIN}?{urlencode(asked)}")
        return Question("POST", STABLE, JSON, msgspec.json.encode(asked))

    async def _fetch(self) -> None:
        try:
            body = await ask(self._http, self._domains, self._question())
            try:
                given = _read_given(body)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                said = read_said(body)
                why = meaning(said.errcode, self._settings.codes, SUBSCRIBE)
                raise Refused(why, f"token:{said.errcode}", said.errmsg) from None
        except Silence as silence:
            raise Refused(Why.BUSY, "token:silence", str(silence)) from None
        life = timedelta(seconds=given.expires_in)
        # A short-lived one is used for half of its life at least.
        self._renew_at = self._clock.now() + max(life - RENEWED_BEFORE, life / 2)
        self._token = given.access_token
