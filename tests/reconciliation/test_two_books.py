from collections import Counter

import pytest
from two_books import found, is_of_the_day

from wendan.domains.reconciliation.model import Category
from wendan.sandbox.ground_truth import Teller

ROWS = 20_000


def truth(stories):
    return Counter((s.number, category, gap) for s in stories for category, gap in s.truth.items())


def told(findings):
    return Counter((f.number, f.category.value, int(f.gap_fen)) for f in findings)


@pytest.fixture(scope="module")
def stories():
    return list(Teller("2026-11-27", seed=1).tell(ROWS, odd_share=0.02))


def test_every_difference_is_found_under_its_name_and_none_is_invented(stories, tmp_path):
    assert told(found(stories, tmp_path)) == truth(stories)


def test_the_ground_truth_has_every_category_that_a_strangers_bill_can_show(stories):
    of_the_house = {Category.DRAWER_DIFFERS, Category.TOP_UP_DIFFERS}

    assert {category for s in stories for category in s.truth} == set(Category) - of_the_house


def test_the_differences_add_up_to_the_whole_gap(stories, tmp_path):
    findings = found(stories, tmp_path)

    theirs = sum(
        (-row.fen if row.is_back else row.fen)
        for s in stories
        for row in s.theirs
        if row.state != "SPLIT" and row.refund_status != "FAIL"
    )
    ours = sum(
        (row.fen if row.movement == "payment" else -row.fen)
        for s in stories
        for row in s.ours
        if is_of_the_day(row)
    )
    assert theirs - ours == sum(f.gap_fen for f in findings)
