"""A guest who says that they come to the counter with cash: the till knows, and somebody has to have heard it."""

WANTED = {"reasons": ["waiting-at-counter"]}


async def coming(town):
    """What a till reads: order by order who comes, and who knows of it."""
    path = f"/api/store/{town.shop.store_id}/unpaid/search"
    found = (await town.post(path, town.shop.screen, WANTED)).body["orders"]
    return {each["order"]["id"]: each["order"] for each in found if each["order"]["coming_at"]}


async def says_so(town, token, order):
    assert (await town.post(town.at(order, "/hints"), token, {"kind": "to-counter"})).status == 204


async def test_the_till_knows_of_a_guest_who_comes_with_cash_until_somebody_has_heard(town):
    token = await town.diner()
    order = (await town.place(token, town.basket(0, table_no="8"))).body
    before = await coming(town)
    await says_so(town, token, order)
    told = (await coming(town))[order["id"]]
    await town.post(
        f"/api/store/{town.shop.store_id}/unpaid/chase",
        town.shop.screen,
        {"chase": "seen", "order_ids": [order["id"]]},
    )
    seen = (await coming(town))[order["id"]]

    assert before == {}
    assert (told["table_no"], told["total_fen"], told["seen_at"]) == ("8", 1800, None)
    assert seen["seen_at"] > seen["coming_at"]
    assert seen["seen_by"] == "screen 1"


async def test_leaving_the_page_on_the_way_changes_nothing_and_paying_by_phone_does(town):
    token = await town.diner()
    order = (await town.place(token)).body
    await says_so(town, token, order)
    await town.post(town.at(order, "/hints"), token, {"kind": "left-page"})
    on_the_way = await coming(town)
    await town.begin_payment(token, order)

    assert list(on_the_way) == [order["id"]]
    assert await coming(town) == {}


async def test_nobody_is_sent_to_the_counter_for_anothers_order_or_for_one_that_is_over(town):
    token = await town.diner()
    order = (await town.place(token)).body
    stranger = await town.post(town.at(order, "/hints"), await town.diner(), {"kind": "to-counter"})
    await town.post(town.at(order, "/cancel"), token)
    await says_so(town, token, order)

    assert stranger.code == "order-is-unknown"
    assert await coming(town) == {}


async def test_a_store_that_takes_no_cash_offers_none(town):
    token = await town.diner()
    order = (await town.place(token)).body
    taken = (await town.ask("GET", town.at(order, "/methods?client=h5"), token)).body["takes_cash"]
    await town.house.database.execute(
        """UPDATE store SET accounts = accounts || '{"cash": "off"}' WHERE store_id = $1""",
        town.shop.store_id,
    )

    assert taken is True
    assert (await town.ask("GET", town.at(order, "/methods?client=h5"), token)).body["takes_cash"] is False
