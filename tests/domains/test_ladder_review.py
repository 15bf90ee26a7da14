"""What a month's reminders lead to: proposals that follow from the intervals, and only from them."""

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.recovery.model import Policy, Reminding
from wendan.domains.recovery.rules.policies import changed_policy
from wendan.domains.recovery.rules.review import LEAST_COMPARED, Advice, RungMeasure, propose
from wendan.kernel.shares import Interval, difference_of, share_of

CATALOGUE = Reminding()


def measure(rung: int, told: tuple[int, int], held_out: tuple[int, int]) -> RungMeasure:
    effect = difference_of(share_of(*told), share_of(*held_out))
    return RungMeasure(rung, told[1], held_out[1], effect, held_out[1])


PROVEN = [measure(n, (600, 1000), (100, 250)) for n in (1, 2, 3)]


def advice(*measures: RungMeasure) -> list[tuple[Advice, int]]:
    return [(change.advice, change.rung) for change in propose(CATALOGUE, measures).changes]


def test_a_rung_that_surely_brings_nothing_is_dropped():
    useless = measure(3, (2000, 20000), (260, 2000))
    found = propose(CATALOGUE, [*PROVEN[:2], useless])

    assert [each.advice for each in found.changes] == [Advice.DROP_RUNG]
    assert [rung["after_minutes"] for rung in found.fields["reminding"]["rungs"]] == [3, 10]
    assert found.changes[0].messages == 20000
    assert found.changes[0].orders.value > 0


def test_a_coupon_whose_worth_is_unsure_is_halved():
    unsure = measure(2, (100, 1000), (23, 250))
    found = propose(CATALOGUE, [PROVEN[0], unsure, PROVEN[2]])

    assert [(each.advice, each.rung) for each in found.changes] == [(Advice.HALVE_INCENTIVE, 2)]
    assert found.fields["reminding"]["rungs"][1]["incentive_fen"] == 250
    assert found.changes[0].incentive_fen == 250_000


def test_a_comparison_of_few_asks_for_more_of_them():
    few = measure(1, (50, 100), (3, 9))

    assert advice(few) == [(Advice.COMPARE_MORE, 0)]
    assert propose(CATALOGUE, [few]).fields["reminding"]["holdout_percent"] == 15


def test_what_has_proved_itself_is_told_to_more():
    found = propose(CATALOGUE, PROVEN)

    assert [each.advice for each in found.changes] == [Advice.COMPARE_LESS]
    assert found.fields["reminding"]["holdout_percent"] == 5
    assert found.changes[0].orders.low > 0


def test_without_reminders_nothing_is_proposed():
    assert propose(CATALOGUE, []).fields is None
    assert advice(measure(1, (0, 3), (0, 0))) == []


effects = st.none() | st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1)).map(
    lambda bounds: Interval(*sorted(bounds))
)
measures = st.lists(
    st.builds(
        RungMeasure,
        st.integers(1, 5),
        st.integers(0, 10_000),
        st.integers(0, 5_000),
        effects,
        st.integers(0, 9_000),
    ),
    max_size=3,
    unique_by=lambda each: each.rung,
)


@given(measures, st.integers(0, 50))
def test_whatever_is_proposed_is_a_sound_policy(found: list[RungMeasure], holdout: int):
    reminding = Reminding(holdout_percent=holdout)
    proposal = propose(reminding, found)

    assert (proposal.fields is None) == (not proposal.changes)
    if proposal.fields is not None:
        changed = changed_policy(Policy(reminding=reminding), proposal.fields)
        assert changed.reminding != reminding
    for change in proposal.changes:
        if change.rung:
            [about] = [each for each in found if each.rung == change.rung]
            assert min(about.told, about.held_out) >= LEAST_COMPARED
