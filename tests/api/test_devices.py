"""Devices: paired by a code that works once, bound to a store and a person, heard, retired."""

from datetime import timedelta

import pytest
from people import hired, own_store, sign_in

from wendan.platform.clock import SystemClock


async def registered(owned, store, **wish):
    path = f"/api/store/{store['store_id']}/devices"
    answer = await owned.town.post(path, owned.owner, {"kind": "pos", "name": "一号收银台"} | wish)
    assert answer.status == 201, answer.body
    return answer.body


async def paired(town, expected):
    return await town.post("/api/devices/pair", json={"pairing_code": expected["pairing_code"]})


async def beat(town, key):
    wish = {"queue_length": 2, "device_time": SystemClock().now().isoformat(), "app_version": "0.2.0"}
    return await town.ask("POST", "/api/devices/heartbeat", json=wish, headers={"Wendan-Device": key})


async def test_a_pairing_code_pairs_once(town, owned):
    store = await own_store(owned)
    expected = await registered(owned, store)
    first, second = await paired(town, expected), await paired(town, expected)

    assert first.status == 201
    assert (second.status, second.code) == (403, "pairing-code-is-wrong")


async def test_a_cashier_signs_in_on_a_device_of_the_store_only(town, owned):
    store = await own_store(owned)
    await hired(owned, role="cashier", store=store)
    key = (await paired(town, await registered(owned, store))).body["key"]

    nowhere = await sign_in(town, "li")
    there = await sign_in(town, "li", headers={"Wendan-Device": key})
    token = there.body["token"]
    with_key = await town.ask("GET", "/api/staff/me", token, headers={"Wendan-Device": key})
    without = await town.ask("GET", "/api/staff/me", token)

    assert (nowhere.status, nowhere.code) == (403, "device-is-needed")
    assert there.body["me"]["device"]["name"] == "一号收银台"
    assert with_key.status == 200
    assert (without.status, without.code) == (403, "device-is-needed")


async def test_a_device_bound_to_one_person_refuses_another(town, owned):
    store = await own_store(owned)
    li = await hired(owned, role="cashier", store=store)
    await hired(owned, role="cashier", login="wang", store=store)
    key = (await paired(town, await registered(owned, store, staff_id=li["id"]))).body["key"]

    own = await sign_in(town, "li", headers={"Wendan-Device": key})
    other = await sign_in(town, "wang", headers={"Wendan-Device": key})

    assert own.status == 201
    assert (other.status, other.code) == (403, "device-is-bound-to-another")


async def test_a_retired_device_opens_nothing_and_ends_its_sessions(town, owned):
    store = await own_store(owned)
    await hired(owned, role="cashier", store=store)
    expected = await registered(owned, store)
    key = (await paired(town, expected)).body["key"]
    token = (await sign_in(town, "li", headers={"Wendan-Device": key})).body["token"]
    path = f"/api/store/{store['store_id']}/devices/{expected['device']['id']}/retire"
    retired = await town.post(path, owned.owner)

    assert retired.body["retired_at"] is not None
    assert (await beat(town, key)).code == "device-key-is-wrong"
    assert (await town.ask("GET", "/api/staff/me", token, headers={"Wendan-Device": key})).status == 403
    assert (await sign_in(town, "li", headers={"Wendan-Device": key})).code == "device-key-is-wrong"


async def test_a_heartbeat_is_shown_to_the_manager(town, owned):
    store = await own_store(owned)
    key = (await paired(town, await registered(owned, store))).body["key"]
    heard = await beat(town, key)
    listed = (await town.ask("GET", f"/api/store/{store['store_id']}/devices", owned.owner)).body

    assert heard.status == 200
    assert listed[0]["health"]["queue_length"] == 2
    assert listed[0]["is_silent"] is False


async def test_a_code_of_yesterday_pairs_nothing(town, owned):
    store = await own_store(owned)
    expected = await registered(owned, store)
    past = SystemClock().now() - timedelta(seconds=1)
    await town.house.reports.execute("UPDATE device SET pairing_until = $1", past)

    assert (await paired(town, expected)).code == "pairing-code-is-wrong"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"kind": "printer"}, "address-is-needed"),
        ({"kind": "printer", "address": "not an address"}, "request-is-invalid"),
        (
            {
                "kind": "printer",
                "address": "127.0.0.1:9100",
                "backup_of": "00000000-0000-7000-8000-00000000ffff",
            },
            "backup-is-unknown",
        ),
        ({"kind": "toaster"}, "request-is-invalid"),
    ],
)
async def test_a_device_that_cannot_be_is_refused(town, owned, wish, code):
    store = await own_store(owned)
    path = f"/api/store/{store['store_id']}/devices"
    answer = await town.post(path, owned.owner, {"kind": "pos", "name": "x"} | wish)

    assert answer.code == code
    assert (await town.ask("GET", path, owned.owner)).body == []


async def test_a_device_is_given_to_somebody_and_taken_back(town, owned):
    store = await own_store(owned)
    li = await hired(owned, role="cashier", store=store)
    path = f"/api/store/{store['store_id']}/devices/{(await registered(owned, store))['device']['id']}"
    bound = await town.ask("PATCH", path, owned.owner, json={"staff_id": li["id"]})
    renamed = await town.ask("PATCH", path, owned.owner, json={"name": "门口收银台"})
    unbound = await town.ask("PATCH", path, owned.owner, json={"staff_id": None})

    assert bound.body["staff_name"] == "小李"
    assert (renamed.body["name"], renamed.body["staff_id"]) == ("门口收银台", li["id"])
    assert unbound.body["staff_id"] is None


async def test_a_test_slip_is_printed_and_a_printer_that_is_away_says_so(town, owned):
    from wendan.sandbox.printer import SandboxPrinter

    store, printer = await own_store(owned), SandboxPrinter()
    address = await printer.start()
    expected = await registered(owned, store, kind="printer", address=address)
    path = f"/api/store/{store['store_id']}/devices/{expected['device']['id']}/test-print"
    printed = await town.post(path, owned.owner)
    await printer.stop()
    silent = await town.post(path, owned.owner)

    assert printed.body == {"is_printed": True, "why": None}
    assert "测试" in printer.printed[0]
    assert silent.body["is_printed"] is False
    assert address in silent.body["why"]
