"""Customers who have paid and see no order ask for a pass; some show it at two counters, some bluff, some forge."""

from typing import Any, Final

from wendan.cli.drilling.counter import PassCounter, picture
from wendan.cli.drilling.customer import Customer
from wendan.cli.drilling.page import ENDED
from wendan.cli.drilling.wire import Refused

HUNGRY: Final = 0.6
TWO_COUNTERS: Final = 0.25
FORGERS: Final = 0.25
BLUFFERS: Final = 0.4
LOOKS: Final = 3


async def hungry(customer: Customer) -> None:
    """The order is not there some seconds after paying: mostly the meal goes on a pass."""
    counter = customer.street.counter
    if counter is None or not customer.has_paid or customer.chance("hungry") >= HUNGRY:
        return
    page = customer.open_page()
    for look in range(LOOKS):
        await customer.nap(4.5, 7, f"sees no order {look}")
        if page.state in ENDED:
            return
        view = await _pass_of(customer)
        if view is not None:
            await _show(customer, counter, view)
            return


async def bluff(customer: Customer) -> None:
    """Whoever has not paid says that they have. A pass for them would be a meal for nothing."""
    counter = customer.street.counter
    if counter is None or customer.chance("bluffs") >= BLUFFERS:
        return
    await customer.nap(5, 20, "makes up a story")
    view = await _pass_of(customer)
    if view is not None:
        await counter.take(customer.order_id or "", view)


async def _pass_of(customer: Customer) -> dict[str, Any] | None:
    try:
        view = await customer.ask_for_pass()
    except Refused as refused:
        customer.street.measures.happened[f"asked for a pass: {refused.code}"] += 1
        if refused.code != "nothing-to-vouch-for":
            raise
        return None
    customer.street.measures.happened["asked for a pass: given"] += 1
    return view


async def _show(customer: Customer, counter: PassCounter, view: dict[str, Any]) -> None:
    await customer.nap(1, 8, "walks to the counter")
    order_id, happened = customer.order_id or "", customer.street.measures.happened
    if customer.chance("forges") < FORGERS:
        await _forge(customer, counter, view)
    happened[f"a pass at the counter: {await counter.take(order_id, view)}"] += 1
    if customer.chance("two counters") < TWO_COUNTERS:
        await customer.nap(1, 20, "walks to the other counter")
        happened[f"a pass at the other counter: {await counter.take(order_id, view)}"] += 1


async def _forge(customer: Customer, counter: PassCounter, view: dict[str, Any]) -> None:
    """Their own pass with a letter of its claims changed."""
    head, claims, signature = view["signed"].split(".")
    at = int(customer.chance("which letter") * len(claims))
    altered = claims[:at] + ("A" if claims[at] != "A" else "B") + claims[at + 1 :]
    shown = picture(view | {"signed": f"{head}.{altered}.{signature}"}, counter.house.clock.now())
    try:
        outcome = await counter.check(shown or "an old picture of a pass")
    except Refused as refused:
        customer.street.measures.happened[f"a forged pass: {refused.code}"] += 1
    else:
        customer.street.measures.strange(f"#{customer.n} showed a forged pass, and it was {outcome}")
