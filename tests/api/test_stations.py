"""A ticket that is cooked at two stations."""

from test_meal import paid, seen

from wendan.flows.edit_menu import ItemChange, edit_item


async def test_each_station_finishes_its_part(town):
    for item, station in zip(town.shop.items, ("面档", "饮品"), strict=True):
        await edit_item(town.house, town.shop.store_id, item, ItemChange(station=station))
    token = await town.diner()
    both = town.basket(0)
    both["lines"] += town.basket(1)["lines"]
    order = (await town.place(token, both)).body
    payment = (await town.begin_payment(token, order)).body
    await town.pay_at_channel(payment["number"])
    await seen(town, token, order, "CONFIRMED")
    path = f"/api/store/{town.shop.store_id}/tickets"
    [ticket] = (await town.ask("GET", path, town.shop.screen)).body

    assert (ticket["stations"], ticket["done_stations"]) == (["面档", "饮品"], [])
    assert [(line["line_no"], line["station"]) for line in ticket["lines"]] == [(1, "面档"), (2, "饮品")]
    assert (ticket["entry"], ticket["total_fen"], ticket["paid"]["channel"]) == ("h5", 2100, "wechat")
    wrong = await town.post(f"{path}/{ticket['id']}/finish?station=烧烤", town.shop.screen)
    assert (wrong.status, wrong.code) == (422, "station-is-unknown")
    first = (await town.post(f"{path}/{ticket['id']}/finish?station=饮品", town.shop.screen)).body
    assert (first["state"], first["done_stations"]) == ("PREPARING", ["饮品"])
    assert (await town.ask("GET", town.at(order), token)).body["order"]["state"] == "PREPARING"
    last = (await town.post(f"{path}/{ticket['id']}/finish?station=面档", town.shop.screen)).body
    assert last["state"] == "READY"
    back = (await town.post(f"{path}/{ticket['id']}/recall?station=面档", town.shop.screen)).body
    assert (back["state"], back["done_stations"]) == ("PREPARING", ["饮品"])


async def test_a_ticket_without_stations_is_finished_at_once(town):
    token = await town.diner()
    await seen(town, token, await paid(town, token), "CONFIRMED")
    path = f"/api/store/{town.shop.store_id}/tickets"
    [ticket] = (await town.ask("GET", path, town.shop.screen)).body

    assert ticket["stations"] == []
    assert (await town.post(f"{path}/{ticket['id']}/finish", town.shop.screen)).body["state"] == "READY"
