"""Whatever is wrong is refused with a clear code and changes nothing."""

import json
from uuid import uuid4


async def refused(town, token, basket, key="some-good-key"):
    before = await town.counts()
    answer = await town.post("/api/diner/orders", token, basket, key)

    assert await town.counts() == before
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["type"] == f"urn:wendan:problem:{answer.code}"
    assert answer.body["title"]
    assert answer.body["title_zh"]
    return answer


WRONG_FIELDS = [
    ({"store_id": "x"}, "store_id"),
    ({"store_id": 5}, "store_id"),
    ({"entry": "by-pigeon"}, "entry"),
    ({"lines": []}, "lines"),
    ({"lines": "牛肉面"}, "lines"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": -1}]}, "lines[0].quantity"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": 0}]}, "lines[0].quantity"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": "2"}]}, "lines[0].quantity"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": 1.5}]}, "lines[0].quantity"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": 10**30}]}, "lines[0].quantity"),
    ({"lines": [{"item_id": str(uuid4()), "quantity": True}]}, "lines[0].quantity"),
    ({"remark": "x" * 201}, "remark"),
    ({"remark": "\x00"}, "remark"),
    ({"table_no": ""}, "table_no"),
    ({"price_fen": 1}, "body"),
]


async def test_a_wrong_field_is_named(town):
    token = await town.diner()
    for change, field in WRONG_FIELDS:
        answer = await refused(town, token, town.basket() | change)

        assert (answer.status, answer.code) == (400, "request-is-invalid"), change
        assert answer.body["facts"]["field"] == field


async def test_what_is_not_json_is_refused(town):
    token = await town.diner()
    for text in ("", "{", "[]", "null", '{"store_id": NaN}', "\ud800"):
        body = text.encode("utf-8", "surrogatepass")
        headers = {"Idempotency-Key": "some-good-key"}
        answer = await town.ask("POST", "/api/diner/orders", token, data=body, headers=headers)

        assert (answer.status, answer.code) == (400, "request-is-invalid"), text


async def test_a_bad_key_is_refused(town):
    token = await town.diner()
    for key in ("", "short", "x" * 65, "mit leerzeichen", "schlüssel1"):
        answer = await refused(town, token, town.basket(), key)

        assert (answer.status, answer.body["facts"]["field"]) == (400, "Idempotency-Key"), key


async def test_a_huge_body_is_refused(town):
    answer = await refused(town, await town.diner(), town.basket(remark="x" * 100_000))

    assert (answer.status, answer.code) == (413, "body-is-too-large")


async def test_what_the_menu_does_not_have_is_refused(town):
    token = await town.diner()
    unknown = town.basket() | {"lines": [{"item_id": str(uuid4()), "quantity": 1}]}
    no_spice = town.basket(0) | {"lines": [{"item_id": str(town.shop.items[0]), "quantity": 1}]}

    assert (await refused(town, token, unknown)).code == "item-is-unknown"
    assert (await refused(town, token, no_spice)).code == "choice-is-invalid"
    assert (await refused(town, token, town.basket(quantity=3))).code == "item-is-sold-out"
    assert (await refused(town, token, town.basket(quantity=100))).code == "basket-is-too-large"
    assert (await refused(town, token, town.basket() | {"store_id": str(uuid4())})).code == "store-is-unknown"


async def test_a_store_that_takes_no_orders_refuses(town):
    path = f"/api/store/{town.shop.store_id}/taking-orders"
    await town.ask("PUT", path, town.shop.screen, json={"is_taking_orders": False})

    assert (await refused(town, await town.diner(), town.basket())).code == "store-is-closed"


async def test_a_key_used_for_another_basket_is_refused(town):
    token = await town.diner()
    assert (await town.place(token, key="one-good-key")).status == 201
    answer = await refused(town, token, town.basket(0), "one-good-key")

    assert (answer.status, answer.code) == (422, "order-id-was-used")


async def test_other_peoples_orders_do_not_exist(town):
    mine = (await town.place(await town.diner())).body
    other = await town.diner()
    before = await town.counts()
    answers = [
        await town.ask("GET", town.at(mine), other),
        await town.post(town.at(mine, "/ask"), other),
        await town.post(town.at(mine, "/cancel"), other),
        await town.begin_payment(other, mine),
    ]

    assert {(a.status, a.code) for a in answers} == {(404, "order-is-unknown")}
    assert (await town.ask("GET", f"/api/diner/orders?store_id={mine['store_id']}", other)).body == []
    assert await town.counts() == before


FORGERIES = [
    ("forged", 401, "signature"),
    ("probe", 401, "probe"),
    ("stale", 401, "stale"),
    ("unknown-serial", 401, "unknown-key"),
    ("wrong-merchant", 400, "wrong-merchant"),
    ("undecryptable", 400, "undecryptable"),
]


async def test_a_callback_that_is_not_wechats_changes_nothing(town):
    token = await town.diner()
    order = (await town.place(token)).body
    payment = (await town.begin_payment(token, order)).body
    before = await town.counts()
    for kind, status, reason in FORGERIES:
        answered, body = await town.forge(kind, payment["number"])

        assert (answered, json.loads(body)) == (status, {"code": "FAIL", "message": reason})
        assert await town.counts() == before
    assert (await town.ask("GET", town.at(order), token)).body["order"]["state"] == "AWAITING_PAYMENT"


async def test_a_callback_to_a_merchant_we_are_not_is_refused(town):
    answer = await town.post("/callbacks/wechat/1900000001")

    assert (answer.status, answer.body["message"]) == (400, "wrong-merchant")


async def test_an_address_or_method_that_is_not_there(town):
    nothing = await town.ask("GET", "/nothing/here")
    wrong = await town.ask("DELETE", "/api/diner/orders")

    assert (nothing.status, nothing.code) == (404, "address-is-unknown")
    assert (wrong.status, wrong.code) == (405, "method-is-not-allowed")


async def test_every_answer_carries_its_trace(town):
    own = await town.ask("GET", "/health")
    given = await town.ask("GET", "/health", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    silly = await town.ask("GET", "/nothing", headers={"X-Trace-Id": "<script>"})

    assert len(own.headers["X-Trace-Id"]) == 32
    assert given.headers["X-Trace-Id"] == "a" * 32
    assert len(silly.headers["X-Trace-Id"]) == 32


async def test_while_the_database_is_away_channels_and_diners_are_told_to_come_again(town):
    token = await town.diner()
    order = (await town.place(token)).body
    payment = (await town.begin_payment(token, order)).body
    town.house.database.pool.terminate()
    genuine, _ = await town.forge("altered-amount", payment["number"])
    placed = await town.place(token)
    live = await town.ask("GET", "/health")

    assert genuine == 503
    assert (placed.status, placed.code) in {(503, "house-is-busy"), (503, "service-is-away")}
    assert placed.headers["Retry-After"] == "1"
    assert live.status == 200
