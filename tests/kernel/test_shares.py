"""Intervals against published figures, and what holds for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.kernel.shares import difference_of, share_of


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857: method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_the_published_one(part: int, whole: int, low: float, high: float):
    interval = share_of(part, whole).interval

    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 873: method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_difference_is_the_published_one(one, other, low: float, high: float):
    interval = difference_of(share_of(*one), share_of(*other))

    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


counts = st.integers(1, 2000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(counts, counts)
def test_every_value_lies_in_its_interval(one: tuple[int, int], other: tuple[int, int]):
    a, b = share_of(*one), share_of(*other)
    difference, back = difference_of(a, b), difference_of(b, a)

    assert 0 <= a.interval.low <= a.interval.value <= a.interval.high <= 1
    assert -1 - 1e-12 <= difference.low <= difference.value <= difference.high <= 1 + 1e-12
    assert difference.low == pytest.approx(-back.high)


def test_of_nothing_nothing_is_said():
    assert share_of(0, 0).interval is None
    assert difference_of(share_of(0, 0), share_of(1, 2)) is None
