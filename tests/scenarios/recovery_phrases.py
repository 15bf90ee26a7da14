"""The sentences about orders nobody has paid: policies, why, what staff does about many, and what nights find."""

from typing import Any

from phrases import phrase
from staff_phrases import ask_as_staff
from stage import Stage

from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy
from wendan.kernel.numbers import HEAD_OFFICE


async def ids_of(stage: Stage, names: str) -> list[str]:
    return [(await stage.guest(name)).order["id"] for name in names.split(" and ")]


@phrase(r"the (?P<place>store|merchant) sets (?P<name>\w+)(?:\.(?P<part>[\w-]+))? to (?P<number>\d+)")
async def sets(stage: Stage, place: str, name: str, part: str | None, number: str) -> None:
    value: Any = int(number) if part is None else {part: int(number)}
    store_id = stage.store.store_id if place == "store" else HEAD_OFFICE
    change = PolicyChange({name: value}, "试一试", "老板")
    await change_policy(stage.house, Whose(store_id, stage.store.merchant_id), change)


@phrase(r"(?P<who>\w+)'s page says (?P<kind>[\w-]+)")
async def page_says(stage: Stage, who: str, kind: str) -> None:
    guest = await stage.guest(who)
    await stage.ask(guest, "POST", f"{stage.path(guest)}/hints", json={"kind": kind})
    assert guest.last_status < 300, guest.last_answer


@phrase(r"(?P<who>\w+) is unpaid because of (?P<reason>[\w-]+)")
async def unpaid_because(stage: Stage, who: str, reason: str) -> None:
    [wanted] = await ids_of(stage, who)
    await ask_as_staff(stage, "POST", "/unpaid/search", json={})
    found = {each["order"]["id"]: each["reason"] for each in stage.staff_answer["orders"]}
    assert found.get(wanted) == reason, found
    await ask_as_staff(stage, "GET", "/unconfirmed")
    shown = {each["order"]["id"]: each["reason"] for each in stage.staff_answer}
    assert shown.get(wanted, reason) == reason, shown


@phrase(r"(?P<count>\d+) orders? (?:is|are) unpaid, of (?P<fen>\d+) fen(?:, (?P<unseen>\d+) unseen)?")
async def unpaid_counts(stage: Stage, count: str, fen: str, unseen: str | None) -> None:
    await ask_as_staff(stage, "POST", "/unpaid/counts", json={})
    counts = stage.staff_answer
    assert (counts["orders"], counts["amount_fen"]) == (int(count), int(fen)), counts
    assert unseen is None or counts["unseen"] == int(unseen), counts


@phrase(r"staff (?P<is_real>would )?(?P<chase>ask|close|mark)s? (?P<who>[\w ]+): (?P<outcomes>[\w ,-]+)")
async def chases(stage: Stage, is_real: str | None, chase: str, who: str, outcomes: str) -> None:
    wish = {"chase": chase.replace("mark", "seen"), "order_ids": await ids_of(stage, who), "words": "看过了"}
    await ask_as_staff(stage, "POST", "/unpaid/preview" if is_real else "/unpaid/chase", json=wish)
    assert [each["outcome"] for each in stage.staff_answer] == outcomes.split(", "), stage.staff_answer
    await stage.rest()


@phrase(r"(?P<count>no|\d+) nights? (?:was|were) audited(?:: (?P<claims>[\w ,]+))?")
async def nights(stage: Stage, count: str, claims: str | None) -> None:
    rows = await stage.house.database.fetch(
        "SELECT nights, asked, looked_again, arrived, ended, still_open, uncertain, unpaid_orders, unpaid_fen, bad_debts "
        "FROM day_audit ORDER BY business_day"
    )
    assert len(rows) == (0 if count == "no" else int(count)), rows
    for claim in (claims or "").split(", ") if claims else []:
        name, _, number = claim.rpartition(" ")
        assert rows[-1][name.replace(" ", "_")] == int(number), dict(rows[-1])
