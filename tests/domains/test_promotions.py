"""What must hold for every coupon, discount and budget."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.promotions.errors import (
    BudgetIsExhausted,
    CouponDoesNotFit,
    CouponIsInUse,
    CouponIsNotValid,
    CouponIsUnknown,
    CouponWasUsed,
    OrderIsTooSmallForCoupon,
)
from wendan.domains.promotions.model import Basket, Coupon, CouponState, Limit, Origin, Period, Spent, Terms
from wendan.domains.promotions.rules import (
    best_first,
    demand_budget,
    demand_usable,
    discount_on,
    discount_returned,
    limit_hit,
    may_pay,
)
from wendan.domains.promotions.service import draw, free, hold, issue, ring, use, withdraw
from wendan.domains.recovery.model import Compensation
from wendan.kernel.errors import Refusal
from wendan.kernel.money import Fen
from wendan.kernel.states import Contradicts

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
STORE, DINER, ORDER, OTHER = (UUID(int=n) for n in range(1, 5))
AMOUNTS = st.integers(1, 1_000_000)
TERMS = Terms(
    STORE,
    UUID(int=9),
    DINER,
    Fen(500),
    Fen(2000),
    NOON,
    NOON + timedelta(days=30),
    Origin.RUNG,
    "rung:2:order",
)
BASKET = Basket(ORDER, DINER, Fen(3000), is_meal=True)
DAY, BUDGET = date(2026, 11, 28), Compensation(per_case_fen=3000, per_day_fen=5000, fund_per_month_fen=8000)


def coupon(**changes: object) -> Coupon:
    return replace(issue(TERMS, UUID(int=100), NOON)[0], **changes)  # type: ignore[arg-type]


@given(amount=AMOUNTS, total=AMOUNTS)
def test_a_discount_leaves_something_to_pay_and_is_never_more_than_the_coupon(amount: int, total: int):
    discount = discount_on(Fen(amount), Fen(total))

    assert 0 <= discount <= amount
    assert total - discount >= 1


@given(discount=AMOUNTS, parts=st.lists(st.integers(1, 50_000), min_size=1, max_size=8))
def test_refunds_in_parts_take_back_exactly_the_discount_and_never_more_on_the_way(
    discount: int, parts: list[int]
):
    paid, before, back = sum(parts), 0, 0
    for part in parts:
        share = discount_returned(Fen(discount), Fen(paid), Fen(before), Fen(part))
        assert share >= 0
        before, back = before + part, back + share
        assert back <= discount

    assert back == discount


@pytest.mark.parametrize(
    ("held", "basket", "at", "refusal"),
    [
        (None, BASKET, NOON, CouponIsUnknown),
        (coupon(diner_id=OTHER), BASKET, NOON, CouponIsUnknown),
        (coupon(state=CouponState.USED, order_id=ORDER), BASKET, NOON, CouponWasUsed),
        (coupon(state=CouponState.HELD, order_id=OTHER), BASKET, NOON, CouponIsInUse),
        (coupon(state=CouponState.WITHDRAWN), BASKET, NOON, CouponIsNotValid),
        (coupon(state=CouponState.EXPIRED), BASKET, NOON, CouponIsNotValid),
        (coupon(), BASKET, NOON - timedelta(seconds=1), CouponIsNotValid),
        (coupon(), BASKET, NOON + timedelta(days=30), CouponIsNotValid),
        (coupon(), replace(BASKET, is_meal=False), NOON, CouponDoesNotFit),
        (coupon(), replace(BASKET, total_fen=Fen(1)), NOON, CouponDoesNotFit),
        (coupon(), replace(BASKET, total_fen=Fen(1999)), NOON, OrderIsTooSmallForCoupon),
    ],
)
def test_a_coupon_that_cannot_be_used_says_why(
    held: Coupon | None, basket: Basket, at: datetime, refusal: type[Refusal]
):
    with pytest.raises(refusal):
        demand_usable(held, basket, at)


def test_another_attempt_of_the_same_order_shares_the_coupon_even_past_its_last_day():
    held = hold(coupon(), ORDER, NOON)[0]

    assert demand_usable(held, BASKET, NOON + timedelta(days=31)) is held
    assert hold(held, ORDER, NOON)[1] == type(hold(held, ORDER, NOON)[1])()


def test_the_coupon_that_takes_off_most_is_first_and_of_equals_the_one_that_ends_soonest():
    large = coupon(id=UUID(int=1), amount_fen=Fen(900))
    soon = coupon(id=UUID(int=2), valid_until=NOON + timedelta(days=1))
    late, strange = coupon(id=UUID(int=3)), coupon(id=UUID(int=4), diner_id=OTHER)

    assert best_first([late, strange, soon, large], BASKET, NOON) == [large, soon, late]


def test_one_cause_names_one_coupon_with_its_alarm_clock():
    given_, changes = issue(TERMS, UUID(int=100), NOON)

    assert given_.origin_key == TERMS.origin_key
    assert [change.row.due_at for change in changes if change.table.name == "timer"] == [given_.valid_until]


def test_late_money_finds_its_coupon_free_again_and_uses_it_in_one_step():
    freed = free(hold(coupon(), ORDER, NOON)[0], NOON)[0]
    used, changes = use(freed, ORDER, NOON)

    assert (used.state, used.order_id, used.version) == (CouponState.USED, ORDER, freed.version + 1)
    assert [change.verb for change in changes] == ["update", "remove"]


@pytest.mark.parametrize(
    ("state", "order_id", "is_there"),
    [
        (CouponState.ISSUED, None, True),
        (CouponState.HELD, ORDER, True),
        (CouponState.HELD, OTHER, False),
        (CouponState.USED, ORDER, True),
        (CouponState.USED, OTHER, False),
        (CouponState.EXPIRED, None, False),
        (CouponState.WITHDRAWN, None, False),
    ],
)
def test_late_money_keeps_its_coupon_only_while_nobody_else_has_it(
    state: CouponState, order_id: UUID | None, is_there: bool
):
    assert may_pay(coupon(state=state, order_id=order_id), BASKET, NOON) is is_there


def test_a_coupon_in_the_middle_of_a_payment_cannot_be_taken_away_and_its_clock_waits():
    held, late = hold(coupon(), ORDER, NOON)[0], NOON + timedelta(days=31)

    with pytest.raises(Contradicts):
        withdraw(held, NOON)
    assert ring(held, late)[0].state is CouponState.HELD
    assert ring(free(held, late)[0], late)[0].state is CouponState.EXPIRED


@pytest.mark.parametrize(
    ("day", "month", "amount", "hit"),
    [
        (0, 0, 3000, None),
        (0, 0, 3001, Limit.PER_CASE),
        (2001, 2001, 3000, Limit.PER_DAY),
        (0, 5001, 3000, Limit.FUND),
        (2000, 5000, 3000, None),
    ],
)
def test_each_part_of_the_budget_is_a_limit(day: int, month: int, amount: int, hit: Limit | None):
    spent = [
        Spent(STORE, Period.DAY, DAY, Fen(day), 1),
        Spent(STORE, Period.MONTH, DAY.replace(day=1), Fen(month), 1),
    ]

    assert limit_hit(BUDGET, spent, Fen(amount)) is hit
    if hit:
        with pytest.raises(BudgetIsExhausted):
            demand_budget(BUDGET, spent, Fen(amount))


@given(st.lists(st.integers(1, 4000), max_size=30))
def test_whatever_is_wanted_no_more_is_given_than_the_budget_has(wanted: list[int]):
    rows: dict[Period, Spent] = {}
    for amount in wanted:
        if limit_hit(BUDGET, list(rows.values()), Fen(amount)) is None:
            changes = draw(STORE, list(rows.values()), DAY, Fen(amount))
            rows = {change.row.period: change.row for change in changes}

    assert all(row.spent_fen <= BUDGET.per_day_fen for row in rows.values())
