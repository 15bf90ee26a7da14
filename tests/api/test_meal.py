"""A meal over HTTP: ordered, paid, seen, cooked."""

from waiting import until


async def paid(town, token):
    order = (await town.place(token)).body
    payment = (await town.begin_payment(token, order)).body
    await town.pay_at_channel(payment["number"])
    return order


async def seen(town, token, order, state):
    """The order's page, once it shows this state."""

    async def page():
        shown = (await town.ask("GET", town.at(order), token)).body
        return shown if shown["order"]["state"] == state else None

    return await until(page, otherwise=f"never {state}")


async def test_a_meal_is_ordered_paid_and_cooked(town):
    token = await town.diner()
    order = await paid(town, token)
    page = await seen(town, token, order, "CONFIRMED")
    staff = f"/api/store/{town.shop.store_id}"
    ticket = (await town.ask("GET", f"{staff}/tickets", town.shop.screen)).body[0]
    for step in ("acknowledge", "start", "finish", "hand-over"):
        answer = await town.post(f"{staff}/tickets/{ticket['id']}/{step}", town.shop.screen)
        assert answer.status == 200

    assert page["order"]["pickup"] == "B001"
    assert (await seen(town, token, order, "COMPLETED"))["payments"][0]["state"] == "SUCCEEDED"
    assert (await town.ask("GET", "/api/office/promises", town.shop.office)).body == []
    evidence = f"/api/office/orders/{order['store_id']}/{order['id']}/evidence"
    assert (await town.ask("GET", evidence, town.shop.office)).body["broken_at"] is None


async def test_the_page_asks_and_knows_although_no_callback_came(town):
    token = await town.diner()
    order = (await town.place(token)).body
    payment = (await town.begin_payment(token, order)).body
    async with town.client.put(f"{town.sandbox}/_sandbox/faults/silent") as silenced:
        assert silenced.status == 200
    await town.pay_at_channel(payment["number"])
    page = (await town.post(town.at(order, "/ask"), token)).body

    assert page["order"]["state"] == "CONFIRMED"


async def test_the_same_key_answers_with_the_same_order(town):
    token, key = await town.diner(), town.key()
    first = await town.place(token, key=key)
    again = await town.place(token, key=key)

    assert (first.status, again.status) == (201, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.body == first.body


async def test_the_same_key_answers_with_the_same_payment(town):
    token, key = await town.diner(), town.key()
    order = (await town.place(token)).body
    first = await town.begin_payment(token, order, key)
    again = await town.begin_payment(token, order, key)

    assert first.status == 201
    assert again.body == first.body


async def test_a_diner_gives_up_and_the_stock_is_free_again(town):
    token = await town.diner()
    order = (await town.place(token, town.basket(quantity=2))).body
    assert (await town.place(token)).code == "item-is-sold-out"
    page = await town.post(town.at(order, "/cancel"), token)

    assert page.body["order"]["state"] == "CLOSED"
    assert (await town.place(token)).status == 201


async def test_staff_give_back_part_of_the_money_once(town):
    token = await town.diner()
    order = await paid(town, token)
    await seen(town, token, order, "CONFIRMED")
    path, key = f"/api/store/{order['store_id']}/orders/{order['id']}/refunds", town.key()
    wish = {"amount_fen": 100, "reason": "冷了"}
    first = await town.post(path, town.shop.screen, wish, key)
    again = await town.post(path, town.shop.screen, wish, key)
    too_much = await town.post(path, town.shop.screen, {"amount_fen": 201, "reason": ""}, town.key())

    assert (first.status, again.status) == (201, 200)
    assert first.body["id"] == again.body["id"]
    assert (too_much.status, too_much.code) == (422, "refund-exceeds-payment")
