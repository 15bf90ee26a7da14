"""What a diner's page shows and says beside ordering and paying."""

from datetime import datetime, timedelta

from test_meal import paid, seen

from wendan.flows.edit_menu import ItemChange, edit_item
from wendan.kernel.money import Fen
from wendan.platform.auth import Credential, Credentials, session_secret


async def test_the_stores_are_public(town):
    cards = (await town.ask("GET", "/api/diner/stores")).body

    assert [card["store_no"] for card in cards] == [1, 2]
    assert cards[0]["is_open"]
    assert cards[0]["opening_hours"][0] == {"weekday": 0, "opens": "00:00:00", "closes": "00:00:00"}


async def test_a_changed_price_asks_the_customer_and_stores_nothing(town):
    token, basket = await town.diner(), town.basket(expected_total_fen=300)
    await edit_item(town.house, town.shop.store_id, town.shop.items[1], ItemChange(price_fen=Fen(350)))
    before = await town.counts()
    changed = await town.place(token, basket, "one-good-key")

    assert (changed.status, changed.code) == (409, "price-changed")
    assert changed.body["facts"] == {"expected_fen": 300, "total_fen": 350}
    assert await town.counts() == before
    agreed = await town.place(token, basket | {"expected_total_fen": 350}, "one-good-key")
    again = await town.place(token, basket, "one-good-key")
    assert (agreed.status, again.status) == (201, 200)


async def test_the_page_tells_first_payment_queue_and_credential(town):
    first, second = await town.diner(), await town.diner()
    one = await paid(town, first)
    await seen(town, first, one, "CONFIRMED")
    other = await paid(town, second)
    page = await seen(town, second, other, "CONFIRMED")
    old = (await town.ask("GET", town.at(one), first)).body

    assert (old["ahead"], page["ahead"]) == (0, 1)
    assert page["is_first_payment"]
    assert page["order"]["paid"] == {
        "channel": "wechat",
        "method": "native",
        "amount_fen": 300,
        "discount_fen": 0,
    }
    assert page["credential"].count(".") == 2
    unpaid = (await town.place(first, town.basket(0))).body
    page = (await town.ask("GET", town.at(unpaid), first)).body
    assert (page["is_first_payment"], page["ahead"], page["credential"]) == (False, None, None)
    assert page["order"]["paid"] is None


async def test_a_credential_is_no_session_and_a_session_no_credential(town):
    token = await town.diner()
    page = await seen(town, token, await paid(town, token), "CONFIRMED")
    as_session = await town.ask("GET", f"/api/diner/orders?store_id={town.shop.store_id}", page["credential"])
    path = f"/api/store/{town.shop.store_id}/pickups"
    as_credential = await town.post(path, town.shop.screen, {"credential": token})

    assert as_session.status == 401
    assert (as_credential.status, as_credential.code) == (422, "credential-is-invalid")


async def test_a_meal_is_fetched_once_with_its_credential_and_only_in_its_store(town):
    token = await town.diner()
    order = await paid(town, token)
    shown = {"credential": (await seen(town, token, order, "CONFIRMED"))["credential"]}
    path = f"/api/store/{town.shop.store_id}/pickups"
    elsewhere = town.house.database.fetch("SELECT store_id FROM store WHERE store_no = 2")
    other = f"/api/store/{(await elsewhere)[0]['store_id']}/pickups"

    assert (await town.post(other, town.shop.office, shown)).code == "credential-is-invalid"
    assert (await town.post(path, town.shop.screen, {"credential": "x"})).code == "credential-is-invalid"
    fetched = await town.post(path, town.shop.screen, shown)
    assert fetched.body["order"]["state"] == "COMPLETED"
    assert fetched.body["credential"] is None
    again = await town.post(path, town.shop.screen, shown)
    assert (again.status, again.code) == (409, "meal-was-handed-over")


async def test_a_credential_ends_with_the_next_business_day(town):
    token = await town.diner()
    order = await paid(town, token)
    page = await seen(town, token, order, "CONFIRMED")
    house = town.house
    credentials = Credentials(session_secret(house.settings.secret_path, house.ids), house.clock)
    confirmed = datetime.fromisoformat(page["order"]["confirmed_at"])
    until_at = credentials.read(page["credential"]).expires_at

    assert timedelta(days=1) < until_at - confirmed <= timedelta(days=2)
    late = Credential(town.shop.store_id, order["id"], confirmed - timedelta(seconds=1))
    worn = credentials.issue(Credential(late.store_id, town.shop.store_id, late.expires_at))
    path = f"/api/store/{town.shop.store_id}/pickups"
    assert (await town.post(path, town.shop.screen, {"credential": worn})).code == "credential-is-invalid"


async def test_methods_fit_the_device(town):
    token = await town.diner()
    order = (await town.place(token)).body
    kinds = {}
    for client in ("h5", "wechat", "mini-program", "kiosk"):
        answer = await town.ask("GET", town.at(order, f"/methods?client={client}"), token)
        kinds[client] = [(m["channel"], m["method"]) for m in answer.body["methods"]]

    assert kinds["h5"] == [("wechat", "h5"), ("wechat", "native")]
    assert kinds["wechat"] == kinds["mini-program"] == [("wechat", "native")]
    assert kinds["kiosk"] == [("wechat", "barcode"), ("wechat", "native")]
    for wrong in ("pos", "fax"):
        assert (await town.ask("GET", town.at(order, f"/methods?client={wrong}"), token)).status == 400
    stranger = await town.diner()
    assert (await town.ask("GET", town.at(order, "/methods?client=h5"), stranger)).status == 404


async def test_feedback_is_for_paid_orders_and_a_repeat_replaces(town):
    token = await town.diner()
    order = (await town.place(token)).body
    early = await town.post(town.at(order, "/feedback"), token, {"stars": 5, "words": ""})
    assert (early.status, early.code) == (409, "order-is-not-paid")
    payment = (await town.begin_payment(token, order)).body
    await town.pay_at_channel(payment["number"])
    await seen(town, token, order, "CONFIRMED")
    await town.post(town.at(order, "/feedback"), token, {"stars": 5, "words": "好"})
    page = (await town.post(town.at(order, "/feedback"), token, {"stars": 2, "words": "凉了"})).body

    assert (page["feedback"]["stars"], page["feedback"]["words"]) == (2, "凉了")
    heard = await town.ask("GET", f"/api/store/{town.shop.store_id}/feedback", town.shop.screen)
    assert [(f["pickup"], f["stars"]) for f in heard.body] == [("B001", 2)]
    assert (await town.post(town.at(order, "/feedback"), token, {"stars": 6})).status == 400


async def test_consents_are_kept_for_templates_of_this_house(town):
    token = await town.diner()
    order = (await town.place(token)).body
    strange = await town.post(town.at(order, "/consents"), token, {"template_ids": ["tmpl-9"]})
    nothing = await town.post(town.at(order, "/consents"), token, {"template_ids": []})

    assert (strange.status, strange.body["facts"]["field"]) == (400, "template_ids")
    assert nothing.status == 204
