"""A channel with two accounts that can be ill in different ways."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from wendan.channels.port import ChannelRefused, PaymentAsk, PaymentKey, Prepared
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FIRST, SECOND = "1900000001", "1900000002"


@dataclass
class TwoAccounts:
    """A channel whose accounts can be ill in different ways: `silent` ones do not answer, `refusing` ones say no."""

    name: str = "wechat"
    methods: dict[str, Scene] = field(default_factory=lambda: {"native": Scene.QR, "barcode": Scene.BARCODE})
    calls_back: bool = False
    bills: None = None
    callback_headers: tuple[str, ...] = ()
    kept: None = None
    silent: set[str] = field(default_factory=set)
    refusing: dict[str, Cause] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def serves(self, account: str) -> bool:
        return account in (FIRST, SECOND)

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        self.asked.append((ask.account, ask.number))
        if ask.account in self.silent:
            raise Silence("away")
        if ask.account in self.refusing:
            raise ChannelRefused("NO_AUTH", self.refusing[ask.account], "HTTP 403", retryable=False)
        return Prepared({"code_url": f"code of {ask.account}"}, "")

    async def query(self, key: PaymentKey) -> ChannelNews:
        if key.account in self.silent:
            raise Silence("away")
        return ChannelNews(
            self.name, key.account, Subject.PAYMENT, key.number, Word.MISSING, Source.QUERY, NOON, "404"
        )
