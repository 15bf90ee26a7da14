"""The channel's second word on a day: what moved on the merchant's account must be what its first bill says."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from wendan.channels.bills import GivesFunds, NoBill
from wendan.channels.port import ChannelRefused
from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.model import Finding as CaseFinding
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.reconciliation.model import Bill
from wendan.domains.reconciliation.service import name_of, proved
from wendan.domains.reconciliation.store.tables import BILL_BY_ID
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF, subject_of
from wendan.kernel.bills import MILLIFEN, BillRefused, Funds
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen, yuan_text
from wendan.platform.changes import Changes

FUNDS: Final = "funds"


async def check_funds(house: House, bill_id: UUID, room: Path) -> None:
    """Hold a bill that is matched against the flow of funds, where the channel has one; a gap is a person's.

    A flow that is not there proves nothing and stops nothing: the bill itself was proved and matched.
    """
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    assert bill is not None
    bills = house.channels[bill.channel].bills
    if not isinstance(bills, GivesFunds) or bill.file_hash is None:
        return
    try:
        asked = await bills.funds(name_of(bill), room / FUNDS)
        funds = await asyncio.to_thread(bills.read_funds, room / FUNDS, asked)
    except (NoBill, Silence, ChannelRefused):
        return
    except BillRefused as refused:
        await house.decide("bills", partial(_tell_once, house, bill_id, f"its flow of funds: {refused}"))
        return
    await house.decide("bills", partial(_compare_once, house, bill_id, funds))


async def _compare_once(house: House, bill_id: UUID, funds: Funds) -> None:
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    assert bill is not None
    gap = gap_of(bill, funds)
    if gap is None:
        await house.database.commit(proved(bill, FUNDS)[1])
    else:
        await _tell_once(house, bill_id, gap)


def gap_of(bill: Bill, funds: Funds) -> str | None:
    """What the two words of the channel differ in, None where they agree."""
    moved = Fen(funds.paid_fen - funds.returned_fen)
    if moved != bill.theirs_fen:
        return f"its rows come to {yuan_text(bill.theirs_fen)}, its account moved by {yuan_text(moved)}"
    if funds.fee_millifen != bill.fee_millifen:
        fees = (yuan_text(each // MILLIFEN) for each in (bill.fee_millifen, funds.fee_millifen))
        return "its rows have fees of {}, its account paid {}".format(*fees)
    return None


async def _tell_once(house: House, bill_id: UUID, words: str) -> None:
    bill, cases = await house.database.read(
        BILL_BY_ID, OPEN_CASES_OF_STORE, store_id=BILLS_OF, bill_id=bill_id
    )
    assert bill is not None
    stamp = house.stamp()
    reason = f"{bill.channel}'s two bills of {bill.day} disagree: {words}"
    finding = CaseFinding(BILLS_OF, None, CaseType.BOOKS_DIFFER, subject_of(bill, FUNDS), reason)
    changes: Changes = open_case(finding, cases, stamp.id(), stamp.now)[1]
    await house.database.commit(changes)
