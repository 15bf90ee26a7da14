"""What is said of money that is held: PayScore at WeChat, agreed to on its page."""

from typing import Any

from phrases import USUAL_DELAY_S, phrase
from stage import Guest, Stage

PAST_DISH = "豆浆"


@phrase(r"(?P<who>\w+) has left (?P<count>\d+) orders unpaid")
async def left_unpaid(stage: Stage, who: str, count: str) -> None:
    guest = await stage.guest(who)
    line = {"item_id": stage.items[PAST_DISH], "quantity": 1, "choices": {}}
    body = {"store_id": str(stage.store.store_id), "entry": "h5", "lines": [line]}
    for nth in range(int(count)):
        key = {"Idempotency-Key": f"left-unpaid-{who.encode().hex()}-{nth}"}
        await stage.ask(guest, "POST", "/orders", json=body, headers=key)
        assert guest.last_status == 201
        await stage.pass_time(35 * 60)


async def _methods(stage: Stage, guest: Guest) -> dict[str, Any]:
    return await stage.ask(guest, "GET", f"{stage.path(guest)}/methods?client=wechat")


@phrase(r"(?P<who>\w+)'s order asks for (?P<what>a|no) guarantee")
async def asks_for(stage: Stage, who: str, what: str) -> None:
    told = await _methods(stage, await stage.guest(who))
    assert (told["guarantee"] is not None) == (what == "a"), told


@phrase(r"(?P<who>\w+) is told why, and by which words and ways")
async def is_told_why(stage: Stage, who: str) -> None:
    told = (await _methods(stage, await stage.guest(who)))["guarantee"]
    assert [way["method"] for way in told["ways"]] == ["payscore"]
    assert told["reasons"]
    assert told["consent"]["version"]
    assert told["consent"]["words"].endswith("。")


@phrase(r"(?P<who>\w+) lets the amount be held(?P<how> again| by old words)?")
async def lets_hold(stage: Stage, who: str, how: str | None) -> None:
    guest = await stage.guest(who)
    guest.presses += how != " again"
    consent = await stage.ask(guest, "GET", "/consent")
    version = "2026-11" if how == " by old words" else consent["version"]
    answer = await stage.ask(
        guest,
        "POST",
        f"{stage.path(guest)}/holds",
        json={"channel": "wechat", "consent_version": version},
        headers={"Idempotency-Key": f"hold-key-{guest.presses}-of-this"},
    )
    if guest.last_status < 300:
        guest.payment = answer
    await stage.rest()


@phrase(r"(?P<who>\w+) agrees at wechat")
async def agrees(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    parameters = {k: v for k, v in (guest.payment["parameters"] or {}).items() if k != "businessType"}
    wish = {"invocation": parameters} if parameters else None
    await stage.tester("POST", f"/scores/{guest.payment['number']}/confirm", wish)
    await stage.pass_time(USUAL_DELAY_S)


@phrase(r"(?P<who>\w+)'s payment in the other app comes though it is closed")
async def pays_too(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    await stage.tester("POST", f"/payments/{page['payments'][0]['number']}/pay", {"is_even_closed": True})
    await stage.pass_time(USUAL_DELAY_S)


@phrase(r"(?P<who>\w+)'s holds are (?P<states>[A-Z, ]+)")
async def holds_are(stage: Stage, who: str, states: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    assert [hold["state"] for hold in page["preauths"]] == states.split(", "), page["preauths"]


@phrase(r"(?P<who>\w+)'s history has what was agreed to")
async def agreed_to(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT content FROM event WHERE order_id = $1 AND kind = 'consent-given'", guest.order["id"]
    )
    page = await stage.ask(guest, "GET", stage.path(guest))
    hold = page["preauths"][0]
    assert len(rows) == 1
    assert all(hold[part] in str(rows[0]["content"]) for part in ("consent_version", "consent_hash"))


@phrase(r"wechat holds (?P<held>no|\d+) fen and has taken (?P<taken>\d+) fen of holds")
async def at_wechat(stage: Stage, held: str, taken: str) -> None:
    scores = await stage.tester("GET", "/scores")
    frozen = sum(
        s["risk_fen"] for s in scores if (s["state"], s["state_description"]) == ("DOING", "USER_CONFIRM")
    )
    done = sum(s["total_fen"] or 0 for s in scores if s["state"] == "DONE")
    assert (frozen, done) == (0 if held == "no" else int(held), int(taken)), scores
