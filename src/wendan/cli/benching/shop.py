"""The bench's two stores, the requests that place orders, and the callbacks that settle them, rendered beforehand."""

import asyncio
from typing import Final
from uuid import UUID

import msgspec

from wendan.cli.benching.load import request
from wendan.cli.drilling.menu import ALL_DAY
from wendan.cli.drilling.stage import Stage
from wendan.cli.drilling.wire import Wire
from wendan.domains.catalog.store import ITEMS
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan, open_store
from wendan.kernel.money import Fen
from wendan.sandbox.core import events
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.terms import PAID

DISHES: Final = 40
STOCK: Final = 10_000_000
ORDERS_OF_ONE: Final = 3
PREPARE_AT_ONCE: Final = 16
# The second store is pgbench's own: its ids are numbers that a script can count.
_COPY_STORE: Final = """
INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
                   is_taking_orders, version)
SELECT '00000000-0000-7000-8001-000000000001', 2, merchant_id, brand_id, name, name_en, timezone, opening_hours,
       accounts, is_taking_orders, version FROM store WHERE store_id = $1::uuid
"""
_COPY_CATEGORY: Final = """
INSERT INTO category (store_id, id, name, name_en, position)
SELECT '00000000-0000-7000-8001-000000000001', id, name, name_en, position FROM category WHERE store_id = $1::uuid
"""
_COPY_ITEMS: Final = """
INSERT INTO item (store_id, id, category_id, name, name_en, price_fen, specifications, is_listed, position, version)
SELECT '00000000-0000-7000-8001-000000000001',
       ('00000000-0000-7000-8006-' || lpad(to_hex(row_number() OVER (ORDER BY position)), 12, '0'))::uuid,
       category_id, name, name_en, price_fen, specifications, is_listed, position, version
FROM item WHERE store_id = $1::uuid
"""
_COPY_STOCK: Final = """
INSERT INTO stock (store_id, item_id, total, held, sold, available)
SELECT store_id, id, 10000000, 0, 0, 10000000 FROM item WHERE store_id = '00000000-0000-7000-8001-000000000001'
"""
_json = msgspec.json.Encoder().encode


async def open_stores(stage: Stage) -> UUID:
    """Our store; pgbench's twin stands beside it."""
    dishes = [ItemPlan(f"菜{n}", f"Dish {n}", Fen(2000), STOCK) for n in range(DISHES)]
    plan = StorePlan(
        store_no=1,
        merchant="量尺",
        brand="量尺",
        name="量尺饭店",
        name_en="The yardstick",
        accounts=stage.accounts,
        opening_hours=ALL_DAY,
        categories=[CategoryPlan("菜", "Dishes", dishes)],
    )
    store = await open_store(stage.house, plan)
    for sql in (_COPY_STORE, _COPY_CATEGORY, _COPY_ITEMS):
        await stage.house.reports.execute(sql, store.store_id)
    await stage.house.reports.execute(_COPY_STOCK)
    return store.store_id


async def place_requests(
    stage: Stage, wire: Wire, store_id: UUID, names: range
) -> tuple[dict[UUID, str], list[bytes]]:
    """Tokens by diner, and one POST for each name: three different dishes each. Nobody orders more than a few times."""
    items = await stage.house.database.read(ITEMS, store_id=store_id)
    rendered, tokens, token = [], dict[UUID, str](), ""
    for at, n in enumerate(names):
        if at % ORDERS_OF_ONE == 0:
            session = (await wire.say("POST", "/api/diner/sessions", {}, {})).body
            token = tokens[UUID(session["diner_id"])] = session["token"]
        first = n * 7919 % (DISHES - 2)
        lines = [{"item_id": items[first + k].id, "quantity": 1, "choices": {}} for k in range(3)]
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"order-{n:08}",
            "Content-Type": "application/json",
        }
        body = _json({"store_id": store_id, "entry": "h5", "lines": lines})
        rendered.append(request("POST", "/api/diner/orders", headers, body))
    return tokens, rendered


async def prepare_payments(wire: Wire, orders: list[tuple[UUID, UUID, str]]) -> list[str]:
    """Begin a payment for each order (store, order, its diner's token) through the API; their numbers."""
    turns = asyncio.Semaphore(PREPARE_AT_ONCE)

    async def one(place: tuple[UUID, UUID, str]) -> str:
        async with turns:
            headers = {"Authorization": f"Bearer {place[2]}", "Idempotency-Key": "bench-pay"}
            path = f"/api/diner/orders/{place[0]}/{place[1]}/payments"
            said = await wire.say("POST", path, headers, {"channel": "wechat", "method": "native"})
            return str(said.body["number"])

    return await asyncio.gather(*(one(place) for place in orders))


def callbacks(stage: Stage, numbers: list[str]) -> list[bytes]:
    """One signed callback for each number, as the channel sends it when the money has moved."""
    bench = stage.benches["wechat"]
    assert isinstance(bench, WechatBench)
    path = f"/callbacks/wechat/{bench.desk.account}"
    return [request("POST", path, *_signed(bench, number)) for number in numbers]


def _signed(bench: WechatBench, number: str) -> tuple[dict[str, str], bytes]:
    desk = bench.desk
    trade, now = desk.books.trades[number], desk.clock.now()
    desk.books.record(events.Taken(now.timestamp(), number, trade.order.total_fen, "o" + number[:27]))
    resource = answers.transaction(desk, trade, "SUCCESS")
    key = desk.terms.notice_id(PAID, number)
    body = bench.letters.envelope(key, PAID, resource, now.timestamp())
    return {**desk.crypto.headers(body, now), "Content-Type": "application/json"}, body
