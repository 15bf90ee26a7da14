"""A counter gave a meal on a pass, now or while it had no line; told once or many times, it counts once."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.passes.errors import PassIsInvalid
from wendan.domains.passes.model import PAID_TIMER, Pass, PassState, Shown, Standing, Use
from wendan.domains.passes.rules import after_use, demand_shown_in_time
from wendan.domains.passes.service import issue, keep_use, look_again, move
from wendan.flows.exchange import Given, consequences, is_handed_over, read_given, standing_of, twice
from wendan.flows.house import House, Stamp
from wendan.kernel.states import Contradicts
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.pass_keys import PassContent, PassIsForged, PassKeys
from wendan.platform.timers import Timer


class PassFate(StrEnum):
    """What became of it; WAITING: the order is still to come, TWICE: a meal had been given before."""

    TAKEN = "taken"
    WAITING = "waiting"
    TWICE = "twice"
    STRANDED = "stranded"


@dataclass(frozen=True, slots=True)
class UseWish:
    """What a counter reports; `id` is its own, `shown` what it scanned."""

    store_id: UUID
    id: UUID
    shown: str
    used_at: datetime
    by: str
    device_id: UUID | None


@dataclass(frozen=True, slots=True)
class UseOutcome:
    """Which order it was, and what became of it."""

    order_id: UUID
    outcome: PassFate
    meal: str


async def use_pass(house: House, keys: PassKeys, wish: UseWish) -> UseOutcome:
    """Believe the pass by its signature, and exchange it. Raises PassIsInvalid."""
    try:
        shown = keys.read(wish.store_id, wish.shown)
    except PassIsForged:
        raise PassIsInvalid from None
    content = shown.content
    demand_shown_in_time(
        Shown(content.issued_at, content.expires_at, shown.step, wish.used_at), house.clock.now()
    )
    outcome = await house.decide("use-pass", lambda: _use_once(house, content, wish))
    house.hints.changed(wish.store_id, content.order_id)
    return UseOutcome(content.order_id, outcome, content.meal)


async def _use_once(house: House, content: PassContent, wish: UseWish) -> PassFate:
    given = await read_given(house, (content.store_id, content.order_id))
    if given is None:
        raise PassIsInvalid
    told = next((use for use in given.uses if use.id == wish.id), None)
    if told is not None:
        return _fate(told, given.known)
    stamp, standing = house.stamp(), standing_of(given.file.order)
    new = _new(given, content, stamp)
    state = _after(given, new, standing)
    use = Use(
        wish.store_id,
        wish.id,
        content.order_id,
        wish.used_at,
        stamp.now,
        wish.by,
        wish.device_id,
        is_double=state is None,
    )
    moved = new if state is None else replace(new, state=state)
    changes = issue(moved) if given.known is None else move(given.known, moved.state, stamp.now)[1]
    changes += keep_use(use)
    met, happenings = _led_to(given, use, moved, stamp)
    changes += met + _clock(use, standing, stamp)
    await house.database.commit(changes + given.file.evidence(stamp, *happenings))
    return _fate(use, moved)


def _new(given: Given, content: PassContent, stamp: Stamp) -> Pass:
    """The pass as it was written; one that was given while nothing could be written begins here."""
    if given.known is not None:
        return given.known
    return Pass(
        content.store_id,
        content.order_id,
        PassState.ISSUED,
        1,
        given.file.order.total_fen,
        content.issued_at,
        content.expires_at,
        stamp.now,
    )


def _after(given: Given, known: Pass, standing: Standing) -> PassState | None:
    """The pass's next state; None when a meal had been given before."""
    if standing is Standing.CONFIRMED and is_handed_over(given.file):
        return None
    try:
        return after_use(known.state, standing)
    except Contradicts:
        return None


def _led_to(given: Given, use: Use, moved: Pass, stamp: Stamp) -> tuple[Changes, list[Happening]]:
    words = {"by": use.used_by, "at": use.used_at.isoformat()}
    if use.is_double:
        changes, opened = twice(given.file, stamp)
        return changes, [Happening("pass-used-again", words), *opened]
    changes, happenings = consequences(given, (moved.state, use.used_by), stamp)
    return changes, happenings


def _clock(use: Use, standing: Standing, stamp: Stamp) -> Changes:
    """Whatever waits for its order is looked at until the order is there."""
    if standing is not Standing.WAITING:
        return NOTHING
    timer = Timer(use.store_id, PAID_TIMER, use.order_id, use.order_id, stamp.now)
    return look_again(timer, stamp.now, stamp.now)


def _fate(use: Use, known: Pass | None) -> PassFate:
    if use.is_double or known is None:
        return PassFate.TWICE
    names = {PassState.TAKEN: PassFate.TAKEN, PassState.STRANDED: PassFate.STRANDED}
    return names.get(known.state, PassFate.WAITING)
