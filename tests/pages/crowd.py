"""Guests without a browser: many at once, over the same HTTP as the pages."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.async_api import FilePayload
from visits import Town

from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.wire import Wire
from wendan.sandbox.core.faults import AnswerFault


@dataclass
class Guest:
    """A phone with one order."""

    town: Town
    wire: Wire
    token: str
    order: dict[str, Any]

    async def press_pay(self, channel: str) -> None:
        """Choose this channel, whatever comes of it."""
        path = f"/api/diner/orders/{self.order['store_id']}/{self.order['id']}/payments"
        await self.wire.say(
            "POST", path, _headers(self.token, "press"), {"channel": channel, "method": "native"}
        )

    async def look(self, message_id: str) -> None:
        """Put a reminder on the page away."""
        path = f"/api/diner/messages/{self.order['store_id']}/{message_id}/seen"
        await self.wire.say("POST", path, _headers(self.token, "look"), {})

    async def may_be_texted(self, phone: str) -> None:
        """Leave a number for text messages."""
        wish = {"store_id": self.order["store_id"], "phone": phone, "allows_sms": True}
        await self.wire.say("PUT", "/api/diner/contact", _headers(self.token, "number"), wish)

    async def appeal(self, words: str) -> None:
        """Say why an entry of the blacklist is wrong."""
        wish = {"store_id": self.order["store_id"], "words": words}
        await self.wire.say("POST", "/api/diner/appeals", _headers(self.token, "appeal"), wish)

    async def diner_id(self) -> str:
        """Who this is."""
        [row] = await self.town.rows("SELECT diner_id FROM customer_order WHERE id = $1", self.order["id"])
        return str(row["diner_id"])


async def meet_an_outage(town: Town, count: int) -> None:
    """So many guests press pay while WeChat's door is shut."""
    town.stage.benches["wechat"].desk.fate.script("prepay", [AnswerFault.UNAVAILABLE_BEFORE] * 20 * count)
    async with crowd(town, count) as guests:
        await asyncio.gather(*(guest.press_pay("wechat") for guest in guests))


def a_feed(town: Town, count: int) -> FilePayload:
    """A file of what the public has just said about paying."""
    said_at = (town.stage.clock.now() - timedelta(minutes=1)).isoformat()
    rows = "".join(f"{n},{said_at},支付失败还扣款，第 {n} 个人这么说\r\n" for n in range(1, count + 1))
    text = f"external_id,said_at,text\r\n{rows}"
    return {"name": "feed.csv", "mimeType": "text/csv", "buffer": text.encode()}


def _headers(token: str, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{key}-{token[-20:]}"}


@asynccontextmanager
async def crowd(town: Town, count: int, dish: str = "番茄炒蛋饭"):
    """So many guests, each with an order of one dish that waits to be paid."""
    wire = Wire(DrillPlan(count, 1), town.url)
    try:
        yield await asyncio.gather(*(_guest(town, wire, dish) for _ in range(count)))
    finally:
        await wire.aclose()


async def _guest(town: Town, wire: Wire, dish: str) -> Guest:
    store_id = str(town.restaurant.store_id)
    token = (await wire.say("POST", "/api/diner/sessions", {}, {})).body["token"]
    menu = (await wire.say("GET", f"/api/diner/stores/{store_id}/menu", {})).body
    [item] = [item for each in menu["categories"] for item in each["items"] if item["name"] == dish]
    line = {"item_id": item["id"], "quantity": 1, "choices": {}}
    wish = {"store_id": store_id, "entry": "h5", "lines": [line]}
    placed = await wire.say("POST", "/api/diner/orders", _headers(token, "order"), wish)
    return Guest(town, wire, token, placed.body)
