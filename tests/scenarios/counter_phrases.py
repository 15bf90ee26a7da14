"""The sentences about the counter: the drawer, cash, what goes back over the counter."""

from uuid import UUID

from phrases import phrase
from staff_phrases import ask_as_staff
from stage import Stage

from wendan.domains.shifts.model import Cashier
from wendan.flows.take_cash import CashOnTable, confirm_once
from wendan.kernel.errors import Refusal
from wendan.kernel.money import Fen


async def _cashier(stage: Stage) -> Cashier:
    await ask_as_staff(stage, "GET", "/shifts/current")
    return Cashier(UUID(stage.staff_answer["staff_id"]), stage.staff_answer["staff_name"], None)


@phrase(r"the cashier opens the drawer with (?P<fen>\d+) fen")
async def opens(stage: Stage, fen: str) -> None:
    headers = {"Idempotency-Key": f"shift-key-{stage.clock.now().timestamp():.0f}"}
    await ask_as_staff(stage, "POST", "/shifts", json={"opening_float_fen": int(fen)}, headers=headers)


@phrase(r"the cashier takes (?P<fen>\d+) fen in cash for (?P<who>\w+)'s order(?: under (?P<key>[\w-]+))?")
async def takes(stage: Stage, fen: str, who: str, key: str | None) -> None:
    guest = await stage.guest(who)
    guest.presses += 1
    headers = {"Idempotency-Key": key or f"cash-key-{guest.presses}"}
    path = f"/orders/{guest.order['id']}/cash"
    await ask_as_staff(stage, "POST", path, json={"tendered_fen": int(fen)}, headers=headers)
    await stage.rest()


@phrase(r"the till dies right after (?P<fen>\d+) fen in cash for (?P<who>\w+)'s order were confirmed")
async def dies(stage: Stage, fen: str, who: str) -> None:
    guest = await stage.guest(who)
    guest.presses += 1
    cash = CashOnTable(
        stage.store.store_id,
        UUID(guest.order["id"]),
        Fen(int(fen)),
        await _cashier(stage),
        f"cash-key-{guest.presses}",
    )
    try:
        await confirm_once(stage.house, cash)
    except Refusal as refused:
        stage.staff_status, stage.staff_answer = refused.status, {"code": refused.code()}


@phrase(r"the customer gets (?P<fen>\d+) fen over the counter")
async def change(stage: Stage, fen: str) -> None:
    assert stage.staff_answer["change_fen"] == int(fen), stage.staff_answer


@phrase(r"the cashier hands back (?P<who>\w+)'s cash")
async def hands_back(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    await ask_as_staff(stage, "POST", f"/orders/{guest.order['id']}/hand-back")


@phrase(r"the cashier hands back all cash that waits")
async def hands_back_all(stage: Stage) -> None:
    rows = await stage.house.database.fetch(
        "SELECT DISTINCT order_id FROM refund WHERE channel = 'cash' AND state NOT IN ('SUCCEEDED', 'FAILED')"
    )
    for row in rows:
        await ask_as_staff(stage, "POST", f"/orders/{row['order_id']}/hand-back")


@phrase(r"the drawer should hold (?P<fen>\d+) fen")
async def holds(stage: Stage, fen: str) -> None:
    await ask_as_staff(stage, "GET", "/shifts/current")
    assert stage.staff_answer["expected_fen"] == int(fen), stage.staff_answer


@phrase(r"the cashier counts (?P<fen>\d+) fen(?: while (?P<unsynced>\d+) orders? (?:is|are) unsynced)?")
async def counts(stage: Stage, fen: str, unsynced: str | None) -> None:
    await ask_as_staff(stage, "GET", "/shifts/current")
    shift = stage.staff_answer
    counted = {"counted_fen": int(fen), "unsynced_orders": int(unsynced or 0), "words": "交班"}
    await ask_as_staff(stage, "POST", f"/shifts/{shift['id']}/close", json=counted)


@phrase(r"the drawer is off by (?P<fen>-?\d+) fen")
async def off_by(stage: Stage, fen: str) -> None:
    assert stage.staff_answer["difference_fen"] == int(fen), stage.staff_answer


@phrase(
    r"the cashier scans (?P<who>\w+)'s code, who "
    r"(?P<manner>pays at once|must type a password and (?:pays|refuses|waits)|has too little)"
)
async def scans(stage: Stage, who: str, manner: str) -> None:
    guest = await stage.guest(who)
    guest.presses += 1
    wish = {"pays at once": {"manner": "at-once"}, "has too little": {"manner": "poor"}}.get(
        manner, {"manner": "password", "then": manner.rpartition(" ")[2], "after_s": 12.0}
    )
    shown = await stage.tester("POST", "/codes", wish)
    headers = {"Idempotency-Key": f"scan-key-{guest.presses}"}
    body = {"channel": "wechat", "method": "barcode", "auth_code": shown["code"]}
    await ask_as_staff(stage, "POST", f"/orders/{guest.order['id']}/payments", json=body, headers=headers)
    await stage.rest()
