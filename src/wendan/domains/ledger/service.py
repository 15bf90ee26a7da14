"""Postings and closed days as `Changes`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid5

from wendan.domains.ledger.model import (
    CUSTOMER_MONEY,
    NO_INCOME,
    Income,
    Kind,
    Posting,
    bank,
    channel_promotions,
    channel_receivable,
    drawer_differences,
    fee_claims,
    fees,
    payouts_beyond,
)
from wendan.domains.ledger.model.days import Book, DayTally
from wendan.domains.ledger.model.payouts import Booking, OpenDay, Payout, PayoutPart, Placed
from wendan.domains.ledger.rules import transfer, with_discount
from wendan.domains.ledger.rules.days import days_closed, open_day
from wendan.domains.ledger.store import TRANSACTION
from wendan.domains.ledger.store.days import BOOK, DAY_BALANCE, DAY_CLOSE
from wendan.domains.ledger.store.payouts import PAYOUT, PAYOUT_PART
from wendan.kernel.money import Fen
from wendan.platform.changes import NOTHING, Change, Changes


def receive(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: Income = NO_INCOME
) -> Changes:
    """Money came in by a channel: as this income of an order, or for nothing yet."""
    accounts = (receivable, income.account)
    money = transfer(posting, transaction_id, Kind.PAYMENT_RECEIVED, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=False)))


def accept(posting: Posting, transaction_id: UUID, amount: Fen, income: Income) -> Changes:
    """Money that paid for nothing now pays for its order."""
    accounts = (CUSTOMER_MONEY, income.account)
    money = transfer(posting, transaction_id, Kind.MONEY_ACCEPTED, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=False)))


def give_back(
    posting: Posting, transaction_id: UUID, receivable: str, amount: Fen, income: Income = NO_INCOME
) -> Changes:
    """Money went back by a channel: from the income it was, or from what never was any."""
    accounts = (income.account, receivable)
    money = transfer(posting, transaction_id, Kind.REFUND_PAID, amount, accounts)
    return Changes.of(TRANSACTION.insert(with_discount(money, income, is_back=True)))


def move_value(posting: Posting, transaction_id: UUID, amount: Fen, *, member: str, against: str) -> Changes:
    """A member's account with us grows by `amount` (shrinks when it is negative); `against` bears it."""
    return _between(posting, transaction_id, Kind.VALUE_MOVED, amount, (against, member))


def charge_fee(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """A channel's bill says what it kept for itself; less than nothing where it gave some back."""
    return _between(
        posting, transaction_id, Kind.FEE_CHARGED, amount, (fees(*place), channel_receivable(*place))
    )


def bear_promotion(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """A channel's bill says what of the sales it does not settle: the merchant's own promotion paid it; negative where it went back."""
    accounts = (channel_promotions(*place), channel_receivable(*place))
    return _between(posting, transaction_id, Kind.PROMOTION_BORNE, amount, accounts)


def claim_fee(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """Of what was kept, this much was beyond the rate agreed; less than nothing where it was too little."""
    return _between(posting, transaction_id, Kind.FEE_CLAIMED, amount, (fee_claims(*place), fees(*place)))


def count_drawer(posting: Posting, transaction_id: UUID, place: tuple[str, str], amount: Fen) -> Changes:
    """A counted drawer had so much more than went into it; less than nothing where it lacks some."""
    accounts = (channel_receivable(*place), drawer_differences(*place))
    return _between(posting, transaction_id, Kind.DRAWER_COUNTED, amount, accounts)


def pay_out(placed: Sequence[Placed], booking: Booking, books: Sequence[Book]) -> Changes:
    """A channel paid the merchant's bank: store by store these days of its receivable, the rest against an account of its own.

    Of every payout but the booking's own some of that rest has found what it paid for. All is posted on the booking's day.
    """
    known = {book.store_id: book for book in books}
    beyond = [
        (each.payout, each.payout.beyond_fen if each.payout.id == booking.id else Fen(-_sum_of(each.paid)))
        for each in placed
    ]
    stores = {day.store_id for each in placed for day in each.paid}
    stores |= {payout.store_id for payout, fen in beyond if fen}
    changes, postings = NOTHING, {}
    for store_id in sorted(stores):
        about = Posting(store_id, booking.id, booking.id, booking.day, booking.at)
        postings[store_id], guard = into_past(known.get(store_id), about)
        changes += guard
    for each in placed:
        write = PAYOUT.insert if each.payout.id == booking.id else PAYOUT.overwrite
        changes += Changes.of(write(each.payout)) + _paid_days(each, booking, postings)
    for payout, fen in beyond:
        if fen:
            changes += _paid_beyond(payout, booking, postings[payout.store_id], fen)
    return changes


def _paid_days(placed: Placed, booking: Booking, postings: Mapping[UUID, Posting]) -> Changes:
    changes, payout = Changes.of(), placed.payout
    place = (payout.channel, payout.account)
    accounts = (bank(*place), channel_receivable(*place))
    for store_id in sorted({each.store_id for each in placed.paid}):
        posting = _of(payout, booking, postings[store_id])
        days = [each for each in placed.paid if each.store_id == store_id]
        on, amount = posting.business_day, _sum_of(days)
        parts = (PayoutPart(store_id, payout.id, each.day, *place, each.fen, on, booking.id) for each in days)
        changes += Changes.of(*map(PAYOUT_PART.insert, parts))
        if amount:
            transaction_id = uuid5(posting.subject_id, f"{store_id}")
            changes += _between(posting, transaction_id, Kind.PAID_OUT, amount, accounts)
    return changes


def _paid_beyond(payout: Payout, booking: Booking, posting: Posting, amount: Fen) -> Changes:
    """Less than nothing where it has found what it paid for."""
    about = _of(payout, booking, posting)
    accounts = (bank(payout.channel, payout.account), payouts_beyond(payout.channel, payout.account))
    return _between(about, uuid5(about.subject_id, "beyond"), Kind.PAID_BEYOND, amount, accounts)


def _sum_of(days: Sequence[OpenDay]) -> Fen:
    return Fen(sum(each.fen for each in days))


def _of(payout: Payout, booking: Booking, posting: Posting) -> Posting:
    """The posting about this payout; what an older one pays now is a subject of its own."""
    subject_id = payout.id if payout.id == booking.id else uuid5(payout.id, f"{booking.id}")
    return replace(posting, order_id=payout.id, subject_id=subject_id)


def into_past(book: Book | None, posting: Posting) -> tuple[Posting, Changes]:
    """A posting about a day that is over, on that day or the first open one after it, guarded against its closing."""
    day = open_day(book, posting.business_day)
    return replace(posting, business_day=day), guard_of(book, posting.store_id)


def guard_of(book: Book | None, store_id: UUID) -> Changes:
    """Whoever posts into this book's past does so before its next closing, or after it, and not beside it."""
    return Changes.of(_next(book, store_id, None))


def close_through(
    book: Book | None, store_id: UUID, through: date, found: tuple[Sequence[DayTally], datetime]
) -> Changes:
    """Every day up to `through` is closed now, with what each account came to on it."""
    after, (tallies, now) = (book.closed_through if book else None), found
    closes, balances = days_closed(store_id, (after, through), tallies, now)
    return Changes.of(
        _next(book, store_id, through),
        *(DAY_CLOSE.insert(close) for close in closes),
        *(DAY_BALANCE.insert(balance) for balance in balances),
    )


def _next(book: Book | None, store_id: UUID, through: date | None) -> Change:
    if book is None or book.version == 0:
        return BOOK.insert(Book(store_id, through, 1))
    return BOOK.update(replace(book, closed_through=through or book.closed_through, version=book.version + 1))


def _between(
    posting: Posting, transaction_id: UUID, kind: Kind, amount: Fen, accounts: tuple[str, str]
) -> Changes:
    """Move `amount` to the first account from the second, or back."""
    to, from_ = accounts if amount > 0 else accounts[::-1]
    return Changes.of(
        TRANSACTION.insert(transfer(posting, transaction_id, kind, Fen(abs(amount)), (to, from_)))
    )


__all__ = [
    "accept",
    "bear_promotion",
    "channel_receivable",
    "charge_fee",
    "claim_fee",
    "close_through",
    "count_drawer",
    "give_back",
    "guard_of",
    "into_past",
    "move_value",
    "pay_out",
    "receive",
]
