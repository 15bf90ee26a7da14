"""A state machine is a table with no empty square: code, test oracle and docs page at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

KNOWN: Final = "="
CONTRADICTION: Final = "!"

State = TypeVar("State", bound=StrEnum)
Signal = TypeVar("Signal", bound=StrEnum)


class Contradicts(Exception):
    """What we heard cannot be true together with what we know; a person must look."""


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a table: where `signal` leads from `state`."""

    state: str
    signal: str
    outcome: str


class StateTable(Generic[State, Signal]):
    """Next states by (state, signal), written as text; a gap or a stranger fails at import.

    The first row names the signals; every further row starts with a state. A square holds the next state,
    `=` (we know already, nothing changes) or `!` (contradiction: a person must look).
    """

    def __init__(self, states: type[State], signals: type[Signal], table: str) -> None:
        header, *rows = [line.split() for line in table.strip().splitlines()]
        self.states, self.signals = states, signals
        self._next: dict[tuple[State, Signal], State | None] = {}
        if [signals(name) for name in header] != list(signals):
            raise ValueError(f"columns must be {[s.value for s in signals]} in this order")
        if [states(row[0]) for row in rows] != list(states):
            raise ValueError(f"rows must be {[s.value for s in states]} in this order")
        for name, *squares in rows:
            for signal, square in zip(signals, squares, strict=True):
                self._next[states(name), signal] = self._read(states(name), square)

    def _read(self, state: State, square: str) -> State | None:
        if square == KNOWN:
            return state
        return None if square == CONTRADICTION else self.states(square)

    def after(self, state: State, signal: Signal) -> State:
        """The state that `signal` leads to; `state` itself when this was known.

        Raises Contradicts when the table says that both cannot be true.
        """
        following = self._next[state, signal]
        if following is None:
            raise Contradicts(f"{signal} contradicts {state}")
        return following

    def allows(self, state: State, signal: Signal) -> bool:
        """Whether `signal` would move `state` to another one."""
        return self._next[state, signal] not in (None, state)

    def squares(self) -> Iterator[Square]:
        """Every square in reading order, for documentation and tests."""
        for (state, signal), following in self._next.items():
            outcome = CONTRADICTION if following is None else KNOWN if following is state else following.value
            yield Square(state.value, signal.value, outcome)
