"""Policies and the unpaid workbench through the doors: who may, what is refused, what the audit keeps."""

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Role
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE


async def key_of(town, role: Role, store_id=HEAD_OFFICE) -> str:
    store = await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)
    merchant_id = store.merchant_id if store_id == HEAD_OFFICE else None
    return (await issue_key(town.house, KeyWish(store_id, f"key of {role}", role), merchant_id))[1]


async def put(town, path: str, token: str, **wish):
    body = {"reason": "试一试", **wish}
    return await town.ask("PUT", path, token, json=body)


async def test_a_policy_is_tried_set_seen_and_audited(town):
    office = await key_of(town, Role.HQ)
    fields = {"retention_minutes": {"h5": 10}}
    tried = await town.post("/api/office/policies/preview", office, {"fields": fields})
    done = await put(town, "/api/office/policies", office, fields=fields, version=0)
    again = await put(town, "/api/office/policies", office, fields=fields, version=0)
    seen = await town.ask("GET", f"/api/store/{town.shop.store_id}/policies", town.shop.screen)
    order = (await town.place(await town.diner())).body

    assert tried.status == 200
    assert (tried.body["policy"]["retention_minutes"]["h5"], tried.body["effect"]["looked_at"]) == (10, 0)
    assert (done.status, done.body["version"], done.body["scope"]) == (200, 1, "merchant")
    assert again.body == done.body
    assert (seen.body["scope"], seen.body["version"], seen.body["history"]) == ("merchant", 0, [])
    assert seen.body["policy"]["retention_minutes"]["h5"] == 10
    audit = await town.house.database.fetch("SELECT action, words FROM audit_entry")
    assert [entry["action"] for entry in audit] == ["set_merchant_policy"]
    assert "试一试" in audit[0]["words"]
    minutes = await town.house.database.fetch(
        "SELECT extract(epoch FROM expires_at - placed_at) / 60 AS minutes FROM customer_order"
    )
    assert order["state"] == "AWAITING_PAYMENT"
    assert minutes[0]["minutes"] == 10


async def test_who_may_look_and_who_may_set(town):
    here = f"/api/store/{town.shop.store_id}/policies"
    office, finance = await key_of(town, Role.HQ), await key_of(town, Role.FINANCE)
    cashier = await key_of(town, Role.CASHIER, town.shop.store_id)
    operator = town.shop.office

    looks = [
        (await town.ask("GET", here, key)).status for key in (office, finance, town.shop.screen, cashier)
    ]
    sets = [
        (await put(town, here, key, fields={"failed_hold_minutes": 20})).status
        for key in (finance, town.shop.screen, cashier, town.shop.stranger, operator, office)
    ]
    everywhere = await put(town, "/api/office/policies", operator, fields={"failed_hold_minutes": 20})

    assert looks == [200, 200, 200, 403]
    assert sets == [403, 403, 403, 403, 200, 200]
    assert (everywhere.status, everywhere.code) == (403, "not-allowed")


async def test_a_bad_policy_is_refused_by_the_name_of_its_field(town):
    office = await key_of(town, Role.HQ)
    refused = [
        await put(town, "/api/office/policies", office, fields={"retention": 3}),
        await put(town, "/api/office/policies", office, fields={"retention_minutes": {"h5": 0}}),
        await put(town, "/api/office/policies", office, fields={}, version=7),
        await put(town, "/api/office/policies", office, fields={}, reason=""),
    ]

    assert [answer.code for answer in refused] == [
        "policy-field-is-unknown",
        "policy-is-invalid",
        "policy-changed-meanwhile",
        "request-is-invalid",
    ]
    assert refused[1].body["facts"]["field"] == "retention_minutes.h5"
    assert await town.house.database.fetch("SELECT FROM policy") == []


async def test_the_workbench_filters_counts_pages_and_chases(town):
    here, token = f"/api/store/{town.shop.store_id}/unpaid", await town.diner()
    noodles = (await town.place(token, town.basket(0))).body
    milk = (await town.place(token, town.basket(1))).body
    found = (await town.post(f"{here}/search", town.shop.screen)).body
    dear = (await town.post(f"{here}/search", town.shop.screen, {"least_fen": 1000})).body
    none = (await town.post(f"{here}/search", town.shop.screen, {"reasons": ["app-killed"]})).body
    old = (await town.post(f"{here}/search", town.shop.screen, {"least_minutes": 5})).body
    wish = {"chase": "seen", "order_ids": [milk["id"]], "words": "打过电话"}
    marked = (await town.post(f"{here}/chase", town.shop.screen, wish)).body
    counts = (await town.post("/api/office/unpaid/counts", town.shop.office)).body
    unseen = (await town.post(f"{here}/search", town.shop.screen, {"is_seen": False})).body

    assert [each["order"]["id"] for each in found["orders"]] == [noodles["id"], milk["id"]]
    assert {each["reason"] for each in found["orders"]} == {"never-tried"}
    assert [each["order"]["id"] for each in dear["orders"]] == [noodles["id"]]
    assert none["orders"] == old["orders"] == []
    assert marked == [{"order_id": milk["id"], "outcome": "marks", "asked": 0}]
    assert (counts["orders"], counts["amount_fen"], counts["unseen"]) == (2, 2100, 1)
    assert counts["reasons"][0]["words"]["zh"] == "还没有点支付"
    assert [each["order"]["id"] for each in unseen["orders"]] == [noodles["id"]]
    audit = await town.house.database.fetch("SELECT action FROM audit_entry")
    assert [entry["action"] for entry in audit] == ["chase_unpaid"]


async def test_pages_follow_one_another_and_lose_nobody(town, monkeypatch):
    from wendan.flows import unpaid

    monkeypatch.setattr(unpaid, "PAGE", 2)
    token = await town.diner()
    placed = [(await town.place(token, town.basket(0))).body["id"] for _ in range(5)]
    read, after = [], None
    while True:
        body = {"after": after} if after else {}
        page = (await town.post("/api/office/unpaid/search", town.shop.office, body)).body
        read += [each["order"]["id"] for each in page["orders"]]
        after = page["after"]
        if after is None:
            break

    assert read == placed
    bad = await town.post("/api/office/unpaid/search", town.shop.office, {"after": "yesterday"})
    assert (bad.status, bad.code) == (400, "request-is-invalid")


async def test_nobody_chases_another_stores_orders(town):
    order = (await town.place(await town.diner())).body
    wish = {"chase": "close", "order_ids": [order["id"]]}
    foreign = await town.post(f"/api/store/{town.shop.store_id}/unpaid/chase", town.shop.stranger, wish)
    rows = await town.house.database.fetch("SELECT state FROM customer_order")

    assert (foreign.status, rows[0]["state"]) == (403, "AWAITING_PAYMENT")


async def test_the_months_figures_come_with_what_was_counted(town):
    await town.place(await town.diner())
    month = f"{town.house.clock.now():%Y-%m}"
    figures = (await town.ask("GET", f"/api/office/figures?month={month}", town.shop.office)).body
    bad = await town.ask("GET", "/api/office/figures?month=2026-13", town.shop.office)
    nights = await town.ask("GET", "/api/office/nights", town.shop.office)
    debts = await town.ask("GET", "/api/office/bad-debts", town.shop.office)

    assert figures["total"]["success"] == {"part": 0, "whole": 0, "share": None}
    assert (len(figures["stores"]), bad.status) == (2, 400)
    assert (nights.body, debts.body) == ([], [])
