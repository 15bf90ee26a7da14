"""DuckDB's SQL, the Ibis expression for Spark and plain Python find the same; here the expression is asked of DuckDB."""

from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from chaos import only_once, our_row, their_row, write_chaos
from engines import IbisOnDuckDb, answers, by_suspicion, in_plain_python
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from two_books import BILL, known_numbers, lay_out

from wendan.domains.reconciliation.store.matching import DuckMatching, our_rows
from wendan.domains.reconciliation.store.sides import Sides
from wendan.sandbox.ground_truth import Teller

NUMBERS = st.integers(0, 7)


def both(sides: Sides, room: Path) -> tuple[dict, dict]:
    with (
        closing(DuckMatching(sides, BILL, room / "spill")) as duck,
        closing(IbisOnDuckDb(sides)) as expression,
    ):
        return answers(duck), answers(expression)


@st.composite
def chaos(draw: st.DrawFn) -> tuple[list, list]:
    def choose(options):
        return draw(st.sampled_from(options))

    theirs = [their_row(choose, at) for at in draw(st.lists(NUMBERS, max_size=12))]
    return theirs, only_once(our_row(choose, at) for at in draw(st.lists(NUMBERS, max_size=12)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books=chaos())
def test_whatever_the_two_books_say_all_engines_and_plain_python_agree(
    tmp_path: Path, books: tuple[list, list]
):
    theirs, ours = books
    sides, known = write_chaos(theirs, ours, tmp_path), known_numbers(ours)

    duck, expression = both(sides, tmp_path)

    assert expression == duck
    assert by_suspicion(duck["suspects"], known) == in_plain_python(sides, known)


@pytest.fixture(scope="module")
def stories():
    return list(Teller("2026-11-27", seed=3).tell(20_000, odd_share=0.02))


def test_a_day_of_known_differences_is_the_same_to_each_of_them(stories, tmp_path: Path):
    sides, known = lay_out(stories, tmp_path), known_numbers(row for story in stories for row in story.ours)

    duck, expression = both(sides, tmp_path)

    assert expression == duck
    found = by_suspicion(duck["suspects"], known)
    assert found == in_plain_python(sides, known)
    assert found.total() == sum(len(story.truth) for story in stories)


def test_our_side_of_a_large_day_takes_a_few_megabytes_of_what_matching_may_have(tmp_path: Path):
    with (tmp_path / "ours.csv").open("w") as ours:
        ours.write("movement,number,reference,amount_fen,standing\n")
        ours.writelines(f"payment,P01AAAAA{at:024},R{at:020},{at},succeeded\n" for at in range(500_000))
    with closing(duckdb.connect(config={"memory_limit": "16MB", "threads": 2})) as connection:
        read = our_rows(connection, tmp_path / "ours.csv")

        assert read.aggregate("count(*), max(amount_fen)").fetchone() == (500_000, 499_999)


def test_nothing_is_asked_of_an_engine_before_the_first_suspect_is(stories, tmp_path: Path):
    with closing(DuckMatching(lay_out(stories, tmp_path), BILL, tmp_path / "spill")) as duck:
        too_early = duck.suspects()
        duck.begin()

        # The loop of a worker may ask for suspects: what takes time happens in the thread that takes the first.
        assert next(too_early)[0]
