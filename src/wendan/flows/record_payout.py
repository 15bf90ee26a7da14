"""Finance tells by hand what a channel paid to the bank, where no bill tells it; two people, where it is much money."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from wendan.channels.bills import GivesFunds
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.incidents.model import Case, CaseType, Finding, Proposal, Step
from wendan.domains.incidents.rules import next_step
from wendan.domains.incidents.service import open_case, propose
from wendan.domains.incidents.store import OPEN_CASE_ABOUT
from wendan.domains.ledger.errors import (
    ChannelAccountIsUnknown,
    PayoutIsInFuture,
    PayoutIsRecorded,
    PayoutIsToldByBills,
)
from wendan.domains.ledger.model.payouts import Payout, PayoutSource
from wendan.domains.ledger.store.payouts import PAYOUT_BY_ID
from wendan.domains.reconciliation.store.tables import FIRST_FUNDS
from wendan.flows.book_payouts import about_proposal, book_payout, payout_id
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF, books_of
from wendan.kernel.money import NO_FEN, Fen, yuan_text
from wendan.kernel.times import BEIJING

RECORD: Final = "record-payout"


@dataclass(frozen=True, slots=True)
class PayoutWish:
    """What the bank's statement says, and who read it."""

    place: tuple[str, str]  # channel and account
    number: str
    day: date
    amount_fen: Fen
    words: str
    merchant_id: UUID | None
    staff: tuple[UUID, str]

    def proposal(self) -> Proposal:
        """The wish as a decision that somebody else must come to as well."""
        content = f"{self.day} {self.amount_fen}"
        return Proposal(RECORD, self.words, self.staff[1], self.staff[0], content)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The payout as it is booked now; None while a second person must say the same."""

    payout: Payout | None


async def record_payout(house: House, wish: PayoutWish) -> Recorded:
    """Book it, above the policy's limit once two people said it.

    Raises ChannelAccountIsUnknown, PayoutIsInFuture, PayoutIsToldByBills, PayoutIsRecorded, AnotherPersonMustConfirm,
    ProposalDiffers.
    """
    await _demand_ours(house, wish)
    known = await house.database.read(PAYOUT_BY_ID, store_id=BILLS_OF, payout_id=_id_of(wish))
    if known is not None:
        raise PayoutIsRecorded(number=wish.number, day=known.day.isoformat(), amount_fen=known.amount_fen)
    above, by = await house.policies.four_eyes_above(BILLS_OF, wish.merchant_id), wish.staff[1]
    if wish.amount_fen > above:
        await house.decide("payouts", partial(_ask_once, house, wish))
        first = await house.decide("payouts", partial(_propose_once, house, wish, above))
        if first is None:
            return Recorded(None)
        by = f"{first}, {by}"
    booked = await book_payout(house, _draft(house, wish, by))
    if not booked.is_new:
        raise PayoutIsRecorded(number=wish.number)
    return Recorded(booked.payout)


async def _demand_ours(house: House, wish: PayoutWish) -> None:
    """Refuses what is not this merchant's to record, and what its channel tells itself."""
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=wish.merchant_id)
    if (*wish.place, None) not in {book for store in stores for book in books_of(house, store)}:
        raise ChannelAccountIsUnknown(channel=wish.place[0], account=wish.place[1])
    if wish.day > house.clock.now().astimezone(BEIJING).date():
        raise PayoutIsInFuture(day=wish.day.isoformat())
    if not isinstance(house.channels[wish.place[0]].bills, GivesFunds):
        return
    first = await house.reports.read(
        FIRST_FUNDS, store_id=BILLS_OF, channel=wish.place[0], account=wish.place[1]
    )
    if first is None or wish.day >= first.day:
        raise PayoutIsToldByBills(since=first.day.isoformat() if first else None)


async def _ask_once(house: House, wish: PayoutWish) -> None:
    """Where there is none yet, the case in which two people meet."""
    cases, stamp = await _cases(house, wish), house.stamp()
    (channel, account), subject = wish.place, _subject(wish)
    reason = f"{channel} {account} paid {yuan_text(wish.amount_fen)} to the bank on {wish.day}, number {wish.number}"
    finding = Finding(BILLS_OF, None, CaseType.BOOKS_DIFFER, subject, reason, wish.amount_fen)
    await house.database.commit(open_case(finding, cases, stamp.id(), stamp.now)[1])


async def _propose_once(house: House, wish: PayoutWish, above: Fen) -> str | None:
    """Who said it first; None where this is the first."""
    [case] = await _cases(house, wish)
    if next_step(case, wish.proposal(), above, wish.amount_fen) is Step.EXECUTE:
        return case.proposed_by
    await house.database.commit(propose(case, wish.proposal(), house.clock.now())[1])
    return None


async def _cases(house: House, wish: PayoutWish) -> list[Case]:
    subject = _subject(wish)
    return await house.database.read(
        OPEN_CASE_ABOUT, store_id=BILLS_OF, type=CaseType.BOOKS_DIFFER, subject=subject, number=subject
    )


def _subject(wish: PayoutWish) -> str:
    return about_proposal(*wish.place, wish.number, wish.day)


def _id_of(wish: PayoutWish) -> UUID:
    return payout_id(*wish.place, wish.number)


def _draft(house: House, wish: PayoutWish, by: str) -> Payout:
    return Payout(
        store_id=BILLS_OF,
        id=_id_of(wish),
        channel=wish.place[0],
        account=wish.place[1],
        number=wish.number,
        day=wish.day,
        amount_fen=wish.amount_fen,
        beyond_fen=NO_FEN,
        source=PayoutSource.HAND,
        recorded_by=by,
        words=wish.words,
        booked_at=house.clock.now(),
    )
