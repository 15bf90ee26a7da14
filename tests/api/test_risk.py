"""The blacklist over HTTP: a diner's own standing and appeal, head office's list, two people for a removal."""

from uuid import UUID

import pytest

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Role
from wendan.domains.risk.rules.consent import CONSENT_IN_FORCE
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE


async def key_of(town, role=Role.HQ, name="总部"):
    store = await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)
    return (await issue_key(town.house, KeyWish(HEAD_OFFICE, name, role), store.merchant_id))[1]


async def diner_of(town):
    answer = await town.post("/api/diner/sessions")
    order = (await town.place(answer.body["token"])).body
    rows = await town.house.reports.fetch(
        "SELECT diner_id FROM customer_order WHERE id = $1", UUID(order["id"])
    )
    return answer.body["token"], rows[0]["diner_id"], order


async def listed(town, hq, diner_id):
    wish = {"diner_id": str(diner_id), "reason": "三次占座不付", "days": 30}
    answer = await town.post("/api/office/blacklist", hq, wish)
    assert answer.status == 201, answer.body
    return answer.body


async def standing_of(town, token):
    return (await town.ask("GET", f"/api/diner/standing?store_id={town.shop.store_id}", token)).body


async def test_a_diner_reads_their_standing_appeals_once_and_is_let_back_by_two(town):
    hq, second, (token, diner_id, _) = (
        await key_of(town),
        await key_of(town, name="小李"),
        await diner_of(town),
    )
    assert (await standing_of(town, token))["may_order"]

    entry = await listed(town, hq, diner_id)
    told = await standing_of(town, token)
    assert (told["may_order"], told["may_appeal"]) == (False, True)
    assert "申诉" in told["words"]
    appeal = {"store_id": str(town.shop.store_id), "words": "我的手机被偷了"}
    assert (await town.post("/api/diner/appeals", token, appeal)).status == 201
    assert (await town.post("/api/diner/appeals", token, appeal)).code == "appeal-was-made"

    [waiting] = (await town.ask("GET", "/api/office/blacklist?appeal_state=WAITING", hq)).body
    assert waiting["appeal_words"] == "我的手机被偷了"
    path = f"/api/office/blacklist/{entry['id']}"
    first = await town.post(f"{path}/removal", hq, {"words": "查过了"})
    assert (first.body["is_in_force"], first.body["proposed_removal"]["by"]) == (True, "总部")
    assert (await town.post(f"{path}/removal", hq, {"words": "查过了"})).code == "another-person-must-lift"
    done = await town.post(f"{path}/removal", second, {"words": "同意"})
    assert (done.body["state"], done.body["appeal_state"]) == ("REMOVED", "GRANTED")
    assert (await standing_of(town, token))["may_order"]


async def test_a_rejection_is_read_by_the_diner(town):
    hq, (token, diner_id, _) = await key_of(town), await diner_of(town)
    entry = await listed(town, hq, diner_id)
    path = f"/api/office/blacklist/{entry['id']}/rejection"
    assert (await town.post(path, hq, {"words": "没有申诉"})).code == "no-appeal-waits"
    appeal = {"store_id": str(town.shop.store_id), "words": "我没有"}
    await town.post("/api/diner/appeals", token, appeal)

    assert (await town.post(path, hq, {"words": "三单均无支付记录"})).status == 200
    told = await standing_of(town, token)
    assert (told["appeal_state"], told["answer"]) == ("REJECTED", "三单均无支付记录")


async def test_an_entry_opens_with_the_diners_score_line_by_line(town):
    hq, (_, diner_id, _) = await key_of(town), await diner_of(town)
    entry = await listed(town, hq, diner_id)

    detail = (await town.ask("GET", f"/api/office/blacklist/{entry['id']}", hq)).body
    assert detail["entry"]["id"] == entry["id"]
    assert 350 <= detail["card"]["score"] <= 950
    assert detail["card"]["is_newcomer"]
    assert {line["feature"] for line in detail["card"]["lines"]} == {"orders_1h", "waiting_now"}
    assert all(line["words"].endswith("。") for line in detail["card"]["lines"])


async def test_an_orders_decision_is_made_before_it_and_explained(town):
    hq, (_, _, order) = await key_of(town), await diner_of(town)
    path = f"/api/office/stores/{order['store_id']}/orders/{order['id']}/risk"

    card = (await town.ask("GET", path, hq)).body
    assert (card["score"], card["action"], card["line"], card["is_newcomer"]) == (720, "ALLOW", 600, True)
    assert card["chance_unpaid"] < 0.1
    await town.house.database.execute("DELETE FROM risk_decision")
    assert (await town.ask("GET", path, hq)).code == "decision-is-unknown"
    assert (await town.ask("GET", "/api/office/scorecards", hq)).body == []


async def test_the_consent_is_read_with_its_version(town):
    consent = (await town.ask("GET", "/api/diner/consent", await town.diner())).body

    assert consent["version"] == CONSENT_IN_FORCE
    assert consent["words"].endswith("。")


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR, Role.FINANCE])
async def test_who_may_look_may_not_list(town, role):
    key, (_, diner_id, _) = await key_of(town, role), await diner_of(town)

    assert (await town.ask("GET", "/api/office/blacklist", key)).status == 200
    wish = {"diner_id": str(diner_id), "reason": "不付款", "days": 30}
    assert (await town.post("/api/office/blacklist", key, wish)).status == 403


async def test_another_merchant_sees_neither_entry_nor_decision(town, owned):
    hq, (_, diner_id, order) = await key_of(town), await diner_of(town)
    entry = await listed(town, hq, diner_id)

    assert (await town.ask("GET", "/api/office/blacklist", owned.owner)).body == []
    path = f"/api/office/blacklist/{entry['id']}"
    assert (await town.ask("GET", path, owned.owner)).code == "entry-is-unknown"
    assert (await town.post(f"{path}/removal", owned.owner, {"words": "放行"})).code == "entry-is-unknown"
    risk = f"/api/office/stores/{order['store_id']}/orders/{order['id']}/risk"
    assert (await town.ask("GET", risk, owned.owner)).status == 403
