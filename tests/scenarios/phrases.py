"""The sentences scenarios are made of. Each is a regular expression and what it does or claims."""

import hashlib
import re
from typing import Any
from uuid import UUID

from stage import DISHES, TOLERANCE, Guest, Phrase, Stage

from wendan.flows.cook import acknowledge
from wendan.flows.menu import set_taking_orders
from wendan.kernel.numbers import ChannelNumber
from wendan.promises import find_breaches

USUAL_DELAY_S = 3

PHRASES: list[tuple[re.Pattern[str], Phrase]] = []


def phrase(pattern: str) -> Any:
    """Register what a sentence means; named groups become arguments."""

    def register(meaning: Phrase) -> Phrase:
        PHRASES.append((re.compile(pattern), meaning))
        return meaning

    return register


async def play(stage: Stage, sentence: str) -> None:
    """Do, or check, what the sentence says."""
    for pattern, meaning in PHRASES:
        match = pattern.fullmatch(sentence)
        if match:
            await meaning(stage, **match.groupdict())
            return
    raise AssertionError(f"nobody knows what this means: {sentence!r}")


# ---- the diner


@phrase(r"(?P<who>\w+) orders (?P<count>-?\d+) (?P<dish>\w+)")
async def orders(stage: Stage, who: str, count: str, dish: str) -> None:
    guest = await stage.guest(who)
    guest.key = f"order-key-{who.encode().hex()}-{len(guest.key)}"
    line = {"item_id": stage.items[dish], "quantity": int(count), "choices": {}}
    guest.body = {"store_id": str(stage.store.store_id), "entry": "h5", "lines": [line]}
    await _send_order(stage, guest)


@phrase(r"(?P<who>\w+)'s order is sent again")
async def order_again(stage: Stage, who: str) -> None:
    await _send_order(stage, await stage.guest(who))


@phrase(r"(?P<who>\w+)'s order is sent again with another remark")
async def order_changed(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    guest.body = {**guest.body, "remark": "不要葱"}
    await _send_order(stage, guest)


async def _send_order(stage: Stage, guest: Guest) -> None:
    answer = await stage.ask(
        guest, "POST", "/orders", json=guest.body, headers={"Idempotency-Key": guest.key}
    )
    if guest.last_status < 300:
        guest.order = answer


@phrase(r"(?P<who>\w+) presses pay(?: by (?P<method>\w+))?")
async def presses_pay(stage: Stage, who: str, method: str | None) -> None:
    guest = await stage.guest(who)
    guest.presses += 1
    answer = await stage.ask(
        guest,
        "POST",
        f"{stage.path(guest)}/payments",
        json={"channel": "wechat", "method": method or "native"},
        headers={"Idempotency-Key": f"payment-key-{guest.presses}"},
    )
    if guest.last_status < 300:
        guest.payment = answer
    await stage.rest()


@phrase(r"(?P<who>\w+) pays at wechat(?P<how> late| though it is closed)?(?: (?P<fen>\d+) fen)?")
async def pays(stage: Stage, who: str, how: str | None, fen: str | None) -> None:
    guest = await stage.guest(who)
    wish = {"is_late": how == " late", "is_even_closed": how == " though it is closed"}
    if fen:
        wish["amount_fen"] = int(fen)
    await stage.tester("POST", f"/payments/{guest.payment['number']}/pay", wish)
    await stage.pass_time(USUAL_DELAY_S)  # the callback, when there is one, comes within that


def openid_of(who: str) -> str:
    """As WeChat's look."""
    return f"o{hashlib.sha256(who.encode()).hexdigest()[:27]}"


@phrase(r"(?P<who>\w+) signs in through wechat")
async def signs_in(stage: Stage, who: str) -> None:
    login = await stage.tester("POST", "/logins", {"openid": openid_of(who)})
    status, session, _ = await stage.call(
        "POST", f"{stage.shop_url}/api/diner/sessions", json={"code": login["code"]}
    )
    assert status == 201, session
    stage.guests[who] = Guest(session["token"])
    again = await stage.call("POST", f"{stage.shop_url}/api/diner/sessions", json={"code": login["code"]})
    assert again[0] == 401, "a code is good for one use"


@phrase(r"(?P<who>\w+)'s phone opens wechat with what the shop signed, and pays")
async def pays_in_app(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    wish = {"invocation": guest.payment["parameters"]}
    await stage.tester("POST", f"/payments/{guest.payment['number']}/pay", wish)
    await stage.pass_time(USUAL_DELAY_S)


@phrase(r"(?P<who>\w+)'s wechat fails with (?P<cause>[\w-]+)")
async def fails(stage: Stage, who: str, cause: str) -> None:
    guest = await stage.guest(who)
    await stage.tester("POST", f"/payments/{guest.payment['number']}/fail", {"cause": cause})


@phrase(r"(?P<who>\w+) asks")
async def asks(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    await stage.ask(guest, "POST", f"{stage.path(guest)}/ask")


@phrase(r"(?P<who>\w+) cancels")
async def cancels(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    await stage.ask(guest, "POST", f"{stage.path(guest)}/cancel")
    await stage.rest()


@phrase(r"(?P<who>\w+) is answered (?P<status>\d+)(?: (?P<code>[\w-]+))?")
async def answered(stage: Stage, who: str, status: str, code: str | None) -> None:
    guest = await stage.guest(who)
    assert guest.last_status == int(status), guest.last_answer
    assert code is None or guest.last_answer["code"] == code, guest.last_answer


@phrase(r"(?P<who>\w+) is told it is a repetition")
async def replayed(stage: Stage, who: str) -> None:
    assert (await stage.guest(who)).last_headers.get("idempotency-replayed") == "true"


# ---- time and WeChat


@phrase(r"(?P<count>\d+) (?P<unit>seconds|minutes|hours) pass")
async def passes(stage: Stage, count: str, unit: str) -> None:
    await stage.pass_time(int(count) * {"seconds": 1, "minutes": 60, "hours": 3600}[unit])


@phrase(r"wechat (?P<what>loses|doubles) every callback")
async def callbacks(stage: Stage, what: str) -> None:
    fault = {"loses": "lost", "doubles": "doubled"}[what]
    await stage.tester("PUT", "/faults", {"callbacks": {fault: 1.0}})


@phrase(r"wechat is well again")
async def well(stage: Stage) -> None:
    await stage.tester("PUT", "/faults/none")


@phrase(r"wechat's next answers to (?P<verb>[\w-]+) are (?P<faults>[\w, -]+)")
async def scripted(stage: Stage, verb: str, faults: str) -> None:
    await stage.tester("POST", "/script", {"verb": verb, "faults": faults.split(", ")})


@phrase(r"wechat pays (?P<who>\w+)'s next attempt before it answers")
async def pays_early(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    number = ChannelNumber("P", stage.house.settings.cell, stage.store.store_no, UUID(guest.order["id"]), 1)
    await stage.tester("POST", "/wishes", {"number": str(number)})


@phrase(r"wechat keeps (?P<fen>\d+) fen")
async def keeps(stage: Stage, fen: str) -> None:
    assert (await stage.tester("GET", "/books"))["kept_fen"] == int(fen)


@phrase(r"wechat was asked about (?P<who>\w+) at most (?P<most>\d+) times")
async def was_asked(stage: Stage, who: str, most: str) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT sum(asked_times) AS asked FROM payment WHERE order_id = $1::uuid", guest.order["id"]
    )
    assert rows[0]["asked"] <= int(most)


# ---- what must be true


@phrase(r"(?P<who>\w+)'s order is (?P<state>[A-Z_]+)")
async def order_is(stage: Stage, who: str, state: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    assert page["order"]["state"] == state, page


@phrase(r"(?P<who>\w+)'s payments are (?P<states>[A-Z_, ]+)")
async def payments_are(stage: Stage, who: str, states: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    assert sorted(payment["state"] for payment in page["payments"]) == sorted(states.split(", ")), page[
        "payments"
    ]


@phrase(r"(?P<who>\w+) gets (?P<fen>\d+) fen back")
async def gets_back(stage: Stage, who: str, fen: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    done = [refund["amount_fen"] for refund in page["refunds"] if refund["state"] == "SUCCEEDED"]
    assert sum(done) == int(fen), page["refunds"]


@phrase(r"the kitchen has (?P<count>\d+) tickets?")
async def tickets(stage: Stage, count: str) -> None:
    rows = await stage.house.database.fetch("SELECT id FROM ticket WHERE state <> 'CANCELLED'")
    assert len(rows) == int(count)


@phrase(r"the kitchen sees its tickets")
async def sees(stage: Stage) -> None:
    for row in await stage.house.database.fetch("SELECT id FROM ticket WHERE acknowledged_at IS NULL"):
        await acknowledge(stage.house, stage.store.store_id, row["id"], "screen 1")


@phrase(r"of (?P<dish>\w+) (?P<held>\d+) are held, (?P<sold>\d+) sold, (?P<available>\d+) left")
async def stock_is(stage: Stage, dish: str, held: str, sold: str, available: str) -> None:
    rows = await stage.house.database.fetch(
        "SELECT held, sold, available FROM stock WHERE item_id = $1::uuid", stage.items[dish]
    )
    assert tuple(rows[0]) == (int(held), int(sold), int(available)), f"{dish} of {DISHES}"


@phrase(r"only (?P<count>\d+) (?P<dish>\w+) are left")
async def scarce(stage: Stage, count: str, dish: str) -> None:
    await stage.house.database.execute(
        "UPDATE stock SET total = held + sold + $2, available = $2 WHERE item_id = $1::uuid",
        stage.items[dish],
        int(count),
    )


@phrase(r"the store (?P<what>closes|opens)")
async def store_turns(stage: Stage, what: str) -> None:
    await set_taking_orders(stage.house, stage.store.store_id, is_taking_orders=what == "opens")


@phrase(r"(?P<count>no|one|\d+) open cases?(?: of (?P<kind>[\w-]+))?")
async def open_cases(stage: Stage, count: str, kind: str | None) -> None:
    rows = await stage.house.database.fetch("SELECT type, reason FROM exception_case WHERE state = 'OPEN'")
    wanted = {"no": 0, "one": 1}.get(count) if not count.isdigit() else int(count)
    assert len(rows) == wanted, rows
    assert kind is None or {row["type"] for row in rows} == {kind}, rows


@phrase(r"(?P<count>\d+) hours go by while nobody works")
async def asleep(stage: Stage, count: str) -> None:
    await stage.clock.advance(int(count) * 3600)


async def all_is_well(stage: Stage) -> None:
    """After every scenario: the promises hold, and what WeChat really kept has exactly one home with us."""
    breaches = await find_breaches(stage.house.reports, stage.clock.now() + TOLERANCE)
    assert [b for b in breaches if b.promise not in ("P2", "P3")] == []
    assert await find_breaches(stage.house.reports, stage.clock.now()) == []
    for book in (await stage.tester("GET", "/books"))["rows"]:
        if book["kept_fen"] == 0:
            continue
        rows = await stage.house.database.fetch(
            # What PayScore took has a number of WeChat's own making, and is known here by its transaction.
            "SELECT bound_to FROM payment_fact WHERE number = $1 OR reference = $2 UNION ALL SELECT 'case' FROM unclaimed AS u "
            "WHERE number = $1 AND NOT EXISTS (SELECT FROM payment_fact WHERE number = $1)",
            book["number"],
            book["transaction_id"],
        )
        assert len(rows) == 1, f"money of {book['number']} has {len(rows)} homes"
