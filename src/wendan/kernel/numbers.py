"""Numbers we give to a channel: 32 letters and digits that say which cell, store, order and attempt they are.

So a callback finds its home without a look-up, and every number ever issued for an order can be told from
the order alone. Layout: kind (1) cell (2) store (5) order (22) attempt (2); the last three in base 62.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

PAYMENT: Final = "P"
REFUND: Final = "R"
HOLD: Final = "A"
"""Money held (预授权), and the payment that is taken of it: one number for both."""
RELEASE: Final = "F"
HEAD_OFFICE: Final = UUID("00000000-0000-7000-8000-000000000000")
"""The store that owns what belongs to no store; its number is 0."""

_KINDS: Final = (PAYMENT, REFUND, HOLD, RELEASE)
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}


@dataclass(frozen=True, slots=True)
class ChannelNumber:
    """What one of our numbers says."""

    kind: str
    cell: str
    store_no: int
    order_id: UUID
    attempt: int

    def __str__(self) -> str:
        parts = _base62(self.store_no, 5), _base62(self.order_id.int, 22), _base62(self.attempt, 2)
        return f"{self.kind}{self.cell}{''.join(parts)}"


def parse_number(text: str) -> ChannelNumber | None:
    """The parts of one of our numbers; None when it is not of our making."""
    if len(text) != 32 or text[0] not in _KINDS or not set(text) <= _VALUES.keys():
        return None
    order = _value(text[8:30])
    if order >> 128:
        return None
    return ChannelNumber(text[0], text[1:3], _value(text[3:8]), UUID(int=order), _value(text[30:32]))


def store_no_of(code: str) -> int | None:
    """The store's number as the fourth to eighth letters of ours say it; None when they are not of our making."""
    return _value(code) if len(code) == 5 and set(code) <= _VALUES.keys() else None


def _base62(value: int, width: int) -> str:
    letters = []
    for _ in range(width):
        value, rest = divmod(value, 62)
        letters.append(_LETTERS[rest])
    assert value == 0, "does not fit its place in the number"
    return "".join(reversed(letters))


def _value(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 62 + _VALUES[letter]
    return value
