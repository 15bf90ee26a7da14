"""Messages through the doors: what diners read and say, what gateways report, what head office sees."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from wendan.domains.messages.model import About, Content, Kind
from wendan.domains.messages.service import begin, show, skip
from wendan.domains.people.model import Role
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.notify.signature import Seal
from wendan.platform.changes import Changes
from wendan.platform.settings import Settings

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A gateway is set up; nobody answers there, for it only reports."""
    gateway = {"base_urls": ["http://127.0.0.1:9"], "key_id": "shop", "secret": SECRET}
    file = tmp_path / "messages.json"
    file.write_text(json.dumps({"sms": gateway}))
    return settings.model_copy(update={"messages_file": file, "wechat_message_templates": ("tmpl-1",)})


@pytest.fixture
async def placed(town: Any) -> tuple[Any, str, dict[str, Any]]:
    token = await town.diner()
    return town, token, (await town.place(token)).body


async def tells(town, order: dict[str, Any], what) -> Any:
    """A message of the order, as a flow would write it down."""
    stamp = town.house.stamp()
    about = About(
        UUID(order["store_id"]), UUID(order["id"]), UUID(order["diner_id"]), Kind.RUNG, rung=town.keys + 1
    )
    town.keys += 1
    way = "sms" if what is begin else "in-page"
    content = Content(way, "pay-now", {"amount": "3.00", "expires_at": "2026-11-23 12:30"})
    if what is skip:
        changes: Changes = skip(about, content, stamp.id(), ("no-consent", stamp.now))
        message = None
    else:
        message, changes = what(about, content, stamp.id(), stamp.now)
    await town.house.database.commit(changes)
    return message


async def test_a_diner_reads_what_was_said_and_nothing_of_what_was_left_out(placed):
    town, token, order = placed
    message = await tells(town, order, show)
    await tells(town, order, skip)
    told = await town.ask("GET", f"/api/diner/messages?store_id={order['store_id']}", token)
    page = await town.ask("GET", town.at(order), token)

    assert [each["id"] for each in told.body] == [str(message.id)]
    assert "¥3.00" in told.body[0]["words"]["zh"]
    assert "12:30" in told.body[0]["words"]["en"]
    assert told.body[0]["is_new"]
    assert page.body["messages"] == told.body
    assert page.body["countdown_every_minutes"] == 5
    assert "recipient" not in str(told.body)


async def test_what_was_seen_is_delivered_and_a_stranger_sees_nothing(placed):
    town, token, order = placed
    message = await tells(town, order, show)
    place = f"/api/diner/messages/{order['store_id']}/{message.id}/seen"
    stranger = await town.post(place, await town.diner())
    assert (stranger.status, stranger.code) == (404, "message-is-unknown")
    assert [(await town.post(place, token)).status for _ in range(2)] == [204, 204]

    [told] = (await town.ask("GET", f"/api/diner/messages?store_id={order['store_id']}", token)).body
    assert (told["state"], told["is_new"]) == ("DELIVERED", False)


async def test_staff_sees_what_was_left_out_and_why(placed):
    town, _, order = placed
    await tells(town, order, skip)
    path = f"/api/store/{order['store_id']}/orders/{order['id']}/messages"
    seen = await town.ask("GET", path, town.shop.screen)

    assert (seen.body[0]["state"], seen.body[0]["reason"]) == ("SKIPPED", "no-consent")
    assert seen.body[0]["reason_words"]["zh"]
    assert (await town.ask("GET", path, town.shop.stranger)).status == 403


async def test_a_number_is_kept_closed_shown_masked_and_forgotten(placed):
    town, token, order = placed
    store_id = order["store_id"]

    async def put(**contact):
        return await town.ask("PUT", "/api/diner/contact", token, json={"store_id": store_id, **contact})

    given = await put(phone="13800138000", allows_sms=True)
    shown = await town.ask("GET", f"/api/diner/contact?store_id={store_id}", token)
    rows = await town.house.database.fetch("SELECT to_json(a)::text AS row FROM diner_address AS a")
    forgotten = await put()

    assert given.body == shown.body == {"phone": "138****8000", "allows_sms": True, "allows_calls": False}
    assert len(rows) == 2
    assert not any("13800138000" in row["row"] for row in rows)
    assert forgotten.body == {"phone": None, "allows_sms": False, "allows_calls": False}


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ({"phone": "12345"}, "phone"),
        ({"allows_calls": True}, "phone"),
        ({"phone": "13800138000", "x": 1}, "body"),
    ],
)
async def test_a_contact_that_cannot_be_is_refused(placed, contact, field: str):
    town, token, order = placed
    refused = await town.ask(
        "PUT", "/api/diner/contact", token, json={"store_id": order["store_id"], **contact}
    )

    assert refused.status == 400
    assert refused.body["facts"]["field"] == field


def report(town, message, state: str = "delivered", secret: str = SECRET, **more: str) -> dict[str, Any]:
    content = {"id": str(message.id), "reference": "r1", "state": state, **more}
    body = json.dumps(content).encode()
    time_s = str(int(town.house.clock.now().timestamp()))
    seal = Seal("POST", "/callbacks/messages/sms?from=gateway", time_s, town.house.ids.nonce(), body)
    return {"data": body, "headers": seal.headers("shop", secret)}


async def test_a_report_is_kept_and_believed_once(placed):
    town, token, order = placed
    message = await tells(town, order, begin)
    answers = [
        (await town.ask("POST", "/callbacks/messages/sms?from=gateway", **report(town, message))).status
        for _ in range(3)
    ]

    assert answers == [204, 204, 204]
    rows = await town.house.database.fetch("SELECT channel, processed_at, body FROM inbox")
    assert len(rows) == 1
    assert (rows[0]["channel"], rows[0]["processed_at"] is None) == ("sms", False)
    [told] = (await town.ask("GET", f"/api/diner/messages?store_id={order['store_id']}", token)).body
    assert told["state"] == "DELIVERED"
    clocks = await town.house.database.fetch("SELECT 1 FROM timer WHERE kind IN ('message', 'inbox')")
    assert clocks == []


async def test_a_report_that_is_not_the_gateways_is_refused(placed):
    town, _, order = placed
    message = await tells(town, order, begin)
    here = "/callbacks/messages/sms?from=gateway"
    good = report(town, message)
    other = type("Other", (), {"id": order["id"]})
    refused = [
        (await town.ask("POST", here, **report(town, message, secret="x" * 32))).status,
        (await town.ask("POST", here, **{**good, "data": good["data"] + b" "})).status,
        (await town.ask("POST", here, data=b"{}")).status,
        (await town.ask("POST", "/callbacks/messages/sms?from=else", **good)).status,
        (await town.ask("POST", "/callbacks/messages/pigeon?from=gateway", **good)).status,
        (await town.ask("POST", here, **report(town, other))).status,
    ]

    assert refused == [401, 401, 401, 401, 404, 404]
    assert await town.house.database.fetch("SELECT 1 FROM inbox") == []


async def test_the_ladder_and_its_reviews_are_head_offices(placed):
    town, _, order = placed
    await tells(town, order, show)
    store = await town.house.database.fetch("SELECT merchant_id FROM store WHERE store_no = 1")
    _, office = await issue_key(town.house, KeyWish(HEAD_OFFICE, "key", Role.HQ), store[0]["merchant_id"])
    figures = await town.ask("GET", "/api/office/ladder", office)
    naive = await town.ask("GET", "/api/office/ladder?since=2026-11-01T00:00:00", office)
    future = await town.post("/api/office/ladder/reviews", office, {"month": "2099-01"})
    none = await town.post("/api/office/ladder/reviews", office, {"month": "2026-01"})
    unknown = await town.post(
        f"/api/office/ladder/reviews/{order['id']}/decision", office, {"is_accepted": True, "words": "好的"}
    )

    assert (figures.status, figures.body["rungs"]) == (200, [])
    assert (naive.status, naive.code) == (400, "request-is-invalid")
    assert (future.status, future.code) == (422, "month-is-not-over")
    assert (none.status, none.code) == (404, "nobody-was-reminded")
    assert (unknown.status, unknown.code) == (404, "review-is-unknown")
    assert (await town.ask("GET", "/api/office/ladder/reviews", office)).body == []
    assert (await town.ask("GET", "/api/office/ladder", town.shop.screen)).status == 403
