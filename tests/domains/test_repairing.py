"""What a repair is about, and when it is too much to be made unasked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.reconciliation.model import Category, Finding
from wendan.domains.reconciliation.rules.repairing import exceeds, size_fen
from wendan.domains.reconciliation.service import difference_of, want
from wendan.kernel.bills import BillName, Movement
from wendan.kernel.money import Fen

NOW = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
BILL, _ = want(UUID(int=1), UUID(int=2), BillName("wechat", "1230000109", date(2026, 11, 23)), NOW)
AMOUNTS = st.integers(-1_000_000, 1_000_000)


def difference(category, gap_fen):
    finding = Finding(category, Movement.PAYMENT, "P01", "4200", Fen(gap_fen))
    return difference_of(finding, BILL, UUID(int=3), NOW)


@given(st.sampled_from(sorted(set(Category) - {Category.CROSS_DAY})), AMOUNTS, st.integers(0, 1_000_000))
def test_whatever_moves_money_is_measured_by_it_in_either_direction(category, gap_fen, limit_fen):
    assert exceeds(difference(category, gap_fen), limit_fen) == (abs(gap_fen) > limit_fen)


@given(AMOUNTS)
def test_an_explanation_is_noted_whatever_it_is_about(gap_fen):
    assert not exceeds(difference(Category.CROSS_DAY, gap_fen), 0)


@given(AMOUNTS, st.integers(-1_000_000_000, 1_000_000_000))
def test_a_fee_counts_in_whole_fen_and_the_larger_of_the_two_decides(gap_fen, fee_gap_millifen):
    about = replace(difference(Category.FEE_DIFFERS, gap_fen), fee_gap_millifen=fee_gap_millifen)

    assert size_fen(about) == max(abs(gap_fen), abs(fee_gap_millifen) // 1000)
