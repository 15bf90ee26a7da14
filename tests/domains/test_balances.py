"""What must hold for every account, amount and gift."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.balances.errors import (
    AmountIsOutOfRange,
    LimitIsBelowDebt,
    RepaymentExceedsDebt,
    ValueIsSpent,
)
from wendan.domains.balances.model import AccountKind, MoveKind, Obstacle, Origin, Standing
from wendan.domains.balances.rules import (
    KIND_OF_CHANNEL,
    MOST_TOP_UP,
    demand_left,
    demand_limit,
    demand_repayment,
    demand_top_up,
    gift_of,
    gift_share,
    is_overdue,
    is_same_payment,
    may_pay_for,
    obstacle_to,
    obstacle_to_refund,
)
from wendan.domains.balances.service import new_account, new_move
from wendan.kernel.money import Fen

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
AMOUNTS = st.integers(1, 1_000_000)


def account(kind: AccountKind = AccountKind.BALANCE, balance: int = 0, limit: int = 0):
    fresh = new_account(UUID(int=1), (UUID(int=2), UUID(int=3)), kind, Fen(limit), NOON)
    return replace(fresh, balance_fen=Fen(balance))


def standing(**said: int):
    return Standing(account(**said), None)  # type: ignore[arg-type]


def move(kind: MoveKind, amount: int, refunded: int = 0):
    origin = Origin("number", UUID(int=4), UUID(int=5), NOON)
    return replace(new_move(UUID(int=6), UUID(int=1), kind, Fen(amount), origin), refunded_fen=Fen(refunded))


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000), AMOUNTS)
def test_what_is_allowed_never_leaves_less_than_was_agreed(balance: int, limit: int, amount: int):
    credit = account(AccountKind.CREDIT, balance - limit // 2, limit)
    may = obstacle_to(Standing(credit, None), Fen(amount), NOON) is None

    assert may == (credit.balance_fen - amount + limit >= 0)


@pytest.mark.parametrize(
    ("found", "obstacle"),
    [
        (None, Obstacle.NO_ACCOUNT),
        (Standing(replace(account(balance=500), is_open=False), None), Obstacle.NOT_OPEN),
        (Standing(account(balance=99), None), Obstacle.TOO_LITTLE),
        (Standing(account(AccountKind.CREDIT, -1, 100), None), Obstacle.OVER_LIMIT),
        (Standing(account(AccountKind.CREDIT, -1, 500), NOON), Obstacle.OVERDUE),
        (Standing(account(AccountKind.CREDIT, -1, 500), NOON + timedelta(seconds=1)), None),
        (Standing(account(balance=100), None), None),
    ],
)
def test_each_obstacle_has_its_name(found: Standing | None, obstacle: Obstacle | None):
    assert obstacle_to(found, Fen(100), NOON) is obstacle


@given(AMOUNTS, AMOUNTS, st.lists(st.integers(1, 99), min_size=1, max_size=6))
def test_a_top_up_given_back_in_parts_takes_its_gift_to_the_fen(
    paid: int, given_fen: int, weights: list[int]
):
    parts = [paid * weight // sum(weights) for weight in weights]
    parts[-1] += paid - sum(parts)
    top_up, gift = move(MoveKind.TOP_UP, paid), move(MoveKind.GIFT, given_fen)
    for part in (each for each in parts if each):
        share = gift_share(top_up, gift, Fen(part))
        top_up = replace(top_up, refunded_fen=Fen(top_up.refunded_fen + part))
        gift = replace(gift, refunded_fen=Fen(gift.refunded_fen + share))
        # Never a smaller share of the gift than of the money: a gift is not for keeping alone.
        assert gift.refunded_fen * paid >= given_fen * top_up.refunded_fen

    assert (top_up.left_fen, gift.left_fen) == (0, 0)


def test_a_top_up_without_a_gift_takes_none_back():
    assert gift_share(move(MoveKind.TOP_UP, 100), None, Fen(100)) == 0


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=5))
def test_the_gift_is_that_of_the_highest_step_reached(amount: int, gifts: list[tuple[int, int]]):
    gift = gift_of(Fen(amount), gifts)
    reached = [pair for pair in gifts if pair[0] <= amount]

    assert gift == (max(reached)[1] if reached else 0)


@given(AMOUNTS, st.integers(0, 1_000_000), AMOUNTS)
def test_never_more_goes_back_than_was_paid(paid: int, refunded: int, amount: int):
    payment = move(MoveKind.PAYMENT, -paid, min(refunded, paid))
    may = obstacle_to_refund(payment, Fen(amount)) is None

    assert may == (payment.refunded_fen + amount <= paid)


@pytest.mark.parametrize("payment", [None, move(MoveKind.CLOSED, 0), move(MoveKind.TOP_UP, 100)])
def test_only_a_payment_is_refunded(payment):
    assert obstacle_to_refund(payment, Fen(1)) is Obstacle.NO_PAYMENT


def test_a_payment_asked_for_again_is_known_by_account_and_amount():
    known = move(MoveKind.PAYMENT, -100)
    other = replace(account(balance=100), id=UUID(int=9))

    assert is_same_payment(known, standing(balance=0), Fen(100))
    assert not is_same_payment(known, standing(balance=0), Fen(99))
    assert not is_same_payment(known, Standing(other, None), Fen(100))
    assert not is_same_payment(known, None, Fen(100))


def test_nothing_is_overdue_before_its_moment():
    owed = account(AccountKind.CREDIT, -100, 500)

    assert not is_overdue(Standing(owed, None), NOON)
    assert not is_overdue(Standing(owed, NOON + timedelta(microseconds=1)), NOON)
    assert is_overdue(Standing(owed, NOON), NOON)


@pytest.mark.parametrize("channel", [*KIND_OF_CHANNEL, "cash", "wechat"])
def test_value_never_buys_value_and_a_debt_never_repays_one(channel: str):
    assert may_pay_for(channel, "MEAL")
    assert may_pay_for(channel, "TOP_UP") == (channel not in KIND_OF_CHANNEL)
    assert may_pay_for(channel, "REPAYMENT") == (channel != "pay-later")


def test_what_staff_and_diners_ask_for_has_its_bounds():
    owed = account(AccountKind.CREDIT, -300, 500)
    demand_limit(owed, Fen(300))
    demand_repayment(owed, Fen(300))
    demand_left(account(balance=300), Fen(300))
    demand_top_up(Fen(100), 100)
    demand_top_up(MOST_TOP_UP, 100)

    with pytest.raises(LimitIsBelowDebt):
        demand_limit(owed, Fen(299))
    with pytest.raises(RepaymentExceedsDebt):
        demand_repayment(owed, Fen(301))
    with pytest.raises(ValueIsSpent):
        demand_left(account(balance=299), Fen(300))
    for amount in (99, MOST_TOP_UP + 1):
        with pytest.raises(AmountIsOutOfRange):
            demand_top_up(Fen(amount), 100)
