"""What a bill found is put right: each difference by the one thing that fits it, or by a person with a deadline.

Whatever moves money goes through the one door like any other word of the channel's; the bill's row is its proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from wendan.channels.port import ChannelRefused, RefundKey
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.model import Finding as CaseFinding
from wendan.domains.incidents.rules import ABOUT_MONEY
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASE_ABOUT
from wendan.domains.ledger.model import Posting
from wendan.domains.ledger.service import claim_fee, into_past
from wendan.domains.ledger.store.days import BOOK_OF_STORE
from wendan.domains.reconciliation.model import (
    Bill,
    BillSignal,
    BillState,
    Category,
    Difference,
    DifferenceSignal,
    Repair,
)
from wendan.domains.reconciliation.rules.days import day_of
from wendan.domains.reconciliation.rules.repairing import (
    ASKING,
    exceeds,
    explained_elsewhere,
    is_patience_over,
    repair_of,
    size_fen,
    went_back_later,
    why_a_case,
)
from wendan.domains.reconciliation.service import after, moved
from wendan.domains.reconciliation.states import OVER, UNEXPLAINED
from wendan.domains.reconciliation.store.tables import (
    BILL_BY_ID,
    COUNTERPARTS,
    DIFFERENCE_BY_ID,
    UNEXPLAINED_OF_BILL,
)
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import key_of
from wendan.flows.settle import Settlement, settle
from wendan.flows.want_bills import BILLS_OF, subject_of
from wendan.kernel.bills import MILLIFEN, Movement
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.platform.changes import NOTHING

MOST_CASES: Final = 20
_WITH_A_PERSON: Final = (Settlement.CASE, Settlement.UNCLAIMED)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the differences of a bill in one round of repairs."""

    settled: int = 0
    waiting: int = 0
    in_case: int = 0


async def repair_bill(house: House, bill_id: UUID) -> Done:
    """One round: whatever is open or waiting is repaired, asked about again, or given to a person."""
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    if bill is None or bill.state is not BillState.MATCHED:
        return Done()
    open_ones = await house.reports.read(UNEXPLAINED_OF_BILL, bill_id=bill_id)
    elsewhere = await _elsewhere(house, bill, open_ones)
    # So many oddities in one bill are one trouble, and one person's.
    many = sum(repair_of(each) is Repair.CASE for each in open_ones) > MOST_CASES
    about = subject_of(bill, "many") if many else ""
    done = {DifferenceSignal.REPAIRED: 0, DifferenceSignal.WAITED: 0, DifferenceSignal.CASED: 0}
    for difference in open_ones:
        other = elsewhere.get(difference.id)
        if other is not None:
            words = f"in the bill of {other.day}"
            signal = await note(house, difference, DifferenceSignal.REPAIRED, Repair.NOTE, words)
        else:
            limit = house.settings.reconcile_by_itself_up_to_fen
            signal = await repair(house, difference, above_fen=limit, about=about)
        done[signal] += 1
    await house.decide("bills", partial(_close_once, house, bill_id))
    return Done(*done.values())


async def repair(
    house: House, difference: Difference, *, above_fen: int | None, about: str = ""
) -> DifferenceSignal:
    """Do what fits this difference; more money than `above_fen` waits for a person's yes, None: it has one.

    `about` is the subject of one case for many.
    """
    fitting = repair_of(difference)
    if above_fen is not None and exceeds(difference, above_fen):
        return await _to_person(
            house, difference, f"{size_fen(difference)} fen are more than is repaired unasked"
        )
    match fitting:
        case Repair.NOTE:
            return await note(
                house, difference, DifferenceSignal.REPAIRED, fitting, "the day on which we have it"
            )
        case Repair.SETTLE:
            return await _settle(house, difference)
        case Repair.ASK_PAYMENT | Repair.ASK_REFUND:
            return await _ask(house, difference)
        case Repair.CLAIM_FEE:
            return await house.decide("repair", partial(_claim_once, house, difference))
        case Repair.CASE:
            return await _to_person(house, difference, why_a_case(difference), about)


async def note(
    house: House, difference: Difference, signal: DifferenceSignal, fitting: Repair, words: str
) -> DifferenceSignal:
    """Write down what became of it, unless that is known already."""
    return await house.decide("repair", partial(_note_once, house, difference, (signal, fitting, words)))


async def _note_once(
    house: House, difference: Difference, said: tuple[DifferenceSignal, Repair, str]
) -> DifferenceSignal:
    signal, fitting, words = said
    current = await current_one(house, difference)
    _, changes = after(current, signal, house.clock.now(), repair=fitting, words=words)
    await house.database.commit(changes)
    return signal


async def current_one(house: House, difference: Difference) -> Difference:
    """The difference as it stands by now."""
    current = await house.database.read(
        DIFFERENCE_BY_ID, store_id=difference.store_id, difference_id=difference.id
    )
    assert current is not None, "differences are never deleted"
    return current


async def _settle(house: House, difference: Difference) -> DifferenceSignal:
    """The bill's row is the channel's word: it goes through the one door, whatever comes of it there."""
    outcome = await settle(house, news_of_row(difference, house.clock.now()))
    words = f"the one door says {outcome}"
    if outcome in _WITH_A_PERSON:
        return await _to_person(house, difference, words)
    return await note(house, difference, DifferenceSignal.REPAIRED, Repair.SETTLE, words)


def news_of_row(difference: Difference, now: datetime) -> ChannelNews:
    """A row of a bill as news."""
    row = difference.theirs
    assert row is not None, "only what the bill has can be told"
    subject = Subject.PAYMENT if row.movement is Movement.PAYMENT else Subject.REFUND
    return ChannelNews(
        channel=difference.channel,
        account=difference.account,
        subject=subject,
        number=row.number,
        word=Word.SUCCEEDED,
        source=Source.BILL,
        heard_at=now,
        raw=_encode(row).decode(),
        reference=row.reference,
        amount_fen=row.amount_fen,
        currency=row.currency,
        happened_at=row.happened_at,
    )


async def _ask(house: House, difference: Difference) -> DifferenceSignal:
    """Ask the channel once more; what neither it nor a later bill explains in three days is a person's."""
    fitting = repair_of(difference)
    if is_patience_over(difference, day_of(difference.channel, house.clock.now())):
        return await _to_person(house, difference, "no later bill has it, and three days are over")
    try:
        news = await _word_of(house, difference)
    except (Silence, ChannelRefused) as silent:
        return await note(house, difference, DifferenceSignal.WAITED, fitting, f"asked: {silent}")
    if news is None:
        return await _to_person(house, difference, "there is nothing of ours to ask about")
    outcome = await settle(house, news)
    is_told = difference.category is Category.REFUND_DIFFERS or went_back_later(difference, news)
    signal = DifferenceSignal.REPAIRED if is_told else DifferenceSignal.WAITED
    return await note(house, difference, signal, fitting, f"asked: {news.word}, {outcome}")


async def _word_of(house: House, difference: Difference) -> ChannelNews | None:
    """What the channel says of this payment or refund now; None where it is not ours. Raises Silence, ChannelRefused."""
    ours, channel = difference.ours, house.channels.get(difference.channel)
    file = None if ours is None else await read_order_file(house, ours.store_id, ours.order_id)
    if file is None or channel is None:
        return None
    if difference.movement is Movement.PAYMENT:
        payment = file.payment_of(difference.number)
        return None if payment is None else await channel.query(key_of(payment))
    refund = next((each for each in file.refunds if each.number == difference.number), None)
    if refund is None:
        return None
    payment_key = key_of(file.payment(refund.payment_id))
    return await channel.query_refund(
        RefundKey(refund.account, refund.number, refund.created_at, payment_key)
    )


async def _claim_once(house: House, difference: Difference) -> DifferenceSignal:
    """What was kept beyond the rate agreed is the channel's debt to us, and no cost of ours."""
    current, stamp = await current_one(house, difference), house.stamp()
    claimed = Fen(round(current.fee_gap_millifen / MILLIFEN))
    words = f"{claimed} fen claimed"
    _, changes = after(current, DifferenceSignal.REPAIRED, stamp.now, repair=Repair.CLAIM_FEE, words=words)
    if claimed and current.state in UNEXPLAINED:
        book = await house.database.read(BOOK_OF_STORE, store_id=current.store_id)
        about = Posting(current.store_id, current.bill_id, current.id, current.day, stamp.now)
        posting, guard = into_past(book, about)
        changes += guard + claim_fee(posting, stamp.id(), (current.channel, current.account), claimed)
    await house.database.commit(changes)
    return DifferenceSignal.REPAIRED


async def _to_person(house: House, difference: Difference, why: str, about: str = "") -> DifferenceSignal:
    return await house.decide("repair", partial(_to_person_once, house, difference, (why, about)))


async def _to_person_once(house: House, difference: Difference, said: tuple[str, str]) -> DifferenceSignal:
    """`said`: why, and the subject of a case for many; without one, a case of its own."""
    why, about = said
    subject = about or str(difference.id)
    cases = await house.database.read(
        OPEN_CASE_ABOUT,
        store_id=difference.store_id,
        type=CaseType.BOOKS_DIFFER,
        subject=subject,
        number=difference.number,
    )
    current, stamp = await current_one(house, difference), house.stamp()
    if current.state in OVER:
        # Somebody was faster, and it is settled.
        return DifferenceSignal.REPAIRED
    reason = f"{current.category} in {current.channel}'s bill of {current.day}: {current.number}; {why}"
    size = size_fen(current)
    finding = CaseFinding(current.store_id, current.order_id, CaseType.BOOKS_DIFFER, subject, reason, size)
    # Whoever is on this number's money already has it with everything that belongs to it. What closes by itself has
    # nobody's words to settle a difference with.
    known = next((c for c in cases if c.type in ABOUT_MONEY and c.subject.startswith(current.number)), None)
    case, opening = (known, NOTHING) if known else open_case(finding, cases, stamp.id(), stamp.now)
    _, changes = after(
        current, DifferenceSignal.CASED, stamp.now, repair=Repair.CASE, words=why, case_id=case.id
    )
    if opening and current.order_id is not None:
        file = await read_order_file(house, current.store_id, current.order_id)
        assert file is not None, "ours has its order"
        said_of_it = {"type": case.type, "number": current.number, "reason": reason}
        changes += file.evidence(stamp, Happening("case-opened", said_of_it))
    await house.database.commit(opening + changes)
    return DifferenceSignal.CASED


async def _elsewhere(house: House, bill: Bill, open_ones: Sequence[Difference]) -> dict[UUID, Difference]:
    """For what this bill lacks, where another day's bill has it."""
    lacking = [each.number for each in open_ones if repair_of(each) in ASKING]
    if not lacking:
        return {}
    counterparts = await house.reports.read(
        COUNTERPARTS, channel=bill.channel, account=bill.account, numbers=lacking
    )
    pairs = explained_elsewhere([*open_ones, *(each for each in counterparts if each.bill_id != bill.id)])
    return {each.id: other for each, other in pairs if other.bill_id != each.bill_id}


async def _close_once(house: House, bill_id: UUID) -> None:
    """Every difference is settled or a person's: the day's books are closed."""
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    left = await house.reports.read(UNEXPLAINED_OF_BILL, bill_id=bill_id)
    if bill is not None and bill.state is BillState.MATCHED and not left:
        await house.database.commit(moved(bill, BillSignal.EXPLAINED)[1])
