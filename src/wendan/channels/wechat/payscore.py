"""PayScore (支付分) as money held: a service order with a deposit, completed or cancelled (channels.md §1.18).

WeChat holds no money: it answers for it. What is taken becomes a payment under a number of WeChat's own making, so it
is asked about by `query_capture`, and refunded as a payment of method `payscore` by WeChat's reference.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from wendan.channels.http import ChannelOptions
from wendan.channels.port import ChannelRefused
from wendan.channels.preauth import (
    CaptureAsk,
    HoldAsk,
    HoldKey,
    HoldNews,
    HoldPrepared,
    HoldWord,
    ReleaseAsk,
)
from wendan.channels.reading import Heard
from wendan.channels.wechat import meaning
from wendan.channels.wechat.meaning import Answer
from wendan.channels.wechat.scores import ServiceOrder, capture_news, hold_news, read_order
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, ChannelNews, Source
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

PATH: Final = "/v3/payscore/serviceorder"
BUSINESS: Final = "wxpayScoreUse"
SIGN_TYPE: Final = "HMAC-SHA256"
LONGEST_NAME: Final = 20
LONGEST_REASON: Final = 50
ONCE_ONLY: Final = "ONE_CAPTURE_ONLY"
WHOLE_ONLY: Final = "WHOLE_RELEASE_ONLY"
NO_SCAN: Final = "NOT_BY_SCANNING"
_encode = msgspec.json.Encoder(order="deterministic").encode


class PayScore:
    """The verbs of channels/preauth.py, for the merchants that have a service id and an APIv2 key."""

    def __init__(
        self,
        merchants: Mapping[str, Merchant],
        transport: Transport,
        options: ChannelOptions,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._merchants = {
            account: merchant
            for account, merchant in merchants.items()
            if merchant.credentials.payscore_service_id and merchant.credentials.apiv2_key
        }
        self._transport, self._options, self._clock, self._ids = transport, options, clock, ids

    def serves(self, account: str) -> bool:
        """Whether this merchant may offer PayScore."""
        return account in self._merchants

    async def freeze(self, ask: HoldAsk) -> HoldPrepared:
        """A service order; the customer agrees on WeChat's page, opened with these parameters."""
        if ask.auth_code is not None:
            raise _cannot(NO_SCAN)
        merchant = self._merchants[ask.account]
        asked = self._common(merchant) | {
            "out_order_no": ask.number,
            "service_introduction": ask.description[:LONGEST_NAME],
            "time_range": {"start_time": "OnAccept"},
            "risk_fund": {"name": merchant.credentials.payscore_risk_fund, "amount": ask.amount_fen},
            "notify_url": self._options.notify_url(meaning.CHANNEL, ask.account),
            "need_user_confirm": True,
        }
        answer = await self._transport.ask(merchant, "POST", PATH, _encode(asked))
        if answer.status != 200:
            raise meaning.refusal_of(answer)
        order = self._order(ask.account, ask.number, answer)
        if not order.package:
            raise Silence("no package in the answer")
        return HoldPrepared(self._page(merchant, order.package), answer.body.decode())

    async def query_freeze(self, key: HoldKey) -> HoldNews:
        """What of it is promised, taken and left."""
        answer = await self._look(key)
        heard = self._heard(key.account, Source.QUERY, answer)
        if answer.status != 200:
            return self._missing(key, answer, heard)
        return hold_news(heard, self._order(key.account, key.number, answer))

    async def capture(self, ask: CaptureAsk) -> ChannelNews:
        """Complete the service order, once and for all: what is not taken is given back. Then see what became of it."""
        if not ask.is_last:
            raise _cannot(ONCE_ONLY)
        merchant = self._merchants[ask.hold.account]
        asked = self._common(merchant) | {
            "post_payments": [{"name": ask.description[:LONGEST_NAME], "amount": ask.amount_fen}],
            "total_amount": ask.amount_fen,
        }
        answer = await self._put(merchant, ask.hold.number, "complete", asked)
        if answer.status == 200:
            self._order(ask.hold.account, ask.hold.number, answer)
            return await self.query_capture(ask.hold, ask.number)
        refused = meaning.refusal_of(answer)
        order = await self._known(ask.hold)
        # A repeat is refused because of the order's state: the earlier one counts when it took the same.
        if order is None or order.total_amount != ask.amount_fen:
            raise refused
        return await self.query_capture(ask.hold, ask.number)

    async def query_capture(self, key: HoldKey, number: str) -> ChannelNews:
        """What became of a capture. Raises Silence, ChannelRefused."""
        answer = await self._look(key)
        if answer.status != 200:
            raise meaning.refusal_of(answer)
        heard = self._heard(key.account, Source.QUERY, answer)
        return capture_news(heard, number, self._order(key.account, key.number, answer))

    async def unfreeze(self, ask: ReleaseAsk) -> HoldNews:
        """All of it goes back, or nothing: WeChat releases the rest by itself with a capture."""
        now = await self.query_freeze(ask.hold)
        if now.word in (HoldWord.ACCEPTED, HoldWord.HELD) and now.held_fen != ask.amount_fen:
            raise _cannot(WHOLE_ONLY)
        return await self._cancelled(ask.hold, ask.reason)

    async def cancel(self, key: HoldKey) -> HoldNews:
        """Nothing is promised by this number any more; none there was is MISSING."""
        return await self._cancelled(key, "cancel")

    async def _cancelled(self, key: HoldKey, reason: str) -> HoldNews:
        merchant = self._merchants[key.account]
        asked = self._common(merchant) | {"reason": reason[:LONGEST_REASON] or "cancel"}
        answer = await self._put(merchant, key.number, "cancel", asked)
        if answer.status == 200:
            return await self.query_freeze(key)
        refused = meaning.refusal_of(answer)
        if refused.code in meaning.MISSING_CODES:
            return self._missing(key, answer, self._heard(key.account, Source.REQUEST, answer))
        news = await self.query_freeze(key)
        if news.word is not HoldWord.CLOSED:
            raise refused
        return news

    async def _put(self, merchant: Merchant, number: str, verb: str, asked: Mapping[str, Any]) -> Answer:
        target = f"{PATH}/{quote(number, safe='')}/{verb}"
        return await self._transport.ask(merchant, "POST", target, _encode(asked))

    async def _look(self, key: HoldKey) -> Answer:
        merchant = self._merchants[key.account]
        asked = {"out_order_no": key.number, **self._common(merchant)}
        return await self._transport.ask(merchant, "GET", f"{PATH}?{urlencode(asked)}")

    async def _known(self, key: HoldKey) -> ServiceOrder | None:
        answer = await self._look(key)
        return self._order(key.account, key.number, answer) if answer.status == 200 else None

    def _order(self, account: str, number: str, answer: Answer) -> ServiceOrder:
        order = read_order(answer.body)
        if (order.mchid, order.out_order_no) != (account, number):
            raise Silence(f"asked about {number}, answered about another")
        return order

    def _page(self, merchant: Merchant, package: str) -> dict[str, str]:
        """For openBusinessView: `businessType`, and all else as its `extraData`."""
        given = {
            "mch_id": merchant.credentials.mchid,
            "package": package,
            "timestamp": str(int(self._clock.now().timestamp())),
            "nonce_str": self._ids.nonce(),
            "sign_type": SIGN_TYPE,
        }
        key = merchant.credentials.apiv2_key or ""
        text = "&".join(f"{name}={given[name]}" for name in sorted(given)) + f"&key={key}"
        signature = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
        return {"businessType": BUSINESS, **given, "sign": signature}

    @staticmethod
    def _common(merchant: Merchant) -> dict[str, Any]:
        given = merchant.credentials
        return {"appid": given.appid, "service_id": given.payscore_service_id}

    def _heard(self, account: str, source: Source, answer: Answer) -> Heard:
        text = answer.body.decode(errors="replace") if answer.status == 200 else answer.raw
        return Heard(account, source, self._clock.now(), text)

    @staticmethod
    def _missing(key: HoldKey, answer: Answer, heard: Heard) -> HoldNews:
        refused = meaning.refusal_of(answer)
        if refused.code not in meaning.MISSING_CODES:
            raise refused
        word = HoldWord.MISSING
        return HoldNews(
            meaning.CHANNEL, key.account, key.number, word, heard.source, heard.heard_at, heard.text
        )


def _cannot(code: str) -> ChannelRefused:
    """PayScore has no such thing, so nothing was asked."""
    return ChannelRefused(code, Cause.OUR_MISTAKE, code, retryable=False)
