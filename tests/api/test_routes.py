"""How the channels are and the hand on the switch, through the doors; what a page notices."""

from zoneinfo import ZoneInfo


async def a_switch(town, **more):
    wish = {"channel": "wechat", "act": "DRAIN", "reason": "银行故障", "minutes": 30, **more}
    return await town.post("/api/office/switches", town.shop.office, wish)


async def test_a_switch_is_thrown_seen_audited_and_taken_back(town):
    thrown = await a_switch(town)
    await town.house.routes.exchange(town.house.database)
    seen = (await town.ask("GET", "/api/office/routes", town.shop.office)).body
    ended = await town.ask("DELETE", f"/api/office/switches/{thrown.body['id']}", town.shop.office)

    assert thrown.status == 201
    assert {"wechat", "cash"} <= set(seen["channels"])
    native = next(r for r in seen["routes"] if (r["channel"], r["method"]) == ("wechat", "native"))
    assert (native["state"], native["act"]) == ("CLOSED", "DRAIN")
    assert [s["reason"] for s in seen["switches"]] == ["银行故障"]
    assert ended.body["ended_by"]
    audit = await town.house.database.fetch("SELECT action FROM audit_entry")
    assert [entry["action"] for entry in audit] == [
        "throw_switch",
        "take_switch_back",
    ]


async def test_a_manager_sees_the_channels_of_their_own_store_and_what_head_office_switched(town):
    await a_switch(town)
    await a_switch(town, channel="wechat", account="1900000999", reason="别的商户号")
    await town.house.routes.exchange(town.house.database)
    place = f"/api/store/{town.shop.store_id}/routes"
    seen = (await town.ask("GET", place, town.shop.screen)).body

    assert {route["channel"] for route in seen["routes"]} == set(seen["channels"])
    native = next(r for r in seen["routes"] if (r["channel"], r["method"]) == ("wechat", "native"))
    assert native["act"] == "DRAIN"
    assert [switch["reason"] for switch in seen["switches"]] == ["银行故障"]
    assert (await town.ask("GET", place, town.shop.stranger)).code == "not-allowed"
    assert (await town.ask("GET", "/api/office/routes", town.shop.screen)).code == "not-allowed"
    refused = await town.post("/api/office/switches", town.shop.screen, {"channel": "wechat"})
    assert refused.code == "not-allowed"


async def test_bad_switches_are_refused_with_their_code(town):
    refused = {
        "act": await a_switch(town, act="EXPLODE"),
        "channel": await a_switch(town, channel="unheard-of"),
        "itself": await a_switch(town, act="MOVE", to_channel="wechat"),
        "for ever": await a_switch(town, minutes=10_000),
        "no reason": await a_switch(town, reason=""),
    }

    assert {name: answer.status for name, answer in refused.items()} == {
        "act": 400,
        "channel": 422,
        "itself": 422,
        "for ever": 400,
        "no reason": 400,
    }
    assert refused["channel"].code == "channel-is-unknown"
    assert refused["itself"].code == "nothing-would-be-left"


async def test_what_a_page_notices_is_bounded_and_believed_by_nobody(town):
    token = await town.diner()
    order = (await town.place(token, town.basket(0))).body
    place = town.at(order, "/hints")
    said = [await town.post(place, token, {"kind": "left-page", "network": "4g"}) for _ in range(32)]
    bad = [
        await town.post(place, token, body)
        for body in (
            {"kind": "paid"},
            {"kind": "left-page", "took_ms": -1},
            {"kind": "left-page", "network": "x" * 17},
        )
    ]
    stranger = await town.post(place, await town.diner(), {"kind": "left-page"})

    assert {answer.status for answer in said} == {204}
    assert {answer.status for answer in bad} == {400}
    assert stranger.status == 404
    [kept] = await town.house.database.fetch("SELECT count(*) FROM client_hint")
    assert kept["count"] == 30
    page = (await town.ask("GET", town.at(order), token)).body
    assert (page["order"]["state"], page["payments"]) == ("AWAITING_PAYMENT", [])


async def test_a_dry_run_tells_what_yesterdays_customers_would_have_been_offered(town):
    from test_meal import paid, seen

    token = await town.diner()
    order = await paid(town, token)
    await seen(town, token, order, "CONFIRMED")
    today = town.house.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    path = f"/api/office/stores/{town.shop.store_id}/routes/dry-run?day={today}"
    as_it_is = (await town.ask("GET", path, town.shop.office)).body
    without = (await town.ask("GET", f"{path}&without=wechat", town.shop.office)).body
    empty = (await town.ask("GET", path.replace(str(today), "2020-01-01"), town.shop.office)).body

    assert (as_it_is["tries"], as_it_is["kept"], as_it_is["nothing_left"]) == (1, 1, 0)
    assert sum(count for _, _, count in as_it_is["moves"]) == 1
    assert sum(count for _, count in as_it_is["reasons"]) == 1
    assert 0 < as_it_is["expected"] < 1
    assert without["nothing_left"] == 1
    assert (empty["tries"], empty["moves"]) == (0, [])


async def test_a_store_takes_one_more_channel_and_a_channel_nobody_knows_is_refused(town):
    path = f"/api/office/stores/{town.shop.store_id}/accounts"
    before = (await town.ask("GET", path, town.shop.office)).body
    wish = {**before, "more_accounts": {"wechat": ["1900000009"]}, "marks": ["campus"]}
    changed = await town.ask("PUT", path, town.shop.office, json=wish)
    wrong = await town.ask("PUT", path, town.shop.office, json={"accounts": {"barter": "1"}})

    assert changed.body == wish
    assert (wrong.status, wrong.code) == (422, "channel-is-unknown")
    assert (await town.ask("GET", path, town.shop.office)).body == wish
