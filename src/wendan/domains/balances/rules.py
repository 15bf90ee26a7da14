"""Whether an account pays, what a top-up brings as a gift, and what goes back with a refund."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wendan.domains.balances.errors import (
    AmountIsOutOfRange,
    LimitIsBelowDebt,
    RepaymentExceedsDebt,
    ValueIsSpent,
)
from wendan.domains.balances.model import AccountKind, MoveKind, Obstacle, Standing, ValueAccount, ValueMove
from wendan.kernel.money import Fen

KIND_OF_CHANNEL: Final = {"balance": AccountKind.BALANCE, "pay-later": AccountKind.CREDIT}
"""Which account each of our own channels pays from."""
# Value bought with value would be a gift without end, and a debt repaid with a debt none at all.
_NEVER_PAYS: Final = {"balance": ("TOP_UP",), "pay-later": ("TOP_UP", "REPAYMENT")}
# 单用途商业预付卡管理办法: a named prepaid card holds at most 5,000 yuan.
MOST_TOP_UP: Final = Fen(500_000)


def may_pay_for(channel: str, purpose: str) -> bool:
    """Whether orders of this purpose can be paid by this channel at all."""
    return purpose not in _NEVER_PAYS.get(channel, ())


def obstacle_to(standing: Standing | None, amount: Fen, now: datetime) -> Obstacle | None:
    """Why this account does not pay this amount now; None when it does."""
    if standing is None:
        return Obstacle.NO_ACCOUNT
    account = standing.account
    if not account.is_open:
        return Obstacle.NOT_OPEN
    if is_overdue(standing, now):
        return Obstacle.OVERDUE
    if account.spendable_fen >= amount:
        return None
    return Obstacle.TOO_LITTLE if account.kind is AccountKind.BALANCE else Obstacle.OVER_LIMIT


def is_overdue(standing: Standing, now: datetime) -> bool:
    """Whether something should have been repaid by now."""
    return standing.next_due_at is not None and standing.next_due_at <= now


def is_same_payment(known: ValueMove, standing: Standing | None, amount: Fen) -> bool:
    """Whether the payment that has this number already is the one that is asked for again."""
    is_ours = standing is not None and known.account_id == standing.account.id
    return known.kind is MoveKind.PAYMENT and is_ours and known.amount_fen == -amount


def obstacle_to_refund(payment: ValueMove | None, amount: Fen) -> Obstacle | None:
    """Why this much of a payment cannot go back; None when it can."""
    if payment is None or payment.kind is not MoveKind.PAYMENT:
        return Obstacle.NO_PAYMENT
    return None if 0 < amount <= payment.left_fen else Obstacle.TOO_MUCH_BACK


def gift_of(amount: Fen, gifts: Sequence[tuple[int, int]]) -> Fen:
    """满赠: what a top-up of this amount brings on top; `gifts` are pairs (from this amount on, this gift)."""
    reached = [pair for pair in gifts if pair[0] <= amount]
    return Fen(max(reached)[1]) if reached else Fen(0)


def gift_share(top_up: ValueMove, gift: ValueMove | None, amount: Fen) -> Fen:
    """What of the gift goes back with `amount` of its top-up.

    In all the same share as of the money, rounded up, so that a full refund in parts takes exactly the gift.
    """
    if gift is None:
        return Fen(0)
    returned = top_up.refunded_fen + amount
    due_in_all = -(-gift.amount_fen * returned // top_up.amount_fen)
    return Fen(max(0, due_in_all - gift.refunded_fen))


def demand_left(account: ValueAccount, amount: Fen) -> None:
    """Raises ValueIsSpent where the account no longer holds what is to be taken back."""
    if account.spendable_fen < amount:
        raise ValueIsSpent(needed_fen=amount, available_fen=account.spendable_fen)


def demand_top_up(amount: Fen, least_fen: int) -> None:
    """Raises AmountIsOutOfRange."""
    if not least_fen <= amount <= MOST_TOP_UP:
        raise AmountIsOutOfRange(least_fen=least_fen, most_fen=MOST_TOP_UP)


def demand_repayment(account: ValueAccount, amount: Fen) -> None:
    """Raises RepaymentExceedsDebt."""
    if amount > account.debt_fen:
        raise RepaymentExceedsDebt(debt_fen=account.debt_fen)


def demand_limit(account: ValueAccount, limit: Fen) -> None:
    """Raises LimitIsBelowDebt."""
    if limit < account.debt_fen:
        raise LimitIsBelowDebt(debt_fen=account.debt_fen)
