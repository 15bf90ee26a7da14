"""Customers who must give a guarantee: they ordered too fast, and let the amount of the last order be held."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from wendan.cli.drilling.customer import ASK_GAPS_S, MOST_TRIES, Customer
from wendan.cli.drilling.page import ENDED
from wendan.cli.drilling.wire import Refused

TOO_FAST: Final = 4
"""So many orders left waiting within minutes put a newcomer's next one below the line."""


async def is_guaranteed(customer: Customer, leave: Callable[[], None]) -> None:
    """Some agree, some agree too late or never, some pay as well; some fetch the meal, some are called off."""
    for _ in range(TOO_FAST):
        if not await customer.order():
            return
    hold = await _hold(customer)
    if hold is None:
        return
    roll = customer.chance("guarantee")
    if roll < 0.1:
        leave()
        return
    await _agrees(customer, hold, roll)
    if customer.chance("waits") < 0.7:
        await customer.until_certain()
    leave()
    await _afterwards(customer)


async def _hold(customer: Customer) -> dict[str, Any] | None:
    """What the page needs to let the amount be held; None where nobody asks for it, or it was refused."""
    channel = customer.street.plan.holder_of(customer.n)
    happened = customer.street.measures.happened
    if channel is None:
        return None
    consent = (await customer.get("/api/diner/consent")).body
    wish = {"channel": channel, "consent_version": consent["version"]}
    for attempt in range(MOST_TRIES):
        try:
            said = await customer.post("holds", wish)
        except Refused as refused:
            happened[f"hold: {refused.code}"] += 1
            return None
        if said.status == 201:
            hold: dict[str, Any] = said.body
            return hold
        happened[f"hold: {said.body['state']}"] += 1
        await customer.street.diary.nap(ASK_GAPS_S[min(attempt, len(ASK_GAPS_S) - 1)])
    return None


async def _agrees(customer: Customer, hold: dict[str, Any], roll: float) -> None:
    """In time, in the last moment, or while they pay another way as well."""
    cashier, happened = customer.street.cashier, customer.street.measures.happened
    if roll < 0.25:
        payment = await customer.press_pay(customer.street.plan.way_of(customer.n))
        if payment is not None:
            outcomes = await asyncio.gather(cashier.agree(hold), cashier.pay(payment))
            happened[f"held and paid: {' and '.join(outcomes)}"] += 1
            return
    if roll < 0.4:
        over_s = datetime.fromisoformat(customer.expires_at).timestamp() - customer.street.diary.now()
        await customer.nap(over_s - 8, over_s + 20, "agrees late")
    if 0.4 <= roll < 0.5:
        outcome, _ = await asyncio.gather(cashier.agree(hold), customer.cancel())
    else:
        await customer.nap(2, 9, "agrees")
        outcome = await cashier.agree(hold)
    happened[f"hold: {outcome}"] += 1


async def _afterwards(customer: Customer) -> None:
    """The meal is fetched, or staff calls the order off; or nobody comes, and it is charged a day later."""
    staff, roll = customer.street.staff, customer.chance("afterwards")
    if staff is None or roll > 0.8:
        return
    await customer.nap(60, 900, "comes for the meal")
    page = await customer.ask()
    if page["order"]["state"] not in ENDED or not page["credential"]:
        return
    if roll < 0.6:
        outcome = await staff.hand_over(page["credential"])
    else:
        outcome = await staff.call_off(customer.order_id or "")
    customer.street.measures.happened[f"staff, {'meal' if roll < 0.6 else 'call off'}: {outcome}"] += 1
