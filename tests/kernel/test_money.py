"""Money is whole fen, whatever people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.kernel.money import fen_from_yuan, yuan_text


@given(st.integers(-(10**12), 10**12))
def test_every_amount_survives_being_written_as_yuan_and_read_again(fen: int) -> None:
    assert fen_from_yuan(yuan_text(fen)) == fen


@pytest.mark.parametrize("text", ["", "abc", "1.234", "NaN", "inf", "1e-3", "１２,00"])
def test_what_is_no_whole_number_of_fen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"fen|yuan"):
        fen_from_yuan(text)


@pytest.mark.parametrize(("text", "fen"), [("12.50", 1250), ("0.1", 10), (" 3 ", 300), ("-0.01", -1)])
def test_yuan_as_people_write_them(text: str, fen: int) -> None:
    assert fen_from_yuan(text) == fen
