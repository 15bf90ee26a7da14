"""What a channel paid to the merchant's bank is booked once, and pays the oldest days of what the channel owes us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from wendan.domains.incidents.model import Case, CaseType, Finding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.ledger.model.payouts import Payout, PayoutSource, Placed
from wendan.domains.ledger.rules.payouts import place_in_turn
from wendan.domains.ledger.service import pay_out
from wendan.domains.ledger.store.payouts import BEYOND, EVERY_BOOK, OPEN_DAYS, PAYOUT_BY_ID
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF
from wendan.kernel.bills import BillName, PaidOut
from wendan.kernel.money import NO_FEN, Fen, yuan_text
from wendan.platform.changes import NOTHING, Changes

BEYOND_ALL: Final = "beyond all that we knew it to owe"


@dataclass(frozen=True, slots=True)
class Booked:
    """A payout as the books have it; `is_new`: this time."""

    payout: Payout
    is_new: bool


async def book_told(house: House, name: BillName, paid_out: Sequence[PaidOut]) -> None:
    """The payouts of a flow of funds; those that are booked change nothing, and one that says otherwise now is a case."""
    for told in paid_out:
        draft = Payout(
            store_id=BILLS_OF,
            id=payout_id(name.channel, name.account, told.number),
            channel=name.channel,
            account=name.account,
            number=told.number,
            day=name.day,
            amount_fen=told.amount_fen,
            beyond_fen=NO_FEN,
            source=PayoutSource.BILL,
            recorded_by=None,
            words="",
            booked_at=house.clock.now(),
        )
        booked = (await book_payout(house, draft)).payout
        if booked.amount_fen != told.amount_fen:
            words = f"is booked with {yuan_text(booked.amount_fen)}, and is {yuan_text(told.amount_fen)} now"
            await house.decide("payouts", partial(_tell_once, house, booked, words))


async def book_payout(house: House, draft: Payout) -> Booked:
    """The payout with what of it is beyond all that we knew; the one that is booked, where its number is."""
    return await house.decide("payouts", partial(_book_once, house, draft))


def payout_id(channel: str, account: str, number: str) -> UUID:
    """The same number in the same account is the same payout, whoever tells of it."""
    return uuid5(BILLS_OF, f"payout/{channel}/{account}/{number}")


def about_proposal(channel: str, account: str, number: str, day: date) -> str:
    """What the case is about in which two people say that a payout arrived."""
    return f"payout-by-hand:{number}:{channel}:{account}:{day}"


async def _book_once(house: House, draft: Payout) -> Booked:
    """The books are read before what is open: whoever books meanwhile moves one of them on."""
    about = {"channel": draft.channel, "account": draft.account}
    known, books, beyond, cases = await house.database.read(
        *(PAYOUT_BY_ID, EVERY_BOOK, BEYOND, OPEN_CASES_OF_STORE),
        store_id=draft.store_id,
        payout_id=draft.id,
        **about,
    )
    if known is not None:
        return Booked(known, is_new=False)
    open_days = await house.reports.read(OPEN_DAYS, **about, day=draft.day)
    new, older = place_in_turn(draft, beyond, open_days)
    changes = pay_out(new, older, books) + _told_of(house, new.payout, older, cases)
    await house.database.commit(changes)
    return Booked(new.payout, is_new=True)


def _told_of(house: House, new: Payout, older: Sequence[Placed], cases: Sequence[Case]) -> Changes:
    """A case of what is beyond; those end that asked whether it arrived, or whose money has found what it paid for."""
    changes, stamp = NOTHING, house.stamp()
    proposal = about_proposal(new.channel, new.account, new.number, new.day)
    for case in (each for each in cases if each.subject == proposal):
        changes += resolve(case, f"booked: {new.words}", stamp.now, new.recorded_by)[1]
    found = {_subject(each.payout) for each in older if not each.payout.beyond_fen}
    for case in (each for each in cases if each.subject in found and BEYOND_ALL in each.reason):
        changes += resolve(case, "all of it has found what it paid for", stamp.now)[1]
    if new.beyond_fen:
        words = f"has {yuan_text(new.beyond_fen)} {BEYOND_ALL}"
        changes += open_case(_finding(new, words, new.beyond_fen), cases, stamp.id(), stamp.now)[1]
    return changes


async def _tell_once(house: House, payout: Payout, words: str) -> None:
    cases, stamp = await house.database.read(OPEN_CASES_OF_STORE, store_id=BILLS_OF), house.stamp()
    finding = _finding(payout, words, payout.amount_fen)
    await house.database.commit(open_case(finding, cases, stamp.id(), stamp.now)[1])


def _subject(payout: Payout) -> str:
    return f"payout:{payout.number}:{payout.channel}:{payout.account}:{payout.day}"


def _finding(payout: Payout, words: str, amount: Fen) -> Finding:
    reason = (
        f"{payout.channel} {payout.account} paid {yuan_text(payout.amount_fen)} to the bank on {payout.day}"
    )
    return Finding(
        BILLS_OF,
        None,
        CaseType.BOOKS_DIFFER,
        _subject(payout),
        f"{reason} (number {payout.number}), which {words}",
        amount,
    )
