"""每月重新拟合: each month fits a challenger from the merchant's own orders; people decide whether it ever decides.

Whatever a fit comes to ends the month: no outcome rings again, for nothing about it changes by trying at once.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.risk.model import CardRole, ScorecardRow
from wendan.domains.risk.model.fits import FIT_TIMER, FitOutcome, MonthFit
from wendan.domains.risk.rules.fits import fit_words
from wendan.domains.risk.service import announce, challenge, end_fit, want_fit
from wendan.domains.risk.store import CARDS_IN_ROLE, FIT_OF_MONTH, FIT_WANTED
from wendan.flows.blacklist import MACHINE
from wendan.flows.fitting.apart import made_apart
from wendan.flows.fitting.challenger import FitTask, Made, fit_task
from wendan.flows.fitting.logged import weeks_of
from wendan.flows.house import House, Stamp
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.log import logger
from wendan.platform.timers import Timer, clear_timer, set_timer

# Longer than any fit takes: whoever has said nothing by then is dead, and another begins anew.
FITTING_TAKES: Final = timedelta(hours=1)
_log = logger("wendan.risk")


async def want_refit(house: House, merchant_id: UUID, day: date) -> None:
    """Of the night that ends `day`: the last whole month's refit, where none was wanted yet; its clock rings at once.

    Every night of every store looks, as for the review of the ladder; the month's row is there once.
    """
    this_month = (day + timedelta(days=1)).replace(day=1)
    month = (this_month - timedelta(days=1)).replace(day=1)

    async def once() -> None:
        if await house.database.read(FIT_OF_MONTH, merchant_id=merchant_id, month=month) is not None:
            return
        now = house.clock.now()
        wanted = MonthFit(HEAD_OFFICE, merchant_id, month, FitOutcome.WANTED, {}, None, now, None, 1)
        await house.database.commit(want_fit(wanted) + Changes.of(set_timer(_clock(merchant_id, now))))

    await house.decide("refit", once)


async def refit(house: House, timer: Timer) -> None:
    """The alarm clock of one merchant's month."""
    merchant_id, now = timer.subject_id, house.clock.now()
    wanted = await house.database.read(FIT_WANTED, merchant_id=merchant_id)
    if wanted is None:
        await house.database.commit(Changes.of(clear_timer(timer)))
        return
    # A fit may outlast the lease of its clock, and one is enough.
    await house.database.commit(Changes.of(set_timer(_clock(merchant_id, now + FITTING_TAKES))))
    task = fit_task(now)
    made = await made_apart(task, weeks_of(house, merchant_id, task.edges))
    await house.decide("refit", lambda: _end_once(house, wanted, (task, made)))
    say = _log.error if made.outcome in (FitOutcome.LEAKS, FitOutcome.BROKE) else _log.info
    words = fit_words(made.outcome, made.facts)[1]
    say("a month's scorecard", merchant=str(merchant_id), outcome=made.outcome, words=words)


async def _end_once(house: House, wanted: MonthFit, fitted: tuple[FitTask, Made]) -> None:
    merchant_id, made = wanted.merchant_id, fitted[1]
    stamp = house.stamp()
    changes = Changes.of(clear_timer(_clock(merchant_id, stamp.now)))
    card_id = None
    if made.card is not None:
        known = await house.database.read(CARDS_IN_ROLE, merchant_id=merchant_id)
        card = challenger_of(merchant_id, fitted, (MACHINE, f"{wanted.month:%Y-%m}"), stamp)
        card_id = card.id
        changes += challenge(card, known) + announce(card)
    await house.database.commit(changes + end_fit(wanted, (made.outcome, made.facts), card_id, stamp.now))


def challenger_of(
    merchant_id: UUID, fitted: tuple[FitTask, Made], word: tuple[str, str], stamp: Stamp
) -> ScorecardRow:
    """A fitted card as it waits for people; `word` is who fitted it, and why."""
    task, made = fitted
    assert made.card is not None
    assert made.report is not None
    return ScorecardRow(
        store_id=HEAD_OFFICE,
        id=stamp.id(),
        merchant_id=merchant_id,
        name=made.card.name,
        fitted_at=stamp.now,
        fitted_from=task.edges[0],
        fitted_until=task.edges[1],
        content=made.card,
        report=made.report,
        role=CardRole.CHALLENGER,
        role_since=stamp.now,
        role_by=word[0],
        role_reason=word[1],
        version=1,
    )


async def keep_challenger(
    house: House, merchant_id: UUID, fitted: tuple[FitTask, Made], word: tuple[str, str]
) -> ScorecardRow:
    """A card that somebody had fitted by hand, in place of an earlier challenger."""

    async def once() -> ScorecardRow:
        known = await house.database.read(CARDS_IN_ROLE, merchant_id=merchant_id)
        card = challenger_of(merchant_id, fitted, word, house.stamp())
        await house.database.commit(challenge(card, known))
        return card

    return await house.decide("refit", once)


def _clock(merchant_id: UUID, due_at: datetime) -> Timer:
    return Timer(HEAD_OFFICE, FIT_TIMER, merchant_id, merchant_id, due_at)
