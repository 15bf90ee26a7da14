"""Money that goes back over the counter and lies there still: after the policy's minutes somebody is called.

The clock is set when such a refund is first asked for. Whoever hands the money out closes the case in the same commit.
"""

from datetime import timedelta
from typing import Final

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseState, CaseType, Finding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.refunds.model import HAND_BACK_TIMER, Refund
from wendan.domains.refunds.states import UNFINISHED
from wendan.domains.routing.rules.accounts import BANK_CARD, CASH
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

OVER_THE_COUNTER: Final = (CASH, BANK_CARD)
REASON: Final = "money that goes back over the counter was handed to nobody"


async def wait_for_hand_back(house: House, refund: Refund) -> Changes:
    """The clock of a refund that only a person can carry out; nothing for every other one."""
    if refund.channel not in OVER_THE_COUNTER:
        return NOTHING
    policy = (await house.policies.in_force(refund.store_id)).policy
    due_at = refund.created_at + timedelta(minutes=policy.hand_back_within_minutes)
    return Changes.of(set_timer(Timer(refund.store_id, HAND_BACK_TIMER, refund.id, refund.order_id, due_at)))


async def alarm_hand_back(house: House, timer: Timer) -> None:
    """The clock rings: a case, unless the money has been handed out by now."""
    await house.decide("hand-back", lambda: _alarm_once(house, timer))
    house.hints.changed(timer.store_id, timer.order_id)


async def _alarm_once(house: House, timer: Timer) -> None:
    file = await read_order_file(house, timer.store_id, timer.order_id)
    assert file is not None
    refund = next(refund for refund in file.refunds if refund.id == timer.subject_id)
    done = Changes.of(clear_timer(timer))
    if refund.state not in UNFINISHED:
        await house.database.commit(done)
        return
    stamp = house.stamp()
    finding = Finding(
        refund.store_id,
        refund.order_id,
        CaseType.NOT_HANDED_BACK,
        refund.number,
        REASON,
        refund.amount_fen,
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if changes:
        words = {"type": case.type, "number": refund.number, "amount_fen": refund.amount_fen}
        changes += file.evidence(stamp, Happening("case-opened", words))
    await house.database.commit(changes + done)


def calm(file: OrderFile, refund: Refund, stamp: Stamp) -> Changes:
    """The money was handed out: clock and case are over."""
    if refund.channel not in OVER_THE_COUNTER:
        return NOTHING
    timer = Timer(refund.store_id, HAND_BACK_TIMER, refund.id, refund.order_id, stamp.now)
    changes = Changes.of(clear_timer(timer))
    for case in file.cases:
        wanted = (CaseState.OPEN, CaseType.NOT_HANDED_BACK, refund.number)
        if (case.state, case.type, case.subject) == wanted:
            changes += resolve(case, "the money was handed out", stamp.now)[1]
    return changes
