"""The channel's second word on a day: what moved on the merchant's account must be what its first bill says.

It also tells what left the account for the bank, which is booked, and whatever else moved there, which is a person's.
"""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from wendan.channels.bills import GivesFunds, NoBill
from wendan.channels.port import ChannelRefused
from wendan.domains.incidents.model import Case, CaseType
from wendan.domains.incidents.model import Finding as CaseFinding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.incidents.store import MY_CASE, OPEN_CASES_OF_STORE
from wendan.domains.reconciliation.model import Bill, BillState
from wendan.domains.reconciliation.rules.days import is_overdue, is_past_asking
from wendan.domains.reconciliation.service import funds_told, name_of
from wendan.domains.reconciliation.store.tables import BILL_BY_ID
from wendan.flows.book_payouts import book_told
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF, subject_of
from wendan.kernel.bills import MILLIFEN, BillRefused, Funds
from wendan.kernel.errors import Silence
from wendan.kernel.money import NO_FEN, Fen, yuan_text

FUNDS: Final = "funds"
_READ: Final = (BillState.MATCHED, BillState.CLOSED, BillState.EMPTY)


def wants_funds(house: House, bill: Bill) -> bool:
    """Whether the bill is read, and the flow of funds beside it is still asked for."""
    is_given = isinstance(house.channels[bill.channel].bills, GivesFunds)
    is_waiting = bill.funds_at is None and not is_past_asking(bill.day, house.clock.now())
    return is_given and is_waiting and bill.state in _READ


async def check_funds(house: House, bill_id: UUID, room: Path) -> None:
    """Hold a bill that is read against the flow of funds, where the channel has one; a gap is a person's.

    A flow that is not there stops nothing, the bill itself was proved and matched; it is asked for again.
    """
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    assert bill is not None
    bills = house.channels[bill.channel].bills
    if not isinstance(bills, GivesFunds) or bill.state not in _READ:
        return
    try:
        asked = await bills.funds(name_of(bill), room / FUNDS)
        funds = await asyncio.to_thread(bills.read_funds, room / FUNDS, asked)
    except NoBill as no:
        if not _is_nothing(house, bill, no):
            await _missing(house, bill, no.code)
            return
        funds = Funds(NO_FEN, NO_FEN, 0)
    except (Silence, ChannelRefused) as silent:
        await _missing(house, bill, str(silent))
        return
    except BillRefused as refused:
        finding = _finding(bill, _disagree(bill, f"its flow of funds: {refused}"))
        await house.decide("bills", partial(_open_once, house, bill, finding))
        return
    await book_told(house, name_of(bill), funds.paid_out)
    await house.decide("bills", partial(_compare_once, house, bill_id, funds))


def _is_nothing(house: House, bill: Bill, no: NoBill) -> bool:
    """Whether nothing moved: the channel says so, or has nothing by the evening after a day without money."""
    return no.is_empty or (bill.state is BillState.EMPTY and is_overdue(bill.day, house.clock.now()))


async def _missing(house: House, bill: Bill, words: str) -> None:
    """In the evening a person hears of it."""
    if is_overdue(bill.day, house.clock.now()):
        reason = f"the flow of funds of {bill.channel} {bill.account} of {bill.day}: {words[:400]}"
        await house.decide("bills", partial(_open_once, house, bill, _finding(bill, reason, is_missing=True)))


async def _compare_once(house: House, bill_id: UUID, funds: Funds) -> None:
    bill, cases = await house.database.read(
        BILL_BY_ID, OPEN_CASES_OF_STORE, store_id=BILLS_OF, bill_id=bill_id
    )
    assert bill is not None
    stamp, gap, found = house.stamp(), gap_of(bill, funds), []
    if gap is not None:
        found.append(_finding(bill, _disagree(bill, gap)))
    if funds.others and bill.funds_at is None:
        found.append(_about_others(bill, funds))
    changes = funds_told(bill, stamp.now, None if gap else FUNDS)[1]
    for finding in found:
        changes += open_case(finding, cases, stamp.id(), stamp.now)[1]
    for case in (each for each in cases if _is_about(each, bill)):
        changes += resolve(case, "the flow of funds has come", stamp.now)[1]
    await house.database.commit(changes)


def gap_of(bill: Bill, funds: Funds) -> str | None:
    """What the two words of the channel differ in, None where they agree."""
    moved, promoted = Fen(funds.paid_fen - funds.returned_fen), bill.promoted_fen
    if moved + promoted != bill.theirs_fen:
        not_settled = f", {yuan_text(promoted)} of it by the merchant's own promotions" if promoted else ""
        rows = f"its rows come to {yuan_text(bill.theirs_fen)}{not_settled}"
        return f"{rows}, its account moved by {yuan_text(moved)}"
    if funds.fee_millifen != bill.fee_millifen:
        fees = (yuan_text(each // MILLIFEN) for each in (bill.fee_millifen, funds.fee_millifen))
        return "its rows have fees of {}, its account paid {}".format(*fees)
    return None


def _disagree(bill: Bill, words: str) -> str:
    return f"{bill.channel}'s two bills of {bill.day} disagree: {words}"


def _about_others(bill: Bill, funds: Funds) -> CaseFinding:
    kinds = ", ".join(f"{kind} {yuan_text(fen)}" for kind, fen in sorted(funds.others.items()))
    reason = (
        f"{bill.channel}'s account moved on {bill.day} by what is no sale, refund, fee or payout: {kinds}"
    )
    amount = Fen(sum(map(abs, funds.others.values())))
    return CaseFinding(BILLS_OF, None, CaseType.BOOKS_DIFFER, subject_of(bill, "others"), reason, amount)


def _finding(bill: Bill, reason: str, *, is_missing: bool = False) -> CaseFinding:
    case_type = CaseType.BILL_MISSING if is_missing else CaseType.BOOKS_DIFFER
    return CaseFinding(BILLS_OF, None, case_type, subject_of(bill, FUNDS), reason)


def _is_about(case: Case, bill: Bill) -> bool:
    return case.type is CaseType.BILL_MISSING and case.subject == subject_of(bill, FUNDS)


async def _open_once(house: House, bill: Bill, finding: CaseFinding) -> None:
    """However often the flow is asked for, a person hears once of what is wrong with it."""
    case_id = uuid5(bill.id, f"{finding.type}/{finding.subject}")
    known = await house.database.read(MY_CASE, store_id=BILLS_OF, case_id=case_id, merchant_id=None)
    if known is None:
        await house.database.commit(open_case(finding, (), case_id, house.clock.now())[1])
