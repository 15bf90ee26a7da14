"""The merchant's apps at WeChat: each knows people by openids of its own, and gives codes that lead to one of them."""

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from wendan.platform.clock import Clock
from wendan.platform.ids import Ids
from wendan.sandbox.core.wire import Letter, Send, put
from wendan.sandbox.wechat.keys import Keys

CODE_LIFE_S: Final = 300.0
INVALID_CODE, USED_CODE, INVALID_SECRET, INVALID_APPID = 40029, 40163, 40125, 40013
INVALID_GRANT, MISSING_CODE = 40002, 41008


class Login(msgspec.Struct, frozen=True):
    """A code, and who it leads to."""

    code: str
    openid: str


class SaysNo(Exception):
    """HTTP is 200 whatever WeChat's answer is; the code says what was wrong."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.errcode, self.errmsg = errcode, errmsg


class App:
    """One app, with the codes it has given out: each leads to one openid, for five minutes, once."""

    def __init__(self, appid: str, secret: str, clock: Clock, ids: Ids) -> None:
        self.appid, self._secret, self._clock, self._ids = appid, secret, clock, ids
        self._codes: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()
        self.people: set[str] = set()
        """The openids this app has given."""

    def begin(self, openid: str | None) -> Login:
        """A new code for this person, or for a new one."""
        now = self._clock.now().timestamp()
        self._codes = {code: known for code, known in self._codes.items() if known[1] > now}
        login = Login(self._ids.nonce(), openid or f"o{self._ids.nonce()[:27]}")
        self._codes[login.code] = (login.openid, now + CODE_LIFE_S)
        self.people.add(login.openid)
        return login

    def openid_of(self, asked: dict[str, str], code: str) -> str:
        """Who the code leads to; from now on it is used. Raises SaysNo."""
        if asked.get("appid") != self.appid:
            raise SaysNo(INVALID_APPID, "invalid appid")
        if asked.get("secret") != self._secret:
            raise SaysNo(INVALID_SECRET, "invalid appsecret")
        if code in self._used:
            raise SaysNo(USED_CODE, "code been used")
        openid, ends_at = self._codes.pop(code, ("", 0.0))
        if ends_at <= self._clock.now().timestamp():
            raise SaysNo(INVALID_CODE, "invalid code")
        self._used.add(code)
        return openid


@dataclass(slots=True)
class Apps:
    """Those that are bound to the merchant number."""

    mini_program: App
    service: App
    by_id: dict[str, App] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {app.appid: app for app in (self.mini_program, self.service)}

    @classmethod
    def open(cls, keys: Keys, clock: Clock, ids: Ids) -> "Apps":
        """The mini-program 小程序 and the service account 服务号."""
        return cls(
            App(keys.appid, keys.app_secret, clock, ids),
            App(keys.service_appid, keys.service_secret, clock, ids),
        )

    def are_at_odds(self, appid: str, openid: str) -> bool:
        """Whether another app gave this openid; one that nobody gave may be anybody's."""
        givers = {each.appid for each in self.by_id.values() if openid in each.people}
        return bool(givers) and appid not in givers


async def tell(send: Send, told: dict[str, Any]) -> None:
    """JSON that calls itself text, as WeChat's does."""
    await put(send, Letter(msgspec.json.encode(told), {"content-type": "text/plain"}))
