"""A meal eaten before it is paid is collected: reminded of rung by rung, then a case; until it is repaid the account rests.

The debt's alarm clock lies with head office, as the account does; what is said, and the case, with the store that lent.
So each is a commit of its own, and the clock moves last: whoever dies before finds the rung done.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from wendan.domains.balances.model import ValueMove
from wendan.domains.balances.store import MOVE_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.messages.model import Content, Message
from wendan.domains.messages.rules import rungs_done
from wendan.domains.messages.service import skip
from wendan.domains.ordering.service import touch
from wendan.domains.recovery.rules.debts import case_due, debt_rung_due, decide_debt_rung
from wendan.domains.recovery.rules.ladder import WAYS, Send, Skip, Stop, Wait
from wendan.flows.debt_file import DebtFile, read_debt_file
from wendan.flows.house import House, Stamp
from wendan.flows.say import say
from wendan.flows.tell import tell
from wendan.kernel.money import yuan_text
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be sent now, and when the clock rings next; None: never again. `is_settled`: nothing is owed."""

    message: Message | None
    next_at: datetime | None
    is_settled: bool = False


async def collect_debt(house: House, timer: Timer) -> None:
    """The alarm clock of one lent meal."""
    lent = await house.database.read(MOVE_BY_ID, move_id=timer.subject_id)
    assert lent is not None
    step = await house.decide("debt", lambda: _step_once(house, lent))
    if step.message is not None:
        await tell(house, step.message)
    house.hints.changed(lent.order_store_id, lent.order_id)
    await _set_clock(house, timer, step.next_at)
    if step.is_settled and (await read_debt_file(house, lent)).owed is not None:
        # A repayment went back while its clock was being taken away: the meal is owed again.
        await _set_clock(house, timer, house.clock.now())


async def _set_clock(house: House, timer: Timer, next_at: datetime | None) -> None:
    if next_at is None:
        await house.database.commit(Changes.of(clear_timer(timer)))
    else:
        moved = replace(timer, due_at=next_at, attempts=0, leased_until=None)
        await house.database.commit(Changes.of(set_timer(moved)))


async def _step_once(house: House, lent: ValueMove) -> _Step:
    # The moment comes before the reading: a repayment that the reading does not show is later than this moment.
    stamp = house.stamp()
    file = await read_debt_file(house, lent)
    if file.owed is None:
        settled = Happening("debt-settled", {"amount_fen": -lent.amount_fen})
        order = file.ladder.order
        await house.database.commit(touch(order, stamp.now) + file.ladder.evidence(stamp, settled))
        return _Step(None, None, is_settled=True)
    number = rungs_done(file.ladder.own) + 1
    collecting = file.ladder.policy.collecting
    if number <= len(collecting.rungs):
        return await _climb(house, file, number, stamp)
    over_at = case_due(collecting, file.due_at, file.ladder.store.timezone)
    if stamp.now < over_at:
        return _Step(None, over_at)
    await _open_case(house, file, stamp)
    return _Step(None, None)


async def _climb(house: House, file: DebtFile, number: int, stamp: Stamp) -> _Step:
    collecting, ladder = file.ladder.policy.collecting, file.ladder
    rung, message, changes = collecting.rungs[number - 1], None, NOTHING
    match decide_debt_rung(collecting, number, file.facts(house.ways, rung, stamp.now)):
        case Wait(until):
            return _Step(None, until)
        case Skip(reason):
            content = Content(WAYS[rung.channel], rung.template, {})
            changes = skip(ladder.about(number), content, stamp.id(), (reason, stamp.now))
        case Send() as sending:
            message, changes = say(ladder, number, _content(house, file, sending, stamp), stamp)
        case Stop():
            pass
    await house.database.commit(changes)
    next_at = debt_rung_due(collecting, number + 1, file.due_at, ladder.store.timezone)
    return _Step(message, next_at or case_due(collecting, file.due_at, ladder.store.timezone))


def _content(house: House, file: DebtFile, sending: Send, stamp: Stamp) -> Content:
    """What is owed, since when, and the page where one tap repays it by any way."""
    store, order, owed = file.ladder.store, file.ladder.order, file.owed
    assert owed is not None, "nobody is told of what is repaid"
    address = file.ladder.address(sending.way)
    is_over = file.due_at <= stamp.now
    return Content(
        way=sending.way,
        template=house.ways.template(sending.way, sending.template),
        variables={
            "shop": store.name,
            "amount": yuan_text(owed.owed_fen),
            "total": yuan_text(file.standing.account.debt_fen),
            "due_at": f"{file.due_at.astimezone(ZoneInfo(store.timezone)):%Y-%m-%d %H:%M}",
            "hint": "已到期，点开一键还款" if is_over else "快到期了，点开一键还款",
            "link": f"{house.settings.base_url}/diner/#/pages/account/index?store={store.store_id}&repay=1",
            "store_id": str(order.store_id),
            "order_id": str(order.id),
            "debt": str(file.lent.id),
        },
        recipient="" if address is None else address.sealed,
        not_after=sending.not_after,
    )


async def _open_case(house: House, file: DebtFile, stamp: Stamp) -> None:
    """Nobody repaid after the last rung: finance takes over, with one case for an account and store."""
    account, order = file.standing.account, file.ladder.order
    known = await house.database.read(OPEN_CASES_OF_STORE, store_id=order.store_id)
    reason = f"{yuan_text(account.debt_fen)} yuan are owed by member {account.member_id} and overdue"
    finding = Finding(
        order.store_id, order.id, CaseType.PAY_LATER_OVERDUE, str(account.id), reason, account.debt_fen
    )
    case, changes = open_case(finding, known, stamp.id(), stamp.now)
    if changes:
        opened = Happening("case-opened", {"type": case.type, "reason": reason})
        await house.database.commit(changes + file.ladder.evidence(stamp, opened))
