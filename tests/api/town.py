"""A small town for the API's tests: a noodle shop, its staff, diners, and the payment channel across the street."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Self
from uuid import UUID

import aiohttp

from wendan.channels.wechat import load_credentials
from wendan.domains.catalog.model import Choice, OpeningHours, Specification
from wendan.domains.catalog.store import ITEMS
from wendan.domains.people.model import Role
from wendan.flows.house import House
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan, open_store
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE

ALWAYS = [OpeningHours(day, time(0), time(0)) for day in range(7)]
SPICE = Specification("辣度", "Spice", [Choice("微辣", "mild"), Choice("特辣", "hot", 100)])


@dataclass
class Shop:
    store_id: UUID
    items: list[UUID]
    screen: str
    office: str
    stranger: str  # the screen of another store


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        return self.body["code"]


async def open_shop(house: House) -> Shop:
    account = load_credentials(house.settings.wechat_file).mchid
    dishes = [ItemPlan("牛肉面", "Beef noodles", 1800, 10, [SPICE]), ItemPlan("豆浆", "Soy milk", 300, 2)]
    stores = []
    for number in (1, 2):
        menu = [CategoryPlan("面", "Noodles", dishes)]
        plan = StorePlan(
            number, "商户", "品牌", f"面馆{number}", "Noodles", {"wechat": account}, ALWAYS, menu
        )
        stores.append((await open_store(house, plan)).store_id)
    keys = [
        (await issue_key(house, KeyWish(store_id, name, role)))[1]
        for store_id, name, role in (
            (stores[0], "screen 1", Role.MANAGER),
            (HEAD_OFFICE, "boss", Role.HQ),
            (stores[1], "screen 2", Role.MANAGER),
        )
    ]
    items = await house.database.read(ITEMS, store_id=stores[0])
    return Shop(stores[0], [item.id for item in items], *keys)


@dataclass
class Town:
    house: House
    url: str
    sandbox: str
    shop: Shop
    client: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)
    keys: int = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> Answer:
        headers = dict(more.pop("headers", {}))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self.client.request(method, self.url + path, headers=headers, **more) as response:
            text = await response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            body = await response.json(content_type=None) if is_json else text
            return Answer(response.status, response.headers, body)

    async def post(
        self, path: str, token: str | None = None, json: Any = None, key: str | None = None
    ) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.ask("POST", path, token, json={} if json is None else json, headers=headers)

    def key(self) -> str:
        self.keys += 1
        return f"test-key-{self.keys:04}"

    async def diner(self) -> str:
        return (await self.post("/api/diner/sessions")).body["token"]

    def basket(self, item: int = 1, quantity: int = 1, **more: Any) -> dict[str, Any]:
        line = {"item_id": str(self.shop.items[item]), "quantity": quantity}
        if item == 0:
            line["choices"] = {"辣度": ["微辣"]}
        return {"store_id": str(self.shop.store_id), "entry": "h5", "lines": [line]} | more

    async def place(self, token: str, basket: Any = None, key: str | None = None) -> Answer:
        return await self.post("/api/diner/orders", token, basket or self.basket(), key or self.key())

    def at(self, order: dict[str, Any], rest: str = "") -> str:
        return f"/api/diner/orders/{order['store_id']}/{order['id']}{rest}"

    async def begin_payment(self, token: str, order: dict[str, Any], key: str | None = None) -> Answer:
        wish = {"channel": "wechat", "method": "native"}
        return await self.post(self.at(order, "/payments"), token, wish, key or self.key())

    async def pay_at_channel(self, number: str) -> None:
        async with self.client.post(f"{self.sandbox}/_sandbox/payments/{number}/pay") as response:
            assert response.status == 200, await response.text()

    async def forge(self, kind: str, number: str | None = None) -> tuple[int, str]:
        account = load_credentials(self.house.settings.wechat_file).mchid
        wanted = {"kind": kind, "notify_url": f"{self.url}/callbacks/wechat/{account}", "number": number}
        async with self.client.post(f"{self.sandbox}/_sandbox/forge", json=wanted) as response:
            told = await response.json()
            return told["status"], told["body"]

    async def live(self, path: str, first: dict[str, Any] | str) -> aiohttp.ClientWebSocketResponse:
        socket = await self.client.ws_connect(self.url + path)
        await (socket.send_str(first) if isinstance(first, str) else socket.send_json(first))
        return socket

    async def counts(self) -> dict[str, int]:
        """How many rows there are of everything that must not change by a refused request."""
        tables = (
            "customer_order payment payment_fact refund ticket event inbox ledger_transaction exception_case"
        )
        rows = {
            table: (await self.house.reports.fetch(f"SELECT count(*) FROM {table}"))[0][0]
            for table in tables.split()
        }
        stock = await self.house.reports.fetch("SELECT sum(held), sum(sold), sum(available) FROM stock")
        return rows | {"held": stock[0][0], "sold": stock[0][1], "available": stock[0][2]}
