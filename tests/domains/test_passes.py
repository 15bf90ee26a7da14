"""When a pass is given, when a shown code counts, and that one meal is given on it."""

from datetime import timedelta

import pytest
from examples import NOON, ORDER_ID, STORE_ID
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.passes.errors import PassIsInvalid
from wendan.domains.passes.model import Pass, PassSignal, PassState, Shown, Standing
from wendan.domains.passes.rules import (
    CLOCK_SLACK,
    STEP_S,
    STEPS_ASIDE,
    after_look,
    after_use,
    demand_shown_in_time,
    is_due,
    step_at,
)
from wendan.domains.passes.states import PASS
from wendan.kernel.money import Fen
from wendan.kernel.states import Contradicts

LIVES = timedelta(minutes=15)
END = NOON + LIVES
GIVEN = Pass(STORE_ID, ORDER_ID, PassState.ISSUED, 1, Fen(1800), NOON, END, NOON)
DAY_S = 24 * 3600
seconds = st.integers(-DAY_S, DAY_S)


def shown(used_s: float, step_s: float, end_s: float = LIVES.total_seconds()) -> Shown:
    end = NOON + timedelta(seconds=end_s)
    used_at = NOON + timedelta(seconds=used_s)
    return Shown(NOON, end, step_at(NOON + timedelta(seconds=step_s)), used_at)


@given(seconds, seconds, seconds)
def test_a_code_counts_only_while_the_pass_lives_and_the_picture_is_fresh(
    used_s: int, step_s: int, now_s: int
) -> None:
    now = NOON + timedelta(seconds=now_s)
    slack = CLOCK_SLACK.total_seconds()
    lives = -slack <= used_s < LIVES.total_seconds() + slack
    is_fresh = abs(step_s // STEP_S - used_s // STEP_S) <= STEPS_ASIDE
    is_known_by_now = used_s <= now_s + slack

    if lives and is_fresh and is_known_by_now:
        demand_shown_in_time(shown(used_s, step_s), now)
    else:
        with pytest.raises(PassIsInvalid):
            demand_shown_in_time(shown(used_s, step_s), now)


@given(st.integers(0, 880), st.integers(-STEP_S * STEPS_ASIDE, STEP_S * STEPS_ASIDE))
def test_a_counter_whose_clock_is_a_little_off_takes_a_living_code(used_s: int, off_s: int) -> None:
    demand_shown_in_time(shown(used_s, used_s + off_s), NOON + timedelta(seconds=used_s))


@given(st.integers(0, 880), st.integers(STEP_S * (STEPS_ASIDE + 1), 880))
def test_a_photographed_code_is_dead_twenty_seconds_later(seen_s: int, later_s: int) -> None:
    with pytest.raises(PassIsInvalid):
        demand_shown_in_time(shown(seen_s + later_s, seen_s), END + LIVES)


@given(st.lists(st.tuples(st.sampled_from(["use", "look"]), st.sampled_from(Standing)), max_size=30))
def test_whatever_happens_one_meal_is_given_on_a_pass(steps: list[tuple[str, Standing]]) -> None:
    state, meals = PassState.ISSUED, 0
    for what, standing in steps:
        if what == "use":
            try:
                state = after_use(state, standing)
            except Contradicts:
                continue
            meals += 1
        else:
            known = Pass(STORE_ID, ORDER_ID, state, 1, Fen(1800), NOON, END, NOON)
            state = after_look(known, standing, NOON)

    assert meals <= 1
    assert (state in (PassState.USED, PassState.TAKEN, PassState.STRANDED)) == (meals == 1)


def test_a_pass_lapses_with_its_time_or_its_order_and_not_before() -> None:
    assert after_look(GIVEN, Standing.WAITING, END - timedelta(seconds=1)) is PassState.ISSUED
    assert after_look(GIVEN, Standing.WAITING, END) is PassState.LAPSED
    assert after_look(GIVEN, Standing.OVER, NOON) is PassState.LAPSED


def test_an_order_that_comes_after_a_stranded_meal_still_meets_it() -> None:
    assert PASS.after(PassState.STRANDED, PassSignal.CONFIRM) is PassState.TAKEN


@given(st.integers(-100, 2000))
def test_a_pass_is_due_between_patience_and_its_end(age_s: int) -> None:
    assert is_due(NOON, NOON + timedelta(seconds=age_s), 4, 15) is (4 <= age_s < 900)
