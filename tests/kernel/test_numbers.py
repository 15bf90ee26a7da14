"""A channel number says where it belongs, and nothing else looks like one."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.kernel.numbers import PAYMENT, REFUND, ChannelNumber, parse_number

numbers = st.builds(
    ChannelNumber,
    st.sampled_from([PAYMENT, REFUND]),
    st.from_regex(r"[0-9A-Za-z]{2}", fullmatch=True).filter(str.isascii),
    st.integers(0, 33_554_431),
    st.uuids(),
    st.integers(1, 1023),
)


@given(numbers)
def test_every_number_is_read_back_as_it_was_made(number: ChannelNumber) -> None:
    assert parse_number(str(number)) == number


@given(numbers)
def test_every_number_fits_what_channels_accept(number: ChannelNumber) -> None:
    assert re.fullmatch(r"[0-9A-Za-z_-]{6,32}", str(number))


@given(numbers, numbers)
def test_two_things_never_share_a_number(one: ChannelNumber, other: ChannelNumber) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(st.text(max_size=40))
def test_foreign_numbers_lead_nowhere_and_break_nothing(text: str) -> None:
    parsed = parse_number(text)

    assert parsed is None or str(parsed) == text


def test_a_number_larger_than_any_order_id_is_refused() -> None:
    assert parse_number("P01" + "00001" + "z" * 22 + "01") is None
    assert parse_number(str(ChannelNumber("P", "01", 1, UUID(int=2**128 - 1), 1))) is not None
