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
from wendan.domains.ledger.model import Posting
from wendan.domains.ledger.model.payouts import Booking, Payout, PayoutSource, Placed
from wendan.domains.ledger.rules.payouts import place_in_turn, place_older
from wendan.domains.ledger.service import pay_out
from wendan.domains.ledger.store.payouts import BEYOND, EVERY_BOOK, OPEN_DAYS, PAYOUT_BY_ID
from wendan.domains.payments.store import FACTS_OF_ORDER
from wendan.flows.house import House, Stamp
from wendan.flows.want_bills import BILLS_OF
from wendan.kernel.bills import BillName, PaidOut
from wendan.kernel.money import NO_FEN, Fen, yuan_text
from wendan.kernel.times import BEIJING
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

LEARNED_LATE_TIMER: Final = "learned_late"
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


def look_for_payout(posting: Posting) -> Changes:
    """Where the money moved on an earlier day than it is posted on: its payout may be booked, with too much for what we knew."""
    if posting.moved_on is None:
        return NOTHING
    place = (posting.store_id, LEARNED_LATE_TIMER, posting.subject_id, posting.order_id)
    return Changes.of(set_timer(Timer(*place, posting.posted_at)))


async def find_payout(house: House, timer: Timer) -> None:
    """The alarm clock of money that we learned of late: what payouts had beyond all that we knew pays for it."""
    await house.decide("payouts", partial(_find_once, house, timer))


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
    booking, stamp = Booking(draft.id, draft.day, draft.booked_at), house.stamp()
    told = _told_of(new.payout, cases, stamp) + _ended(older, cases, stamp)
    await house.database.commit(pay_out([new, *older], booking, books) + told)
    return Booked(new.payout, is_new=True)


async def _find_once(house: House, timer: Timer) -> None:
    facts = await house.database.read(FACTS_OF_ORDER, store_id=timer.store_id, order_id=timer.order_id)
    learned = next(each for each in facts if each.id == timer.subject_id)
    about, stamp = {"channel": learned.channel, "account": learned.account}, house.stamp()
    books, beyond, cases = await house.database.read(
        EVERY_BOOK, BEYOND, OPEN_CASES_OF_STORE, store_id=BILLS_OF, **about
    )
    booking = Booking(stamp.id(), stamp.now.astimezone(BEIJING).date(), stamp.now)
    placed: list[Placed] = []
    if beyond:
        open_days = await house.reports.read(OPEN_DAYS, **about, day=booking.day)
        placed, _ = place_older(beyond, open_days)
    done = Changes.of(clear_timer(timer)) + _ended(placed, cases, stamp)
    await house.database.commit(pay_out(placed, booking, books) + done)


def _ended(placed: Sequence[Placed], cases: Sequence[Case], stamp: Stamp) -> Changes:
    """Cases of payouts whose money has now found what it paid for."""
    changes = NOTHING
    found = {_subject(each.payout) for each in placed if not each.payout.beyond_fen}
    for case in (each for each in cases if each.subject in found and BEYOND_ALL in each.reason):
        changes += resolve(case, "all of it has found what it paid for", stamp.now)[1]
    return changes


def _told_of(new: Payout, cases: Sequence[Case], stamp: Stamp) -> Changes:
    """A case of what is beyond; the one ends that asked whether this payout arrived."""
    changes = NOTHING
    proposal = about_proposal(new.channel, new.account, new.number, new.day)
    for case in (each for each in cases if each.subject == proposal):
        changes += resolve(case, f"booked: {new.words}", stamp.now, new.recorded_by)[1]
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
