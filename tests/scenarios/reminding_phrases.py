"""The sentences about reminders: what diners allow, what they were told, and what the other side really carried."""

from phrases import openid_of, phrase
from stage import Stage

from wendan.domains.people.model import Role
from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.sandbox.core.faults import AnswerFault, CallbackFault, FaultPlan
from wendan.sandbox.post.keys import TEMPLATES

TEMPLATE = next(iter(TEMPLATES))


@phrase(r"(?P<who>nobody|half of all) is left out to compare")
async def holds_out(stage: Stage, who: str) -> None:
    await _remind_by(stage, {"holdout_percent": 0 if who == "nobody" else 50})


@phrase(r"nobody is reminded")
async def reminds_nobody(stage: Stage) -> None:
    await _remind_by(stage, {"rungs": []})


@phrase(r"reminders go by (?P<way>sms|voice-call|subscription) after (?P<minutes>\d+) minutes")
async def one_rung(stage: Stage, way: str, minutes: str) -> None:
    rung = {"after_minutes": int(minutes), "channel": way, "template": "pay-now", "incentive_fen": 0}
    await _remind_by(stage, {"rungs": [rung], "holdout_percent": 0})


async def set_ladder(stage: Stage, *channels: str) -> None:
    """A rung every third minute, nobody left out."""
    rungs = [
        {"after_minutes": 3 * n, "channel": channel, "template": "pay-now", "incentive_fen": 0}
        for n, channel in enumerate(channels, start=1)
    ]
    await _remind_by(stage, {"rungs": rungs, "holdout_percent": 0})


@phrase(r"nobody is woken from (?P<begins>\d+) to (?P<ends>\d+) o'clock")
async def quiet_hours(stage: Stage, begins: str, ends: str) -> None:
    await _remind_by(stage, {"quiet_from_hour": int(begins), "quiet_until_hour": int(ends)})


async def _remind_by(stage: Stage, fields: dict[str, object]) -> None:
    change = PolicyChange({"reminding": fields}, "试一试", "老板")
    await change_policy(stage.house, Whose(HEAD_OFFICE, stage.store.merchant_id), change)


@phrase(r"(?P<who>\w+) allows (?P<count>one|no) message")
async def allows(stage: Stage, who: str, count: str) -> None:
    guest = await stage.guest(who)
    templates = [TEMPLATE] if count == "one" else []
    await stage.ask(guest, "POST", f"{stage.path(guest)}/consents", json={"template_ids": templates})
    assert guest.last_status == 204, guest.last_answer
    if templates:
        stage.post.grant(openid_of(who), TEMPLATE, 1)


@phrase(r"(?P<who>\w+) may be reached at (?P<phone>\d+)(?P<how> by text messages only)?")
async def gives_number(stage: Stage, who: str, phone: str, how: str | None) -> None:
    guest = await stage.guest(who)
    store_id = str(stage.store.store_id)
    contact = {"store_id": store_id, "phone": phone, "allows_sms": True, "allows_calls": how is None}
    shown = await stage.ask(guest, "PUT", "/contact", json=contact)
    assert guest.last_status == 200, shown
    assert phone not in str(shown)


@phrase(r"(?P<who>\w+)'s rungs are (?P<rungs>none|[\w ,-]+)")
async def rungs_are(stage: Stage, who: str, rungs: str) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT rung, state, reason FROM message WHERE order_id = $1::uuid AND kind = 'rung' ORDER BY rung",
        guest.order["id"],
    )
    told = [" ".join(str(each) for each in row.values() if each is not None) for row in rows]
    assert told == ([] if rungs == "none" else rungs.split(", ")), told


@phrase(r"the other side carried (?P<count>no|\d+) (?P<way>wechat|sms|call)s?")
async def carried(stage: Stage, count: str, way: str) -> None:
    posts = [each for each in stage.post.desk.post.posts.values() if each.way == way]
    assert len(posts) == (0 if count == "no" else int(count)), posts


@phrase(r"(?P<who>\w+) reads (?P<count>no|\d+) messages?(?:, of which (?P<new>\d+) stand on the page)?")
async def reads(stage: Stage, who: str, count: str, new: str | None) -> None:
    guest = await stage.guest(who)
    told = await stage.ask(guest, "GET", f"/messages?store_id={stage.store.store_id}")
    assert len(told) == (0 if count == "no" else int(count)), told
    if new is not None:
        assert sum(message["is_new"] for message in told) == int(new), told
        page = await stage.ask(guest, "GET", stage.path(guest))
        assert len(page["messages"]) == len(told)
        assert page["countdown_every_minutes"] == 5


@phrase(r"(?P<who>\w+) has seen them")
async def sees_messages(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    for message in await stage.ask(guest, "GET", f"/messages?store_id={stage.store.store_id}"):
        path = f"/messages/{stage.store.store_id}/{message['id']}/seen"
        await stage.ask(guest, "POST", path)
        assert guest.last_status == 204


@phrase(r"(?P<who>\w+) was given (?P<count>no|one|\d+) coupons?(?: of (?P<fen>\d+) fen)?")
async def given(stage: Stage, who: str, count: str, fen: str | None) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT amount_fen FROM coupon WHERE cause_order_id = $1::uuid", guest.order["id"]
    )
    assert len(rows) == ({"no": 0, "one": 1}[count] if not count.isdigit() else int(count)), rows
    assert fen is None or {row["amount_fen"] for row in rows} == {int(fen)}


@phrase(r"the gateway's reports are (?P<what>lost|missigned)")
async def reports(stage: Stage, what: str) -> None:
    stage.post.desk.fate.plan = FaultPlan(callbacks={CallbackFault(what): 1.0})


@phrase(r"the gateway's next answers to (?P<verb>sms|call|ask|subscribe) are (?P<faults>[\w, -]+)")
async def gateway_scripted(stage: Stage, verb: str, faults: str) -> None:
    stage.post.desk.fate.script(verb, [AnswerFault(each) for each in faults.split(", ")])


@phrase(r"the ladder's figures say of rung (?P<rung>\d+): (?P<claims>[\w ,-]+)")
async def figures(stage: Stage, rung: str, claims: str) -> None:
    key = KeyWish(HEAD_OFFICE, "老板", Role.HQ)
    _, token = await issue_key(stage.house, key, stage.store.merchant_id)
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{stage.shop_url}/api/office/ladder"
    # Until the very moment, and what was decided in it is not in yet.
    await stage.clock.advance(1)
    _, figures, _ = await stage.call("GET", url, headers=headers)
    [found] = [each for each in figures["rungs"] if each["rung"] == int(rung)]
    for claim in claims.split(", "):
        name, _, number = claim.rpartition(" ")
        said = found[name.replace(" ", "_")]
        assert (said["part"] if isinstance(said, dict) else said) == int(number), found
