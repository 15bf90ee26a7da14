"""The circuit breaker folds what was felt into one of three states."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.routing.model import BreakerState, Pulse
from wendan.domains.routing.rules.breaker import (
    LEAST_BEATS,
    LONGEST_REST,
    WELL_AGAIN_AFTER,
    breaker_of,
    stretch_of,
)
from wendan.kernel.causes import CHANNELS_FAULT
from wendan.kernel.news import Cause

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def at(seconds: float, well: int = 0, ill: int = 0) -> Pulse:
    return Pulse("wechat", "1", "h5", NOON + timedelta(seconds=seconds), well, ill, 10 * (well + ill))


def state(*pulses: Pulse, now_s: float) -> BreakerState:
    return breaker_of(pulses, NOON + timedelta(seconds=now_s)).state


def test_nothing_felt_is_well() -> None:
    assert state(now_s=0) is BreakerState.CLOSED


def test_a_few_failures_say_nothing_and_many_among_more_successes_neither() -> None:
    assert state(at(0, ill=LEAST_BEATS - 1), now_s=1) is BreakerState.CLOSED
    assert state(at(0, well=50, ill=40), now_s=1) is BreakerState.CLOSED


def test_most_of_a_window_ill_opens_within_eight_failures() -> None:
    assert state(at(0, well=3), at(2, ill=4), at(4, ill=4), now_s=5) is BreakerState.OPEN


def test_old_successes_do_not_hide_a_new_illness() -> None:
    assert state(at(0, well=1000), at(24, ill=8), now_s=25) is BreakerState.OPEN


def test_an_open_route_rests_then_three_good_answers_close_it() -> None:
    ill = at(0, ill=8)
    assert state(ill, now_s=9) is BreakerState.OPEN
    assert state(ill, now_s=10) is BreakerState.HALF_OPEN
    assert state(ill, at(12, well=2), now_s=13) is BreakerState.HALF_OPEN
    assert state(ill, at(12, well=WELL_AGAIN_AFTER), now_s=13) is BreakerState.CLOSED


def test_one_failure_while_half_open_opens_again_for_twice_as_long() -> None:
    again = [at(0, ill=8), at(12, ill=1)]
    assert state(*again, now_s=31) is BreakerState.OPEN
    assert state(*again, now_s=32) is BreakerState.HALF_OPEN


def test_the_rest_never_grows_beyond_a_minute() -> None:
    pulses = [at(0, ill=8), *(at(100 * n, ill=1) for n in range(1, 9))]

    assert breaker_of(pulses, NOON + timedelta(seconds=801)).rest == LONGEST_REST


def test_answers_while_open_change_nothing() -> None:
    assert state(at(0, ill=8), at(4, well=100), now_s=5) is BreakerState.OPEN


def test_after_recovery_the_old_illness_is_forgotten() -> None:
    healed = [at(0, ill=8), at(12, well=3)]
    assert state(*healed, at(14, ill=7), now_s=15) is BreakerState.CLOSED


def test_the_customers_causes_are_not_the_channels_illness() -> None:
    for cause in (Cause.BALANCE_INSUFFICIENT, Cause.LIMIT_EXCEEDED, Cause.RISK_CHECK, Cause.EXPIRED):
        assert cause not in CHANNELS_FAULT


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(0, 20)), max_size=40))
def test_whatever_was_felt_there_is_a_state_and_the_same_for_everybody(felt) -> None:
    pulses = [at(2 * s, well, ill) for s, well, ill in sorted(felt)]
    now = NOON + timedelta(seconds=130)

    assert breaker_of(pulses, now) == breaker_of(list(pulses), now)


@given(st.floats(0, 1e6))
def test_every_moment_lies_in_its_stretch(seconds) -> None:
    moment = NOON + timedelta(seconds=seconds)

    assert timedelta(0) <= moment - stretch_of(moment) < timedelta(seconds=2)
