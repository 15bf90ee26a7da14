"""催付漏斗: what each rung of the ladder brought, against the orders that were left out to compare with.

Debts are counted apart: nobody is left out of their reminders, so what those bring is not known, only who repaid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wendan.domains.insight.model import DebtTally, RungTally, SkipTally
from wendan.domains.insight.store import (
    DEBT_SKIPS,
    DEBT_TALLIES,
    LADDER_TALLY,
    RUNG_TALLIES,
    SKIP_TALLIES,
)
from wendan.domains.recovery.model import Sentence
from wendan.domains.recovery.rules.ladder import SKIP_WORDS, SkipReason
from wendan.flows.house import House
from wendan.kernel.shares import Interval, Share, difference_of, share_of


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many orders a rung was left out for, and why."""

    reason: SkipReason
    words: Sentence
    orders: int


@dataclass(frozen=True, slots=True)
class RungFigures:
    """One rung by one way. `recovered` of those who were to be told and `held_out` of those whose lot fell at this rung
    paid after it and before the next one; `effect` is how much more, with the interval in which the truth lies with 95 %
    confidence. `left_out`: all orders that would have been told but for a lot, by the lot of the whole ladder too.
    """

    rung: int
    way: str
    told: int
    delivered: int
    undeliverable: int
    in_doubt: int
    recovered: Share
    held_out: Share
    effect: Interval | None
    skipped: list[Skipped]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DebtRungFigures:
    """One rung of collecting debts by one way. `repaid` of those told owe nothing any more and heard nothing later."""

    rung: int
    way: str
    told: int
    delivered: int
    undeliverable: int
    in_doubt: int
    repaid: Share
    skipped: list[Skipped]


@dataclass(frozen=True, slots=True)
class LadderFigures:
    """The whole ladder: orders that it ran for and those left out of all of it, paid in the end; then rung by rung, and
    the reminders of debts apart.
    """

    since: datetime
    until: datetime
    told: Share
    held_out: Share
    effect: Interval | None
    rungs: list[RungFigures]
    debts: list[DebtRungFigures] = field(default_factory=list)


async def measure_ladder(
    house: House, store_ids: Sequence[UUID], since: datetime, until: datetime
) -> LadderFigures:
    """Of all rungs decided from `since` to `until` in these stores whose orders have come to their end."""
    asked = {"store_ids": list(store_ids), "since": since, "until": until}
    whole, rungs, skips, debts, debt_skips = await house.reports.read(
        LADDER_TALLY, RUNG_TALLIES, SKIP_TALLIES, DEBT_TALLIES, DEBT_SKIPS, **asked
    )
    assert whole is not None
    told = share_of(whole.told_paid, whole.told)
    held_out = share_of(whole.held_out_paid, whole.held_out)
    shown = [_figures(each, skips) for each in rungs]
    owed = [_debt_figures(each, debt_skips) for each in debts]
    return LadderFigures(since, until, told, held_out, difference_of(told, held_out), shown, owed)


def _figures(tally: RungTally, skips: Sequence[SkipTally]) -> RungFigures:
    recovered = share_of(tally.recovered, tally.chosen)
    held_out = share_of(tally.held_out_recovered, tally.held_out)
    return RungFigures(
        rung=tally.rung,
        way=tally.way,
        told=tally.told,
        delivered=tally.delivered,
        undeliverable=tally.undeliverable,
        in_doubt=tally.in_doubt,
        recovered=recovered,
        held_out=held_out,
        effect=difference_of(recovered, held_out),
        skipped=_skipped(tally.rung, skips),
        left_out=tally.left_out,
    )


def _debt_figures(tally: DebtTally, skips: Sequence[SkipTally]) -> DebtRungFigures:
    return DebtRungFigures(
        rung=tally.rung,
        way=tally.way,
        told=tally.told,
        delivered=tally.delivered,
        undeliverable=tally.undeliverable,
        in_doubt=tally.in_doubt,
        repaid=share_of(tally.repaid, tally.told),
        skipped=_skipped(tally.rung, skips),
    )


def _skipped(rung: int, skips: Sequence[SkipTally]) -> list[Skipped]:
    return [
        Skipped(SkipReason(each.reason), SKIP_WORDS[SkipReason(each.reason)], each.orders)
        for each in skips
        if each.rung == rung
    ]
