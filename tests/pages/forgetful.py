"""Guests who forget to pay, the reminders that go out to them, and what each reminder brings."""

from typing import Any
from uuid import UUID

from crowd import Guest, crowd
from visits import Town

from waiting import until
from wendan.domains.recovery.model import PolicyChange
from wendan.domains.recovery.rules.ladder import LEFT_OUT
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.cook import acknowledge

GUESTS = 120
HOLDOUT_PERCENT = 20
RUNGS: list[dict[str, Any]] = [
    {"after_minutes": 3, "channel": "service-dialog", "template": "pay-now", "incentive_fen": 0},
    {"after_minutes": 10, "channel": "service-dialog", "template": "pay-with-coupon", "incentive_fen": 500},
    {"after_minutes": 20, "channel": "sms", "template": "pay-now", "incentive_fen": 0},
]
# Of ten who have not paid yet: how many do so after each rung, told or left out.
PAYING = ((4, 2), (3, 1), (1, 1))
LOOKS, WITH_NUMBER = 7, 6
COUNT_MESSAGES = "SELECT count(*) AS n FROM message WHERE kind = 'rung'"
OVER_AFTER_MINUTES = 40
SEEDED_WITHIN_S = 60.0


async def remind_the_forgetful(town: Town, count: int = GUESTS) -> None:
    """A lunch of unpaid orders up to its end: reminded by three rungs, some left out, some paid after each."""
    store_id = UUID(str(town.restaurant.store_id))
    reminding = {"rungs": RUNGS, "holdout_percent": HOLDOUT_PERCENT, "most_per_day": 50}
    change = PolicyChange({"reminding": reminding}, "演示", "老板")
    await change_policy(town.stage.house, Whose(store_id, None), change)
    async with crowd(town, count) as guests:
        for nth, guest in enumerate(guests):
            if nth % 10 < WITH_NUMBER:
                await guest.may_be_texted(f"138{nth + 10:08}")
        waiting, passed = list(guests), 0
        for rung, (step, paying) in enumerate(zip(RUNGS, PAYING, strict=True), start=1):
            town.stage.clock.jump((step["after_minutes"] - passed) * 60)
            passed = step["after_minutes"]
            decided = await _decided(town, rung, waiting)
            paid = [guest for nth, guest in enumerate(waiting) if _pays(nth, decided[_id(guest)], paying)]
            for guest in paid:
                await _pay(town, guest)
            waiting = [guest for guest in waiting if guest not in paid]
        # A text message has its time too: it must arrive before the clock moves on.
        await _counts(
            town, f"{COUNT_MESSAGES} AND state IN ('PLANNED', 'SENDING', 'SENT') AND way = 'sms'", 0
        )
        town.stage.clock.jump((OVER_AFTER_MINUTES - passed) * 60)
        await _counts(
            town, "SELECT count(*) AS n FROM customer_order WHERE state IN ('AWAITING_PAYMENT', 'CLOSING')", 0
        )


def _id(guest: Guest) -> str:
    return str(guest.order["id"])


def _pays(nth: int, is_told: bool, paying: tuple[int, int]) -> bool:
    return (nth * 7) % 10 < (paying[0] if is_told else paying[1])


async def _decided(town: Town, rung: int, guests: list[Guest]) -> dict[str, bool]:
    """Whether each guest was told by this rung, once all of them are decided; most of those who were have looked."""
    await _counts(town, f"{COUNT_MESSAGES} AND rung = $1", len(guests), rung)
    rows = await town.rows(
        "SELECT id, order_id, reason, sending_at FROM message WHERE kind = 'rung' AND rung = $1", rung
    )
    by_order = {str(row["order_id"]): row for row in rows}
    for nth, guest in enumerate(guests):
        row = by_order[_id(guest)]
        if row["sending_at"] is not None and nth % 10 < LOOKS:
            await guest.look(str(row["id"]))
    return {order_id: row["reason"] not in LEFT_OUT for order_id, row in by_order.items()}


async def _pay(town: Town, guest: Guest) -> None:
    await guest.press_pay("wechat")
    [payment] = await town.rows(
        "SELECT number, parameters, channel, method FROM payment WHERE order_id = $1 AND state = 'PENDING'",
        guest.order["id"],
    )
    await town.pays(payment)
    paid = "SELECT count(*) AS n FROM customer_order WHERE id = $1 AND confirmed_at IS NOT NULL"
    await _counts(town, paid, 1, guest.order["id"])
    await _counts(town, "SELECT count(*) AS n FROM ticket WHERE order_id = $1", 1, guest.order["id"])
    [ticket] = await town.rows("SELECT store_id, id FROM ticket WHERE order_id = $1", guest.order["id"])
    await acknowledge(town.stage.house, ticket["store_id"], ticket["id"], "后厨大屏")


async def _counts(town: Town, counted: str, wanted: int, *about: object) -> None:
    async def is_so() -> bool:
        [row] = await town.rows(counted, *about)
        return bool(row["n"] == wanted)

    await until(is_so, SEEDED_WITHIN_S, f"never {wanted}: {counted}")
