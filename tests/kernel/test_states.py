"""A state table with a gap or a stranger cannot even be imported."""

from enum import StrEnum

import pytest

from wendan.kernel.states import Contradicts, StateTable


class Lamp(StrEnum):
    OFF = "OFF"
    ON = "ON"


class Push(StrEnum):
    UP = "UP"
    DOWN = "DOWN"


GOOD = """
    UP  DOWN
OFF ON  =
ON  !   OFF
"""


def test_a_table_is_read_as_it_is_written() -> None:
    table = StateTable(Lamp, Push, GOOD)

    assert table.after(Lamp.OFF, Push.UP) is Lamp.ON
    assert table.after(Lamp.OFF, Push.DOWN) is Lamp.OFF
    assert table.allows(Lamp.OFF, Push.UP)
    assert not table.allows(Lamp.OFF, Push.DOWN)
    with pytest.raises(Contradicts):
        table.after(Lamp.ON, Push.UP)


@pytest.mark.parametrize(
    "broken",
    [
        "UP DOWN\nOFF ON =",  # a state without a row
        "UP DOWN\nOFF ON =\nON !",  # an empty square
        "UP\nOFF ON\nON !",  # a signal without a column
        "UP DOWN\nOFF ON =\nON ! BROKEN",  # a stranger
        "UP DOWN\nON ! OFF\nOFF ON =",  # rows in another order
    ],
)
def test_a_table_with_a_gap_or_a_stranger_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        StateTable(Lamp, Push, broken)


def test_every_square_is_listed_once_for_the_docs() -> None:
    squares = [
        (square.state, square.signal, square.outcome) for square in StateTable(Lamp, Push, GOOD).squares()
    ]

    assert squares == [("OFF", "UP", "ON"), ("OFF", "DOWN", "="), ("ON", "UP", "!"), ("ON", "DOWN", "OFF")]
