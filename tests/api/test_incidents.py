"""Mass incidents over HTTP: the public's words as JSON and CSV, the list, the room, and who may answer."""

from datetime import timedelta

import pytest

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Role
from wendan.flows.detect import Normals, detect
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE

CSV = "/api/office/mentions/csv?source=weibo"


async def key_of(town, role=Role.HQ):
    store = await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)
    return (await issue_key(town.house, KeyWish(HEAD_OFFICE, "总部", role), store.merchant_id))[1]


async def send_csv(town, token, text: str | bytes):
    body = text.encode() if isinstance(text, str) else text
    return await town.ask("POST", CSV, token, data=body, headers={"Content-Type": "text/csv"})


def rows(town, count: int) -> str:
    said_at = (town.house.clock.now() - timedelta(minutes=1)).isoformat()
    return "external_id,said_at,text\r\n" + "".join(
        f'{n},{said_at},"支付失败, 又扣款"\r\n' for n in range(count)
    )


async def test_a_feed_is_imported_as_often_as_one_likes_and_becomes_an_incident(town):
    hq = await key_of(town)
    first = await send_csv(town, hq, "﻿" + rows(town, 14))
    assert (first.status, first.body) == (200, {"new": 14, "known": 0, "watched": 14})
    said = [{"external_id": "3", "said_at": town.house.clock.now().isoformat(), "text": "扣款"}]
    again = await town.post("/api/office/mentions", hq, {"source": "weibo", "said": said})
    assert again.body == {"new": 0, "known": 1, "watched": 0}
    await detect(town.house, Normals(town.house.reports))

    [incident] = (await town.ask("GET", "/api/office/incidents", hq)).body
    assert (incident["kind"], incident["state"], incident["bad"]) == ("words", "OPEN", 14)
    room = (await town.ask("GET", f"/api/office/incidents/{incident['id']}", hq)).body
    assert len(room["mentions"]) == 14
    path = f"/api/office/incidents/{incident['id']}"
    assert (await town.post(f"{path}/contain", hq, {})).code == "nowhere-to-move"
    assert (await town.post(f"{path}/compensate", hq, {"percent": 20})).code == "nobody-to-make-good"
    dismissed = await town.post(f"{path}/dismiss", hq, {"words": "同行造谣"})
    assert (dismissed.body["state"], dismissed.body["ended_by"]) == ("DISMISSED", "总部")
    assert (await town.post(f"{path}/dismiss", hq, {"words": "同行造谣"})).code == "incident-is-over"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("id,text\n1,扣款\n", "body"),
        (b"external_id,said_at,text\n1,2026-11-23T04:00:00Z,\xff\n", "body"),
        ("external_id,said_at,text\n1,yesterday,扣款\n", "line 2"),
        ("external_id,said_at,text\n1,2026-11-23T04:00:00Z\n", "line 2"),
        ('external_id,said_at,text\n1,2026-11-23T04:00:00Z,"扣款\n', "body"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_by_its_line_and_nothing_is_kept(town, text, field):
    refused = await send_csv(town, await key_of(town), text)

    assert (refused.status, refused.code, refused.body["facts"]["field"]) == (
        400,
        "request-is-invalid",
        field,
    )
    assert await town.house.database.fetch("SELECT 1 FROM mention") == []


async def test_a_file_of_more_than_a_thousand_rows_is_refused(town):
    refused = await send_csv(town, await key_of(town), rows(town, 1001))

    assert (refused.status, refused.body["facts"]["why"]) == (400, "at most 1000 rows")


async def test_support_imports_words_but_does_not_move_traffic(town):
    support = await key_of(town, Role.SUPPORT)
    assert (await send_csv(town, support, rows(town, 14))).status == 200
    [incident] = await detect(town.house, Normals(town.house.reports))

    assert (
        await town.post(f"/api/office/incidents/{incident.id}/contain", support, {})
    ).code == "not-allowed"
