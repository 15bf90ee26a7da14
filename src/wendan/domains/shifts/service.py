"""Every change of a shift, as `Changes`."""

from dataclasses import replace
from datetime import datetime

from wendan.domains.shifts.model import CashMove, Shift
from wendan.domains.shifts.store import CASH_MOVE, SHIFT
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


def begin(shift: Shift) -> Changes:
    """A drawer with its float; one shift at a time is open at a drawer."""
    return Changes.of(SHIFT.insert(shift))


def record(shift: Shift, *moves: CashMove) -> Changes:
    """Cash moves in this shift, as long as nobody has counted it: the shift's version guards that."""
    touched = replace(shift, version=shift.version + 1)
    return Changes.of(SHIFT.update(touched), *(CASH_MOVE.insert(move) for move in moves))


def count(shift: Shift, counted: Fen, words: str, now: datetime) -> tuple[Shift, Changes]:
    """The drawer is counted and the shift over; a note that moved meanwhile loses this guard."""
    closed = replace(shift, closed_at=now, counted_fen=counted, words=words, version=shift.version + 1)
    return closed, Changes.of(SHIFT.update(closed))
