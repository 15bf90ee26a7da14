"""A meal eaten before it is paid falls due: repaid by then, or a case for finance; until then the account rests."""

from wendan.domains.balances.model import Standing, ValueMove
from wendan.domains.balances.rules import is_overdue
from wendan.domains.balances.store import MOVE_BY_ID, STANDING_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.kernel.money import yuan_text
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer


async def collect_debt(house: House, timer: Timer) -> None:
    """The alarm clock of one lent payment. The case lies with the store that lent, in a commit of its own."""
    lent = await house.database.read(MOVE_BY_ID, move_id=timer.subject_id)
    assert lent is not None
    standing = await house.database.read(STANDING_BY_ID, account_id=lent.account_id)
    assert standing is not None
    if is_overdue(standing, house.clock.now()):
        await house.decide("debt", lambda: _open_once(house, lent, standing))
        house.hints.changed(lent.order_store_id, lent.order_id)
    await house.database.commit(Changes.of(clear_timer(timer)))


async def _open_once(house: House, lent: ValueMove, standing: Standing) -> None:
    known = await house.database.read(OPEN_CASES_OF_STORE, store_id=lent.order_store_id)
    file = await read_order_file(house, lent.order_store_id, lent.order_id)
    assert file is not None
    account, stamp = standing.account, house.stamp()
    reason = f"{yuan_text(account.debt_fen)} yuan are owed by member {account.member_id} and overdue"
    finding = Finding(
        lent.order_store_id,
        lent.order_id,
        CaseType.PAY_LATER_OVERDUE,
        str(account.id),
        reason,
        account.debt_fen,
    )
    case, changes = open_case(finding, known, stamp.id(), stamp.now)
    if changes:
        opened = Happening("case-opened", {"type": case.type, "reason": reason})
        await house.database.commit(changes + file.evidence(stamp, opened))
