"""坏账 (C10): what was eaten and not paid for, long after it was due, goes to the archive; it comes out when money comes.

An order that nobody paid and nobody cooked cost nothing: it closes, and there is no debt. A debt needs a meal that was
handed out on a promise, and today that is 先吃后付 alone.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from wendan.domains.balances.model import OwedMeal
from wendan.domains.balances.store import OVERDUE_MEALS, OWED_MEALS
from wendan.domains.catalog.model import Store
from wendan.domains.evidence.model import Happening
from wendan.domains.recovery.model import BadDebt
from wendan.domains.recovery.store import BAD_DEBT, DEBT_OF_ORDER, OPEN_DEBTS
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.platform.changes import Changes

PAY_LATER: Final = "pay-later-unpaid"


async def archive_debts(house: House, store: Store) -> int:
    """Archive what became bad since the last night, take out what was repaid; how many came in."""
    policy = (await house.policies.in_force(store.store_id)).policy
    due_before = house.clock.now() - timedelta(hours=policy.bad_debt_after_hours)
    overdue, known = await house.reports.read(
        OVERDUE_MEALS, OPEN_DEBTS, store_id=store.store_id, due_before=due_before
    )
    archived = 0
    for meal in overdue:
        archived += await house.decide("debt", partial(_archive_once, house, store, meal))
    still = await house.reports.read(
        OWED_MEALS, store_id=store.store_id, order_ids=[debt.order_id for debt in known]
    )
    owed = {meal.order_id for meal in still}
    for debt in known:
        if debt.order_id not in owed:
            await house.decide("debt", partial(_recover_once, house, debt))
    return archived


async def _archive_once(house: House, store: Store, meal: OwedMeal) -> int:
    known = await house.database.read(DEBT_OF_ORDER, store_id=store.store_id, order_id=meal.order_id)
    if known is not None:
        return 0
    file = await read_order_file(house, store.store_id, meal.order_id)
    assert file is not None
    stamp = house.stamp()
    debt = BadDebt(
        store_id=store.store_id,
        order_id=meal.order_id,
        amount_fen=meal.owed_fen,
        reason=PAY_LATER,
        member_id=meal.member_id,
        due_at=meal.due_at,
        archived_at=stamp.now,
        recovered_at=None,
        version=1,
    )
    words = {"amount_fen": meal.owed_fen, "reason": PAY_LATER, "due_at": meal.due_at}
    said = file.evidence(stamp, Happening("bad-debt-archived", words))
    await house.database.commit(Changes.of(BAD_DEBT.insert(debt)) + said)
    return 1


async def _recover_once(house: House, debt: BadDebt) -> None:
    known = await house.database.read(DEBT_OF_ORDER, store_id=debt.store_id, order_id=debt.order_id)
    file = await read_order_file(house, debt.store_id, debt.order_id)
    assert known is not None
    assert file is not None
    if known.recovered_at is not None:
        return
    stamp = house.stamp()
    recovered = replace(known, recovered_at=stamp.now, version=known.version + 1)
    said = file.evidence(stamp, Happening("bad-debt-recovered", {"amount_fen": known.amount_fen}))
    await house.database.commit(Changes.of(BAD_DEBT.update(recovered)) + said)
