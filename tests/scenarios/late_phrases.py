"""The sentences about late money: the open page of a closed order, what its customer says, and the apology."""

from phrases import phrase
from stage import Stage

from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy


@phrase(r"(?P<who>\w+)'s page is open")
async def page_is_open(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    await stage.ask(guest, "POST", f"{stage.path(guest)}/late-wish", json={"wish": None})


@phrase(r"(?P<who>\w+) would rather have the (?P<wish>meal|money)")
async def says(stage: Stage, who: str, wish: str) -> None:
    guest = await stage.guest(who)
    await stage.ask(guest, "POST", f"{stage.path(guest)}/late-wish", json={"wish": wish})
    await stage.rest()


@phrase(r"(?P<who>\w+) is asked what the money is for")
async def is_asked(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    page = await stage.ask(guest, "GET", stage.path(guest))
    assert page["late_wish"]["asks_until"] is not None, page["late_wish"]


@phrase(r"the policy says late money is for the (?P<wish>meal|money)")
async def default_wish(stage: Stage, wish: str) -> None:
    change = PolicyChange({"late_money": {"default_wish": wish}}, "试一试", "老板")
    await change_policy(stage.house, Whose(stage.store.store_id, stage.store.merchant_id), change)


@phrase(r"the policy says nobody is asked")
async def nobody_is_asked(stage: Stage) -> None:
    change = PolicyChange({"late_money": {"ask_seconds": 0}}, "试一试", "老板")
    await change_policy(stage.house, Whose(stage.store.store_id, stage.store.merchant_id), change)


@phrase(r"the kitchen is busy above (?P<count>\d+) tickets")
async def busy_above(stage: Stage, count: str) -> None:
    change = PolicyChange({"late_money": {"busy_above_tickets": int(count)}}, "试一试", "老板")
    await change_policy(stage.house, Whose(stage.store.store_id, stage.store.merchant_id), change)


@phrase(r"the budget is (?P<case>\d+) fen a case, (?P<day>\d+) a day, (?P<month>\d+) a month")
async def budget_is(stage: Stage, case: str, day: str, month: str) -> None:
    budget = {"per_case_fen": int(case), "per_day_fen": int(day), "fund_per_month_fen": int(month)}
    change = PolicyChange({"compensation": budget}, "试一试", "老板")
    await change_policy(stage.house, Whose(stage.store.store_id, stage.store.merchant_id), change)


@phrase(r"(?P<who>\w+) has a coupon worth (?P<fen>\d+) fen by way of apology")
async def has_apology(stage: Stage, who: str, fen: str) -> None:
    guest = await stage.guest(who)
    own = await stage.ask(guest, "GET", f"/coupons?store_id={stage.store.store_id}")
    assert [each["amount_fen"] for each in own if each["origin"] == "make-good"] == [int(fen)], own
