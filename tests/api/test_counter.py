"""The counter: orders by staff, cash, what is not certain yet, search, shifts."""

from uuid import uuid4

import pytest
from test_meal import paid, seen


class Till:
    """A cashier's screen in the town's first store."""

    def __init__(self, town, token=None):
        self.town, self.token = town, token or town.shop.screen
        self.base = f"/api/store/{town.shop.store_id}"

    async def get(self, path):
        return await self.town.ask("GET", self.base + path, self.token)

    async def post(self, path, body=None, key=None):
        return await self.town.post(self.base + path, self.token, body, key or self.town.key())

    async def open(self, fen=20000):
        return await self.post("/shifts", {"opening_float_fen": fen})

    async def place(self, item=1, **more):
        basket = self.town.basket(item)
        return (await self.post("/orders", {"lines": basket["lines"]} | more)).body

    async def cash(self, order, fen, key=None):
        return await self.post(f"/orders/{order['id']}/cash", {"tendered_fen": fen}, key)

    async def shift(self):
        return (await self.get("/shifts/current")).body


@pytest.fixture
def till(town):
    return Till(town)


async def test_an_order_is_taken_paid_in_cash_and_cooked(town, till):
    await till.open()
    order = await till.place(table_no="8", expected_total_fen=300)
    taken = await till.cash(order, 1000)
    page = taken.body["page"]
    shift = await till.shift()

    assert (taken.status, taken.body["change_fen"]) == (200, 700)
    assert (page["order"]["state"], page["order"]["entry"], page["order"]["pickup"]) == (
        "CONFIRMED",
        "pos",
        "P001",
    )
    assert page["order"]["paid"] == {
        "channel": "cash",
        "method": "cash",
        "amount_fen": 300,
        "discount_fen": 0,
    }
    assert [event["kind"] for event in page["events"]][1:3] == ["payment-requested", "cash-taken"]
    assert (shift["cash_taken_fen"], shift["expected_fen"]) == (300, 20300)
    [ticket] = (await till.get("/tickets")).body
    assert ticket["paid"]["channel"] == "cash"
    assert (await town.ask("GET", "/api/office/promises", town.shop.office)).body == []
    ledger = "SELECT accounts, amounts_fen FROM ledger_transaction"
    [row] = await town.house.reports.fetch(ledger)
    assert (row["accounts"], row["amounts_fen"]) == (["receivable:cash:drawer", "sales"], [300, -300])


async def test_the_same_key_takes_the_same_cash_once(town, till):
    await till.open()
    order, key = await till.place(), town.key()
    first = await till.cash(order, 500, key)
    again = await till.cash(order, 500, key)
    other = await till.cash(order, 600, key)
    later = await till.cash(order, 500)

    assert again.body["change_fen"] == first.body["change_fen"] == 200
    assert (other.status, other.code) == (422, "payment-id-was-used")
    assert (later.status, later.code) == (409, "order-no-longer-awaits-payment")
    assert (await till.shift())["cash_taken_fen"] == 300


async def test_cash_that_cannot_be_taken_is_refused_and_nothing_moves(town, till):
    order = await till.place()
    before = await town.counts()
    closed = await till.cash(order, 500)
    await till.open()
    little = await till.cash(order, 299)
    unknown = await till.cash({"id": uuid4()}, 500)
    by_phone = await till.post(f"/orders/{order['id']}/payments", {"channel": "cash", "method": "cash"})
    await town.house.reports.execute('UPDATE store SET accounts = accounts || \'{"cash": "off"}\'')
    off = await till.cash(order, 500)

    assert (closed.status, closed.code) == (409, "shift-is-needed")
    assert (little.status, little.code) == (422, "cash-is-too-little")
    assert little.body["facts"] == {"total_fen": 300, "tendered_fen": 299}
    assert unknown.code == "order-is-unknown"
    assert by_phone.code == off.code == "payment-method-is-not-offered"
    assert await town.counts() == before
    assert (await till.shift())["cash_taken_fen"] == 0


async def test_a_diner_cannot_pay_cash_by_themselves(town):
    token = await town.diner()
    order = (await town.place(token)).body
    wish = {"channel": "cash", "method": "cash"}
    answer = await town.post(town.at(order, "/payments"), token, wish, town.key())

    assert (answer.status, answer.code) == (422, "payment-method-is-not-offered")


async def test_the_counter_offers_cash_and_a_code_and_diners_never_cash(town, till):
    order = await till.place()
    offered = (await till.get(f"/orders/{order['id']}/methods?client=pos")).body["methods"]
    begun = await till.post(f"/orders/{order['id']}/payments", {"channel": "wechat", "method": "native"})
    listed = (await till.get("/unconfirmed")).body
    await town.pay_at_channel(begun.body["number"])
    asked = await till.post(f"/orders/{order['id']}/ask")

    assert {(m["channel"], m["name"]) for m in offered} == {
        ("wechat", "微信扫码支付"),
        ("wechat", "微信付款码"),
        ("cash", "现金"),
        ("bank-card", "刷卡（POS 机）"),
        ("bank-card", "闪付（挥卡）"),
    }
    assert (begun.status, "code_url" in begun.body["parameters"]) == (201, True)
    assert [(u["order"]["id"], u["payment"]["number"]) for u in listed] == [
        (order["id"], begun.body["number"])
    ]
    assert listed[0]["next_ask_at"]
    assert asked.body["order"]["state"] == "CONFIRMED"
    assert (await till.get("/unconfirmed")).body == []


async def test_cash_closes_the_code_that_was_open_and_what_comes_by_it_goes_back(town, till):
    await till.open()
    order = await till.place()
    begun = await till.post(f"/orders/{order['id']}/payments", {"channel": "wechat", "method": "native"})
    assert (await till.cash(order, 300)).body["change_fen"] == 0
    await town.pay_at_channel(begun.body["number"])
    for _ in range(100):
        page = (await till.post(f"/orders/{order['id']}/ask")).body
        if page["refunds"]:
            break

    assert page["order"]["paid"]["channel"] == "cash"
    assert [(r["reason"], r["amount_fen"]) for r in page["refunds"]] == [("second-payment", 300)]


async def test_a_cash_refund_leaves_the_drawer_at_once(town, till):
    await till.open()
    order = await till.place()
    await till.cash(order, 300)
    path, key = f"/orders/{order['id']}/refunds", town.key()
    first = await till.post(path, {"amount_fen": 100, "reason": "冷了"}, key)
    again = await till.post(path, {"amount_fen": 100, "reason": "冷了"}, key)
    shift = await till.shift()

    assert (first.status, again.status, first.body["state"]) == (201, 200, "SUCCEEDED")
    assert (shift["cash_returned_fen"], shift["expected_fen"]) == (100, 20200)
    events = (await till.get(f"/orders/{order['id']}")).body["events"]
    assert "cash-returned" in [event["kind"] for event in events]
    await till.post(f"/shifts/{shift['id']}/close", {"counted_fen": 20200, "unsynced_orders": 0, "words": ""})
    late = await till.post(path, {"amount_fen": 100, "reason": "冷了"})
    assert (late.status, late.code) == (409, "shift-is-needed")
    assert (await town.ask("GET", "/api/office/promises", town.shop.office)).body == []


async def test_a_paid_order_is_cancelled_and_all_cash_returned(town, till):
    await till.open()
    order = await till.place()
    await till.cash(order, 300)
    page = (await till.post(f"/orders/{order['id']}/cancel")).body

    assert (page["order"]["state"], page["refunds"][0]["state"]) == ("CANCELLED", "SUCCEEDED")
    assert (await till.shift())["expected_fen"] == 20000


async def test_an_unpaid_order_is_given_up(town, till):
    order = await till.place()
    page = await till.post(f"/orders/{order['id']}/give-up")
    again = await till.post(f"/orders/{order['id']}/give-up")

    assert page.body["order"]["state"] == again.body["order"]["state"] == "CLOSED"


async def test_a_shift_is_opened_once_counted_and_closed_once(town, till):
    key = town.key()
    first = await till.post("/shifts", {"opening_float_fen": 10000}, key)
    again = await till.post("/shifts", {"opening_float_fen": 10000}, key)
    other = await till.post("/shifts", {"opening_float_fen": 1}, key)
    second = await till.open()
    await till.cash(await till.place(), 300)
    path = f"/shifts/{first.body['id']}/close"
    unsynced = await till.post(path, {"counted_fen": 10250, "unsynced_orders": 1, "words": ""})
    closed = await till.post(path, {"counted_fen": 10250, "unsynced_orders": 0, "words": "少了五毛"})
    twice = await till.post(path, {"counted_fen": 10250, "unsynced_orders": 0, "words": ""})

    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    assert (other.code, second.code) == ("shift-id-was-used", "shift-is-open-already")
    assert (unsynced.status, unsynced.code) == (409, "orders-are-unsynced")
    assert unsynced.body["facts"] == {"unsynced_orders": 1}
    assert (closed.body["expected_fen"], closed.body["difference_fen"]) == (10300, -50)
    assert twice.code == "shift-is-closed"
    assert await till.shift() is None
    assert [shift["words"] for shift in (await till.get("/shifts")).body] == ["少了五毛"]
    strange = f"/shifts/{uuid4()}/close"
    nothing = await till.post(strange, {"counted_fen": 0, "unsynced_orders": 0, "words": ""})
    assert (nothing.status, nothing.code) == (404, "shift-is-unknown")


async def test_an_order_is_found_by_whatever_the_customer_shows(town, till):
    token = await town.diner()
    order = await paid(town, token)
    page = await seen(town, token, order, "CONFIRMED")
    at_table = await till.place(table_no="窗边8")
    number = page["payments"][0]["number"]
    found = {}
    for text in ("B001", "b1", "1", order["id"], number, "窗边8", "B002", "' OR 1=1", "B001x"):
        answer = await till.get(f"/orders?text={text}")
        found[text] = [each["id"] for each in answer.body]

    for text in ("B001", "b1", "1", order["id"], number):
        assert found[text] == [order["id"]], text
    assert found["窗边8"] == [at_table["id"]]
    assert found["B002"] == found["' OR 1=1"] == found["B001x"] == []
    assert (await till.get("/orders?text=B001&state=CLOSED")).body == []
    assert len((await till.get("/orders?text=%20")).body) == 2
    assert (await till.get("/orders?text=a%00b")).status == 400


async def test_a_search_reads_no_table_from_end_to_end(town):
    from wendan.domains.ordering.store import VIEWS_BY_TEXT
    from wendan.domains.payments.store import UNCERTAIN_OF_STORE
    from wendan.platform.db import _text

    for query in (VIEWS_BY_TEXT, UNCERTAIN_OF_STORE):
        sql, names = _text((query,))
        blanks = ", ".join("NULL" for _ in names)
        async with town.house.database.pool.acquire() as connection:
            await connection.execute(f"PREPARE asked AS {sql}")
            plan = await connection.fetch(f"EXPLAIN EXECUTE asked({blanks})")
            await connection.execute("DEALLOCATE asked")
        assert not [row[0] for row in plan if "Seq Scan" in row[0]]
