"""What is known before an order, what it is worth, and that nobody pays for being new or for the future."""

import math
from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

import pytest
from diners import ASK, DINER, attempt, histories, late, paid, placed, unpaid
from examples import NOON
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.risk.model import Features, Outcome, RiskAction
from wendan.domains.risk.rules.definitions import DEFINITIONS
from wendan.domains.risk.rules.features import leaks, measure, measured, samples_of
from wendan.domains.risk.rules.known import SHARED_ENTRIES, all_known, as_known, outcome_of
from wendan.domains.risk.rules.scorecard import (
    LEAST,
    LINE,
    MOST,
    SHIPPED,
    chance_unpaid,
    judge,
    score_at,
    without_person,
)
from wendan.kernel.news import Cause

SPEED = {name for name, definition in DEFINITIONS.items() if definition.is_speed}


@given(histories())
def test_features_are_the_same_with_and_without_the_future(history):
    assert measure(ASK, history) == measure(ASK, all_known(history, NOON))


@given(histories(least=1))
def test_no_feature_of_ours_knows_the_future(history):
    assert leaks(measured, history) == set()


def test_a_feature_that_counts_later_unpaid_orders_makes_the_leakage_test_red():
    def peeping(ask, history):
        later = sum(order.placed_at > ask.at and outcome_of(order) is Outcome.UNPAID for order in history)
        return measured(ask, history) | {"unpaid_next_month": float(later)}

    assert leaks(peeping, [paid(3), unpaid(2), unpaid(1)]) == {"unpaid_next_month"}


def test_a_feature_that_knows_its_own_orders_end_makes_the_leakage_test_red():
    def peeping(ask, history):
        own = [order for order in history if order.placed_at == ask.at]
        return measured(ask, history) | {"own_end": float(any(o.confirmed_at is not None for o in own))}

    assert leaks(peeping, [paid(3), paid(2)]) == {"own_end"}


def test_a_feature_that_reads_a_state_instead_of_a_moment_makes_the_leakage_test_red():
    # Placed before the other order, closed after it: at that moment nobody knew.
    slow = replace(unpaid(1), closed_at=NOON + timedelta(days=5))

    def forgetting(ask, history):
        before = [order for order in history if order.placed_at < ask.at]
        return {"unpaid": float(sum(order.closed_at is not None for order in before))}

    assert leaks(forgetting, [slow, paid(0.5)]) == {"unpaid"}


def test_an_order_that_was_unpaid_then_and_revived_later_counts_as_it_was_known():
    revived = replace(unpaid(1), confirmed_at=NOON + timedelta(hours=1))

    assert measure(ASK, [revived, paid(9)]).unpaid_30d == 1
    assert measure(replace(ASK, at=NOON + timedelta(hours=2)), [revived, paid(9)]).unpaid_30d == 0


def test_a_try_whose_end_was_not_heard_yet_counts_for_nothing():
    order = placed(1)
    slow = replace(order, attempts=(attempt(order, 1, Cause.CUSTOMER_CANCELLED, known_after=3 * 24 * 60),))

    assert measure(ASK, [paid(9), slow]).cancelled_30d == 0
    assert measure(replace(ASK, at=NOON + timedelta(days=4)), [paid(9), slow]).cancelled_30d == 1


def test_a_feature_that_counts_tries_by_their_later_end_makes_the_leakage_test_red():
    order = placed(2)
    slow = replace(order, attempts=(attempt(order, 1, Cause.CUSTOMER_CANCELLED, known_after=3 * 24 * 60),))

    def forgetting(ask, history):
        before = [each for order in history if order.placed_at < ask.at for each in order.attempts]
        return {"cancelled": float(sum(each.cause is Cause.CUSTOMER_CANCELLED for each in before))}

    assert leaks(forgetting, [slow, paid(1)]) == {"cancelled"}


def test_what_became_of_an_order():
    order = unpaid(1)
    money = (attempt(order, 40, has_money=True),)

    assert outcome_of(placed(1)) is Outcome.OPEN
    assert outcome_of(paid(1)) is Outcome.PAID
    assert outcome_of(late(1)) is Outcome.LATE
    assert outcome_of(replace(order, attempts=money)) is Outcome.LATE
    assert outcome_of(order) is Outcome.UNPAID
    assert outcome_of(unpaid(1, Cause.BALANCE_INSUFFICIENT)) is Outcome.UNPAID
    assert outcome_of(replace(order, closed_at=order.placed_at + timedelta(minutes=3))) is Outcome.WITHDRAWN
    cancelled_after_paying = replace(paid(1), closed_at=paid(1).placed_at + timedelta(minutes=5))
    assert outcome_of(cancelled_after_paying) is Outcome.PAID


@pytest.mark.parametrize(
    "cause", [Cause.NETWORK_UNSTABLE, Cause.CHANNEL_BUSY, Cause.OUR_TIMEOUT, Cause.OUR_MISTAKE]
)
def test_what_a_channel_or_we_failed_at_is_held_against_nobody(cause):
    failed = unpaid(2, cause)

    assert outcome_of(failed) is Outcome.BLAMELESS
    assert measure(ASK, [paid(9), failed]).unpaid_30d == 0
    found = samples_of([failed, late(1), unpaid(3)], {DINER: [failed, late(1), unpaid(3)]})
    assert [sample.order for sample in found.rows] == [unpaid(3)]
    assert found.left_out == {Outcome.BLAMELESS: 1, Outcome.LATE: 1}


def test_a_pre_authorised_order_teaches_nothing():
    held = replace(paid(2), is_guaranteed=True)

    assert samples_of([held], {DINER: [held]}).left_out == {Outcome.GUARANTEED: 1}
    assert measure(ASK, [held]).paid_180d == 1


def test_features_of_a_history():
    history = [
        unpaid(40),
        paid(35, total_fen=1000),
        paid(20, total_fen=2000, entry="table"),
        unpaid(10, Cause.CUSTOMER_CANCELLED, Cause.CUSTOMER_CANCELLED),
        unpaid(4),
        placed(0.01),
    ]

    seen = measure(replace(ASK, total_fen=6000, hour=23), history)
    assert (seen.unpaid_30d, seen.unpaid_in_row, seen.cancelled_30d) == (2, 2, 2)
    assert (seen.paid_180d, seen.amount_ratio, seen.networks_30d) == (2, 4, 1)
    assert (seen.orders_1h, seen.waiting_now) == (1, 1)
    assert seen.unpaid_share == pytest.approx(3.2 / 7)
    assert seen.days_since_unpaid == pytest.approx(4, abs=0.1)
    assert (seen.is_first_night, seen.is_new_entry, seen.is_new_store) == (1, 0, 0)


def test_whoever_pays_at_night_is_not_touched_by_the_night():
    assert measure(replace(ASK, hour=23), [paid(3, hour=23)]).is_first_night == 0


def test_the_score_says_what_it_says():
    assert chance_unpaid(LINE) == pytest.approx(0.25)
    assert chance_unpaid(LINE + 50) == pytest.approx(1 / 7)
    assert score_at(3.0) == LINE
    assert score_at(6.0) == pytest.approx(LINE + 50)


@given(histories(), st.integers(100, 100_000), st.integers(0, 23))
def test_scores_stay_in_bounds_and_are_the_sum_of_their_points(history, amount, hour):
    decision = judge(measure(replace(ASK, total_fen=amount, hour=hour), history), SHIPPED)

    assert LEAST <= decision.score <= MOST
    assert decision.score == min(MOST, max(LEAST, SHIPPED.neutral + sum(decision.points.values())))
    assert (decision.action is RiskAction.PRE_AUTHORISE) == (decision.score < LINE)
    assert all(decision.points[name] < 0 for name in decision.reasons)
    costs = [decision.points[name] for name in decision.reasons]
    assert costs == sorted(costs)


@given(st.integers(100, 1_000_000), st.integers(0, 23), st.sampled_from([500, 600, 720]))
def test_being_new_costs_nothing_whatever_is_ordered_and_however_the_shop_fares(amount, hour, neutral):
    card = replace(SHIPPED, neutral=neutral)

    decision = judge(measure(replace(ASK, total_fen=amount, hour=hour), []), card)
    assert decision.is_newcomer
    assert decision.action is RiskAction.ALLOW
    assert decision.score == max(LINE, neutral) + sum(decision.points.values())
    assert sum(decision.points.values()) >= 0


@given(histories())
def test_a_young_account_costs_no_points(history):
    seen = measure(ASK, history)
    if seen.is_newcomer:
        return
    young = judge(replace(seen, age_days=0.1, paid_180d=0.0), SHIPPED)

    assert young.points["age_days"] == 0
    assert young.points["paid_180d"] == 0


def test_a_newcomer_who_holds_many_orders_at_once_is_judged_by_that_alone():
    history = [placed(0.001 * n, id=UUID(int=n)) for n in range(1, 6)]

    decision = judge(measure(ASK, history), SHIPPED)
    assert set(decision.points) == SPEED
    assert decision.action is RiskAction.PRE_AUTHORISE
    assert decision.reasons == ("waiting_now", "orders_1h")


@given(histories(least=1))
def test_one_more_unpaid_order_never_raises_the_score(history):
    known = [order for order in history if order.placed_at < NOON - timedelta(days=1)]
    before = measure(ASK, [*known, paid(3)])
    after = measure(ASK, [*known, paid(3), unpaid(0.5)])

    for name in ("unpaid_30d", "unpaid_in_row", "unpaid_share"):
        assert getattr(after, name) >= getattr(before, name)
    assert judge(after, SHIPPED).points["unpaid_share"] <= judge(before, SHIPPED).points["unpaid_share"]


def test_nobody_is_judged_by_what_others_did_at_a_kiosk():
    assert without_person(replace(SHIPPED, neutral=500)).action is RiskAction.ALLOW
    own = [replace(unpaid(1), entry=entry) for entry in SHARED_ENTRIES]
    assert samples_of(own, {DINER: own}).rows == []


def test_every_feature_is_said_in_both_languages_and_counts_one_way():
    assert list(DEFINITIONS) == [f.name for f in fields(Features) if f.name != "is_newcomer"]
    for definition in DEFINITIONS.values():
        assert definition.zh.endswith("。")
        assert definition.en.endswith(".")
        assert definition.reason_zh
        assert definition.reason_en
        assert list(definition.edges) == sorted(definition.edges)
    for each in SHIPPED.characteristics:
        more_is = DEFINITIONS[each.name].more_is
        assert list(each.points) == sorted(each.points, reverse=more_is == "worse")
        assert not DEFINITIONS[each.name].only_adds or min(each.points) >= 0


def test_an_order_not_placed_yet_is_not_known():
    assert as_known(placed(0), NOON) is None
    assert not math.isnan(measure(ASK, [placed(0)]).orders_1h)
