"""The bank of members' accounts: value moves with its ledger transaction in one commit, once per number.

Behind the channels `balance` and `pay-later` it answers like any payment channel; top-ups and repayments enter by
`flows/credit_value.py`. A guard that was lost is read and decided again; a database that is away is said so, because
nobody knows then whether the commit happened.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from wendan.channels.balance import Entry, GivenBack, Spending
from wendan.channels.port import ChannelRefused
from wendan.domains.balances.model import (
    AccountKind,
    MoveKind,
    Obstacle,
    Origin,
    Standing,
    ValueAccount,
    ValueMove,
)
from wendan.domains.balances.rules import (
    KIND_OF_CHANNEL,
    is_same_payment,
    obstacle_to,
    obstacle_to_refund,
)
from wendan.domains.balances.service import add, lend, new_move, note, undo
from wendan.domains.balances.store import (
    MOVE_BY_NUMBER,
    PAYMENT_BY_NUMBER,
    STANDING_BY_ID,
    STANDING_BY_NUMBER,
)
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_NO
from wendan.domains.ledger.model import Posting, member_debt, promotions, stored_value, value_clearing
from wendan.domains.ledger.service import move_value
from wendan.domains.ordering.rules import business_day
from wendan.kernel.errors import GuardLost
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause
from wendan.kernel.numbers import HEAD_OFFICE, ChannelNumber, parse_number
from wendan.platform.changes import Changes
from wendan.platform.clock import Clock, real_pause
from wendan.platform.db import COMMIT_ATTEMPTS, Database
from wendan.platform.ids import Ids
from wendan.platform.metrics import guard_lost

T = TypeVar("T")
AWAY: Final = ("connection", "database")
_NOBODY: Final = UUID(int=0)
_CAUSE: Final = {
    Obstacle.NO_ACCOUNT: Cause.ACCOUNT_RESTRICTED,
    Obstacle.NOT_OURS: Cause.OUR_MISTAKE,
    Obstacle.NOT_OPEN: Cause.ACCOUNT_RESTRICTED,
    Obstacle.OVERDUE: Cause.ACCOUNT_RESTRICTED,
    Obstacle.TOO_LITTLE: Cause.BALANCE_INSUFFICIENT,
    Obstacle.OVER_LIMIT: Cause.LIMIT_EXCEEDED,
    Obstacle.OTHER_CONTENT: Cause.DUPLICATE_REFUSED,
    Obstacle.CLOSED: Cause.EXPIRED,
    Obstacle.TOO_LATE: Cause.EXPIRED,
    Obstacle.NO_PAYMENT: Cause.DUPLICATE_REFUSED,
    Obstacle.TOO_MUCH_BACK: Cause.AMOUNT_MISMATCH,
}


@dataclass(frozen=True, slots=True)
class ValueBank:
    """Stateless: every process has its own over the same books."""

    database: Database
    clock: Clock
    ids: Ids
    pay_later_days: int

    async def spend(self, wish: Spending) -> Entry:
        """Pay now from the member's account with the merchant whose store made the number.

        Raises ChannelRefused, GuardLost.
        """
        return entry_of(await self.decide(lambda: self._spend_once(wish)))

    async def entry(self, number: str) -> Entry | None:
        """What stands under this number. Raises GuardLost."""
        move = await self.database.read(MOVE_BY_NUMBER, number=number)
        return None if move is None else entry_of(move)

    async def shut(self, number: str) -> Entry:
        """A tombstone takes the number, unless its payment was faster. Raises ChannelRefused, GuardLost."""
        return entry_of(await self.decide(lambda: self._shut_once(number)))

    async def give_back(self, wish: GivenBack) -> Entry:
        """A part of a payment is in its account again. Raises ChannelRefused, GuardLost."""
        return entry_of(await self.decide(lambda: self._give_back_once(wish)))

    async def decide(self, once: Callable[[], Awaitable[T]]) -> T:
        """Read, decide and commit until nobody was faster. Raises GuardLost."""
        for attempt in range(COMMIT_ATTEMPTS):
            try:
                return await once()
            except GuardLost as lost:
                guard_lost.labels("value").inc()
                if lost.guard in AWAY:
                    raise
                await real_pause(0.001 * 2.0**attempt * (0.5 + self.ids.chance()))
        raise GuardLost("value")

    async def _spend_once(self, wish: Spending) -> ValueMove:
        place = _place(wish.number)
        known, standing, store = await self.database.read(
            MOVE_BY_NUMBER,
            STANDING_BY_NUMBER,
            STORE_BY_NO,
            number=wish.number,
            store_no=place.store_no,
            kind=KIND_OF_CHANNEL[wish.channel],
            member_id=_member(wish.payer),
        )
        if known is not None:
            return _known(known, standing, wish)
        now = self.clock.now()
        obstacle = Obstacle.TOO_LATE if now > wish.expires_at else obstacle_to(standing, wish.amount_fen, now)
        if store is None:
            raise refused(Obstacle.NOT_OURS, wish.number)
        if obstacle is not None:
            # A no is for good: whoever asks again at the same moment must not hear yes after all.
            await self._bury(Origin(wish.number, store.store_id, place.order_id, now, obstacle))
            raise refused(obstacle, wish.number)
        assert standing is not None
        origin = Origin(wish.number, store.store_id, place.order_id, now, wish.words)
        return await self._commit_payment(standing.account, Fen(-wish.amount_fen), origin, store)

    async def _commit_payment(
        self, account: ValueAccount, amount: Fen, origin: Origin, store: Store
    ) -> ValueMove:
        now = origin.moved_at
        move = new_move(self.ids.uuid7(now), account.id, MoveKind.PAYMENT, amount, origin)
        if account.kind is AccountKind.CREDIT:
            move, noted = lend(move, now + timedelta(days=self.pay_later_days))
        else:
            noted = note(move)
        changes = noted + add(account.id, amount) + self.book(account, move, store)
        await self.database.commit(changes)
        return move

    async def _shut_once(self, number: str) -> ValueMove:
        place = _place(number)
        known, store = await self.database.read(
            MOVE_BY_NUMBER, STORE_BY_NO, number=number, store_no=place.store_no
        )
        if known is not None:
            return known
        if store is None:
            raise refused(Obstacle.NOT_OURS, number)
        return await self._bury(Origin(number, store.store_id, place.order_id, self.clock.now()))

    async def _bury(self, origin: Origin) -> ValueMove:
        tombstone = new_move(self.ids.uuid7(origin.moved_at), None, MoveKind.CLOSED, Fen(0), origin)
        await self.database.commit(note(tombstone))
        return tombstone

    async def _give_back_once(self, wish: GivenBack) -> ValueMove:
        place = _place(wish.number)
        known, payment, store = await self.database.read(
            MOVE_BY_NUMBER,
            PAYMENT_BY_NUMBER,
            STORE_BY_NO,
            number=wish.number,
            payment_number=wish.payment_number,
            store_no=place.store_no,
        )
        if known is not None:
            if payment is None or (known.of_id, known.amount_fen) != (payment.id, wish.amount_fen):
                raise refused(Obstacle.OTHER_CONTENT, wish.number)
            return known
        obstacle = obstacle_to_refund(payment, wish.amount_fen)
        if obstacle is not None:
            raise refused(obstacle, wish.number)
        assert payment is not None
        assert payment.account_id is not None
        standing = await self.database.read(STANDING_BY_ID, account_id=payment.account_id)
        assert standing is not None
        assert store is not None
        now = self.clock.now()
        origin = Origin(wish.number, store.store_id, place.order_id, now, wish.words)
        move = new_move(self.ids.uuid7(now), payment.account_id, MoveKind.REFUND, wish.amount_fen, origin)
        move, changes = undo(move, payment)
        changes += add(payment.account_id, move.amount_fen)
        await self.database.commit(changes + self.book(standing.account, move, store))
        return move

    def book(self, account: ValueAccount, move: ValueMove, store: Store) -> Changes:
        """The move in head office's ledger, on the business day of the store it was made in."""
        day = business_day(move.moved_at, store.timezone)
        posting = Posting(HEAD_OFFICE, move.order_id, move.id, day, move.moved_at)
        is_gift = move.kind in (MoveKind.GIFT, MoveKind.GIFT_BACK)
        return move_value(
            posting,
            self.ids.uuid7(move.moved_at),
            move.amount_fen,
            member=member_account(account.kind, account.merchant_id),
            against=(promotions if is_gift else value_clearing)(account.merchant_id),
        )


def member_account(kind: AccountKind, merchant_id: UUID) -> str:
    """The ledger's account that stands for all members' accounts of this kind."""
    return stored_value(merchant_id) if kind is AccountKind.BALANCE else member_debt(merchant_id)


def entry_of(move: ValueMove) -> Entry:
    """A move as the channel tells it."""
    amount = Fen(abs(move.amount_fen))
    return Entry(move.id, move.number, amount, move.moved_at, move.kind is MoveKind.CLOSED)


def refused(obstacle: Obstacle, number: str) -> ChannelRefused:
    """A certain no: nothing moved under this number by this request."""
    return ChannelRefused(obstacle, _CAUSE[obstacle], f"{number}: {obstacle}", retryable=False)


def _known(known: ValueMove, standing: Standing | None, wish: Spending) -> ValueMove:
    """The payment under this number, if it is the one asked for. Raises ChannelRefused."""
    if known.kind is MoveKind.CLOSED:
        raise refused(Obstacle(known.words or Obstacle.CLOSED), wish.number)
    if not is_same_payment(known, standing, wish.amount_fen):
        raise refused(Obstacle.OTHER_CONTENT, wish.number)
    return known


def _place(number: str) -> ChannelNumber:
    """Store and order that a number names. Raises ChannelRefused for one that is not of our making."""
    parsed = parse_number(number)
    if parsed is None:
        raise refused(Obstacle.NOT_OURS, number)
    return parsed


def _member(payer: str | None) -> UUID:
    try:
        return UUID(payer or "")
    except ValueError:
        return _NOBODY
