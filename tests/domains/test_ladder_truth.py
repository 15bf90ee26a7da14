"""The effect of each rung, measured in months whose truth is known: a lot drawn once for all rungs gets the later ones wrong."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wendan.domains.recovery.model import Reminding
from wendan.domains.recovery.rules.ladder import (
    WAYS,
    Reach,
    RungFacts,
    Send,
    Skip,
    SkipReason,
    decide_rung,
    left_out_of,
)
from wendan.kernel.shares import Interval, difference_of, share_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LADDER = Reminding(holdout_percent=20)
EVERY_WAY = {way: Reach(is_set_up=True) for way in WAYS.values()}
DUE = [rung.after_minutes for rung in LADDER.rungs]
ENDS = [*DUE[1:], 30]
MONTHS, ORDERS = 40, 1500
Lot = Callable[[int, UUID], SkipReason | None]


@dataclass(slots=True)
class Mind:
    """Hidden: when they would pay by themselves, and whether a rung moves them. One in three never meant to pay."""

    remembers_at: float
    is_moved: tuple[bool, ...]


@dataclass
class Arms:
    """By rung: told and left out, how many paid before the next one, and of the told how many because of it."""

    told: Counter[int] = field(default_factory=Counter)
    told_paid: Counter[int] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)
    left_paid: Counter[int] = field(default_factory=Counter)
    because: Counter[int] = field(default_factory=Counter)

    def effect(self, rung: int) -> Interval:
        told = share_of(self.told_paid[rung], self.told[rung])
        measured = difference_of(told, share_of(self.left_paid[rung], self.left[rung]))
        assert measured is not None
        return measured

    def truth(self, rung: int) -> float:
        return self.because[rung] / self.told[rung]


def mind(dice: random.Random) -> Mind:
    if dice.random() < 1 / 3:
        return Mind(99, (False, False, False))
    remembers_at = 30 * dice.random() if dice.random() < 0.5 else 99
    return Mind(remembers_at, tuple(dice.random() < chance for chance in (0.6, 0.3, 0.2)))


def known(order_id: UUID, rung: int) -> RungFacts:
    now = NOON + timedelta(minutes=DUE[rung - 1])
    expires_at = NOON + timedelta(minutes=30)
    return RungFacts(now, order_id, NOON, expires_at, True, "Asia/Shanghai", None, False, 0, 0, EVERY_WAY)


def anew_at_each_rung(rung: int, order_id: UUID) -> SkipReason | None:
    """The product's own decision."""
    match decide_rung(LADDER, rung, known(order_id, rung)):
        case Skip(reason):
            return reason
        case decision:
            assert isinstance(decision, Send)
            return None


def once_for_all(_rung: int, order_id: UUID) -> SkipReason | None:
    """As it was before: a lot of the order, which every rung was held against."""
    return left_out_of(LADDER, 1, order_id) and SkipReason.RUNG_HOLD_OUT


def month(seed: int, lot: Lot) -> Arms:
    dice, arms = random.Random(seed), Arms()
    for _ in range(ORDERS):
        order_id, hidden = UUID(int=dice.getrandbits(128)), mind(dice)
        for rung, (due, end) in enumerate(zip(DUE, ENDS, strict=True), 1):
            if hidden.remembers_at < due or climbed(arms, (rung, end), hidden, lot(rung, order_id)):
                break
    return arms


def climbed(arms: Arms, step: tuple[int, int], hidden: Mind, reason: SkipReason | None) -> bool:
    """One rung of an order that is unpaid yet; whether it was paid before the next one."""
    rung, end = step
    by_itself, is_moved = hidden.remembers_at < end, reason is None and hidden.is_moved[rung - 1]
    if reason is None:
        arms.told[rung] += 1
        arms.told_paid[rung] += by_itself or is_moved
        arms.because[rung] += is_moved and not by_itself
    elif rung == 1 or reason is SkipReason.RUNG_HOLD_OUT:
        arms.left[rung] += 1
        arms.left_paid[rung] += by_itself
    return by_itself or is_moved


@dataclass(frozen=True, slots=True)
class Measured:
    """Over all months: how far off on average, and in which share of them the interval held the truth."""

    bias: float
    covered: float


def measured(lot: Lot, rung: int) -> Measured:
    months = [month(seed, lot) for seed in range(MONTHS)]
    effects = [(each.effect(rung), each.truth(rung)) for each in months]
    bias = sum(effect.value - truth for effect, truth in effects) / MONTHS
    return Measured(bias, sum(effect.low <= truth <= effect.high for effect, truth in effects) / MONTHS)


@pytest.mark.parametrize("rung", [1, 2, 3])
def test_the_interval_of_every_rung_holds_the_truth(rung: int):
    found = measured(anew_at_each_rung, rung)

    assert abs(found.bias) < 0.015
    assert found.covered >= 0.875


@pytest.mark.parametrize("rung", [2, 3])
def test_one_lot_for_all_rungs_made_the_later_ones_too_small(rung: int):
    found = measured(once_for_all, rung)

    assert found.bias < -0.04
    assert found.covered < 0.75
