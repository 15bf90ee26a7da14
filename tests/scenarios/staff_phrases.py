"""The sentences about staff: refunds, cancelling, cases, the kitchen's hands."""

from typing import Any

from phrases import phrase
from stage import Stage

from wendan.domains.people.model import Role
from wendan.flows.staff import KeyWish, issue_key


async def ask_as_staff(stage: Stage, method: str, path: str, **how: Any) -> None:
    if stage.staff_token is None:
        stage.staff_token = (
            await issue_key(stage.house, KeyWish(stage.store.store_id, "小王", Role.MANAGER))
        )[1]
    headers = {"Authorization": f"Bearer {stage.staff_token}", **how.pop("headers", {})}
    url = f"{stage.shop_url}/api/store/{stage.store.store_id}{path}"
    stage.staff_status, stage.staff_answer, _ = await stage.call(method, url, headers=headers, **how)


@phrase(r"staff gives (?P<who>\w+) (?P<fen>-?\d+) fen back under (?P<key>[\w-]+)")
async def gives_back(stage: Stage, who: str, fen: str, key: str) -> None:
    guest = await stage.guest(who)
    await ask_as_staff(
        stage,
        "POST",
        f"/orders/{guest.order['id']}/refunds",
        json={"amount_fen": int(fen), "reason": "少了一份"},
        headers={"Idempotency-Key": key},
    )
    await stage.pass_time(61)  # WeChat wants a minute between two refunds of one payment


@phrase(r"staff cancels (?P<who>\w+)'s order")
async def staff_cancels(stage: Stage, who: str) -> None:
    await ask_as_staff(stage, "POST", f"/orders/{(await stage.guest(who)).order['id']}/cancel")
    await stage.pass_time(61)


@phrase(r"staff decides to (?P<action>refund|accept|done) the open case")
async def decides(stage: Stage, action: str) -> None:
    rows = await stage.house.database.fetch("SELECT id FROM exception_case WHERE state = 'OPEN'")
    await ask_as_staff(
        stage, "POST", f"/cases/{rows[0]['id']}/resolve", json={"action": action, "words": "和顾客说好了"}
    )
    await stage.pass_time(61)


@phrase(r"the kitchen (?P<what>starts|finishes|recalls|hands-over) (?P<who>\w+)'s dish")
async def kitchen_moves(stage: Stage, what: str, who: str) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT id FROM ticket WHERE order_id = $1::uuid", guest.order["id"]
    )
    verb = {"starts": "start", "finishes": "finish", "recalls": "recall", "hands-over": "hand-over"}[what]
    await ask_as_staff(stage, "POST", f"/tickets/{rows[0]['id']}/{verb}")


@phrase(r"staff hears (?P<status>\d+)(?: (?P<code>[\w-]+))?")
async def staff_answered(stage: Stage, status: str, code: str | None) -> None:
    assert stage.staff_status == int(status), (stage.staff_status, stage.staff_answer)
    assert code is None or stage.staff_answer["code"] == code, stage.staff_answer


@phrase(r"wechat ends every refund as (?P<ending>closed|abnormal)")
async def refunds_end(stage: Stage, ending: str) -> None:
    await stage.tester("PUT", "/faults", {f"refund_{ending}": 1.0})
