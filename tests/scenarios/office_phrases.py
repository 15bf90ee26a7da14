"""The sentences about head office: money that leads to no order, and what two people decide."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from phrases import phrase
from stage import Stage

from wendan.channels.port import PaymentAsk
from wendan.domains.catalog.model import BasketLine
from wendan.domains.people.model import Role
from wendan.flows.case_file import CasePlace
from wendan.flows.reenter import ReentryWish, _decide_once
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE

PEOPLE = UUID(int=77)


async def _say(stage: Stage, who: str, path: str, body: dict[str, Any]) -> None:
    if who not in stage.keys:
        wish = KeyWish(HEAD_OFFICE, who, Role.FINANCE)
        stage.keys[who] = (await issue_key(stage.house, wish, stage.store.merchant_id))[1]
    row = await _open_case(stage)
    url = f"{stage.shop_url}/api/store/{row['store_id']}/cases/{row['id']}{path}"
    headers = {"Authorization": f"Bearer {stage.keys[who]}"}
    stage.staff_status, stage.staff_answer, _ = await stage.call("POST", url, json=body, headers=headers)


async def _open_case(stage: Stage) -> Any:
    rows = await stage.house.database.fetch(
        "SELECT store_id, id FROM exception_case ORDER BY opened_at DESC LIMIT 1"
    )
    return rows[0]


@phrase(r"(?P<fen>\d+) fen come to wechat under a number of no order")
async def strays(stage: Stage, fen: str) -> None:
    number = f"till-of-old-{stage.clock.now().timestamp():.0f}"
    now = stage.clock.now()
    account = stage.store.accounts["wechat"]
    ask = PaymentAsk(account, number, "native", Fen(int(fen)), "旧收银机", now, now + timedelta(minutes=30))
    await stage.house.channels["wechat"].prepare(ask)
    await stage.tester("POST", f"/payments/{number}/pay", {})
    await stage.pass_time(3)


@phrase(r"(?P<who>\w+) leads the money to (?P<count>\d+) (?P<dish>\w+)")
async def leads(stage: Stage, who: str, count: str, dish: str) -> None:
    line = {"item_id": stage.items[dish], "quantity": int(count), "choices": {}}
    body = {
        "store_id": str(stage.store.store_id),
        "lines": [line],
        "words": "顾客出示了付款截图",
        "has_no_duplicate": True,
    }
    await _say(stage, who, "/reenter", body)


@phrase(r"(?P<who>\w+) leads the money to (?P<count>\d+) (?P<dish>\w+), and the house dies at that moment")
async def leads_and_dies(stage: Stage, who: str, count: str, dish: str) -> None:
    row = await _open_case(stage)
    place = CasePlace(row["store_id"], row["id"], stage.store.merchant_id)
    lines = [BasketLine(UUID(stage.items[dish]), int(count))]
    words = "顾客出示了付款截图"
    wish = ReentryWish(place, stage.store.store_id, lines, None, words, (uuid5(PEOPLE, who), who))
    await _decide_once(stage.house, wish)


@phrase(r"(?P<who>\w+) decides to (?P<action>refund|accept|done)")
async def decides(stage: Stage, who: str, action: str) -> None:
    await _say(stage, who, "/resolve", {"action": action, "words": "核对过了"})


@phrase(r"(?P<who>\w+) withdraws the proposal")
async def withdraws(stage: Stage, who: str) -> None:
    await _say(stage, who, "/withdraw", {})


@phrase(r"the case is (?P<state>OPEN|RESOLVED)(?P<waits> and waits for a second person)?")
async def case_is(stage: Stage, state: str, waits: str | None) -> None:
    assert stage.staff_answer["state"] == state, stage.staff_answer
    assert (stage.staff_answer["proposal"] is not None) == (waits is not None), stage.staff_answer
