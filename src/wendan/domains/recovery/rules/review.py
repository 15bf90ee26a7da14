"""催付复盘 (C13): what a month of reminders says about the ladder, as proposed settings with their expected effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from wendan.domains.recovery.model import Reminding, Sentence
from wendan.kernel.shares import Interval

# Below this many orders on either side a comparison says nothing.
LEAST_COMPARED: Final = 30
# A rung that surely brings less than one order in a hundred is not worth the customer's time.
WORTH_TELLING: Final = 0.01
PROVEN_HOLDOUT: Final = 5
MOST_HOLDOUT: Final = 20
HOLDOUT_STEP: Final = 5
COUPON_STEP_FEN: Final = 50


class Advice(StrEnum):
    """What may be proposed."""

    DROP_RUNG = "drop-rung"
    HALVE_INCENTIVE = "halve-incentive"
    COMPARE_MORE = "compare-more"
    COMPARE_LESS = "compare-less"


@dataclass(frozen=True, slots=True)
class RungMeasure:
    """What a rung came to in a month: how many were told, how many compared with, and how much more of the told paid.

    `left_out`: all who were not told by a lot; those of the whole ladder's lot are compared with at the first rung only.
    """

    rung: int
    told: int
    held_out: int
    effect: Interval | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """One change. `orders`: how many more orders a month would be paid, fewer below 0; None where nobody can say.

    `messages` fewer are sent; `incentive_fen` less is offered, at most.
    """

    advice: Advice
    rung: int
    words: Sentence
    orders: Interval | None
    messages: int
    incentive_fen: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields to set, None when nothing should change, and why."""

    fields: dict[str, Any] | None
    changes: list[Proposed]


def propose(reminding: Reminding, measures: Sequence[RungMeasure]) -> Proposal:
    """From what was measured; of each rung at most one change, of the hold-out one at most."""
    changes: list[Proposed] = []
    rungs, is_clear, is_proven = list(reminding.rungs), True, bool(measures)
    for measure in measures:
        if measure.rung > len(reminding.rungs):
            continue
        effect = measure.effect if min(measure.told, measure.held_out) >= LEAST_COMPARED else None
        is_clear = is_clear and effect is not None
        is_proven = is_proven and effect is not None and effect.low > 0
        if effect is None:
            continue
        rung = reminding.rungs[measure.rung - 1]
        if effect.high < WORTH_TELLING:
            changes.append(_drop(measure, effect, rung.incentive_fen))
            rungs.remove(rung)
        elif effect.low <= 0 and rung.incentive_fen >= 2 * COUPON_STEP_FEN:
            less = rung.incentive_fen // 2 // COUPON_STEP_FEN * COUPON_STEP_FEN
            changes.append(_halve(measure, rung.incentive_fen, less))
            place = rungs.index(rung)
            rungs[place] = msgspec.structs.replace(rung, incentive_fen=less)
    holdout = _holdout(reminding, measures, is_clear=is_clear, is_proven=is_proven)
    changes += [holdout[1]] if holdout else []
    if not changes:
        return Proposal(None, [])
    fields: dict[str, Any] = {"rungs": msgspec.to_builtins(rungs)}
    if holdout:
        fields["holdout_percent"] = holdout[0]
    return Proposal({"reminding": fields}, changes)


def _drop(measure: RungMeasure, effect: Interval, incentive_fen: int) -> Proposed:
    lost = Interval(-effect.high * measure.told, -effect.value * measure.told, -effect.low * measure.told)
    top = f"{effect.high:.1%}"
    words = Sentence(
        f"第 {measure.rung} 级最多只多挽回 {top}，建议取消，少打扰顾客。",
        f"Rung {measure.rung} brings at most {top} more: drop it and disturb fewer people.",
    )
    return Proposed(Advice.DROP_RUNG, measure.rung, words, lost, measure.told, incentive_fen * measure.told)


def _halve(measure: RungMeasure, now_fen: int, less_fen: int) -> Proposed:
    words = Sentence(
        f"第 {measure.rung} 级的效果还不确定，建议把优惠从 ¥{now_fen / 100:.2f} 降到 ¥{less_fen / 100:.2f}。",
        f"Whether rung {measure.rung} brings anything is not sure: offer ¥{less_fen / 100:.2f} instead of "
        f"¥{now_fen / 100:.2f}.",
    )
    saved = (now_fen - less_fen) * measure.told
    return Proposed(Advice.HALVE_INCENTIVE, measure.rung, words, None, 0, saved)


def _holdout(
    reminding: Reminding, measures: Sequence[RungMeasure], *, is_clear: bool, is_proven: bool
) -> tuple[int, Proposed] | None:
    """More left out where nobody can tell yet, fewer where every rung has proved itself."""
    now, told = reminding.holdout_percent, sum(measure.told for measure in measures)
    left_out = sum(measure.left_out for measure in measures)
    if measures and not is_clear and now < MOST_HOLDOUT and told >= LEAST_COMPARED:
        more = min(MOST_HOLDOUT, now + HOLDOUT_STEP)
        words = Sentence(
            f"对照组太小，看不出每一级的效果，建议从 {now}% 加到 {more}%。",
            f"Too few orders are left out to tell what each rung brings: {more} % instead of {now} %.",
        )
        fewer = told * (more - now) // max(1, 100 - now)
        return more, Proposed(Advice.COMPARE_MORE, 0, words, None, fewer, 0)
    if is_proven and now > PROVEN_HOLDOUT:
        words = Sentence(
            f"每一级都有效，建议把对照组从 {now}% 减到 {PROVEN_HOLDOUT}%。",
            f"Every rung brings orders: leave out {PROVEN_HOLDOUT} % instead of {now} %.",
        )
        share = (now - PROVEN_HOLDOUT) / now
        gained = _gained(measures, share)
        return PROVEN_HOLDOUT, Proposed(Advice.COMPARE_LESS, 0, words, gained, -round(left_out * share), 0)
    return None


def _gained(measures: Sequence[RungMeasure], share: float) -> Interval:
    """More orders paid if this share of those left out were told: the rungs' own bounds, added up."""
    low = value = high = 0.0
    for measure in measures:
        if measure.effect is not None:
            told = measure.left_out * share
            low, value = low + measure.effect.low * told, value + measure.effect.value * told
            high += measure.effect.high * told
    return Interval(low, value, high)
