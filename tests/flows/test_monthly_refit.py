"""Each month a challenger is fitted by itself; whatever that comes to is said once, and nothing decides by it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from logged_town import fill

from letters import UNSENT
from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.cli.evaluating.risk.town import MIDNIGHT, months
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.risk.model import CardRole
from wendan.domains.risk.model.fits import FIT_TIMER, FitOutcome
from wendan.domains.risk.rules.fits import fit_words
from wendan.domains.risk.rules.scorecard import SHIPPED
from wendan.domains.risk.store import CARDS_OF_MERCHANT, FITS_OF_MERCHANT
from wendan.flows.audit_night import audit_night
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.refit import want_refit
from wendan.flows.risk import card_in_force
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.outbox import SCORECARD_FITTED
from wendan.platform.runner import Pace, TimerLoop
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches
from wendan.worker import RINGS

# A small town: what a fit is worth is judged elsewhere.
LOG = months(2, 60, 120)
NOW = MIDNIGHT + timedelta(days=120)
SHADOW = "raise ImportError(__name__)"


@dataclass
class Merchants:
    house: House
    clock: ManualClock

    async def fills(self) -> None:
        """Head office's own merchant has four months behind it."""
        await fill(self.house.database, LOG, NOW - (MIDNIGHT + timedelta(days=120)))

    async def wants(self, merchant_id=HEAD_OFFICE) -> None:
        await want_refit(self.house, merchant_id, date(2026, 11, 30))

    async def works(self) -> None:
        """What a worker does about alarm clocks of refits that are due, to its end."""
        loop = self.loop()
        await loop.turn()
        await asyncio.gather(*loop.running.values())
        await loop.turn()

    def loop(self) -> TimerLoop:
        rings = {FIT_TIMER: lambda timer: RINGS[FIT_TIMER](self.house, timer)}
        return TimerLoop(self.house.database, self.clock, rings, Pace(0.1, 50, 30))

    async def fits(self, merchant_id=HEAD_OFFICE):
        return await self.house.database.read(FITS_OF_MERCHANT, merchant_id=merchant_id)

    async def cards(self):
        return await self.house.database.read(CARDS_OF_MERCHANT, merchant_id=HEAD_OFFICE)

    async def clocks(self):
        rows = await self.house.database.fetch("SELECT due_at FROM timer WHERE kind = $1", FIT_TIMER)
        return [row["due_at"] for row in rows]

    async def outcome(self):
        [fit] = await self.fits()
        return fit.outcome


@pytest.fixture
async def merchants(database: str) -> AsyncIterator[Merchants]:
    clock = ManualClock(NOW)
    async with open_house(Settings(database_url=database), clock, SeededIds(1)) as house:
        yield Merchants(house, clock)


async def test_a_challenger_waits_for_people_and_they_hear_of_it(merchants: Merchants):
    await merchants.fills()
    await merchants.wants()
    await merchants.works()

    [card], [fit] = await merchants.cards(), await merchants.fits()
    assert (card.role, card.role_by, fit.outcome, fit.card_id) == (
        CardRole.CHALLENGER, "wendan", FitOutcome.FITTED, card.id,
    )  # fmt: skip
    assert {"auc", "calibration", "fairness", "left_out"} <= set(card.report)
    assert (card.fitted_from, card.fitted_until) == (NOW - timedelta(days=120), NOW - timedelta(days=30))
    assert await merchants.clocks() == []
    letters = await merchants.house.database.read(UNSENT)
    assert [(letter.topic, letter.content["card"]) for letter in letters] == [(SCORECARD_FITTED, card.name)]
    assert await card_in_force(merchants.house, HEAD_OFFICE) == SHIPPED


async def test_payments_go_on_while_a_fit_computes(merchants: Merchants):
    await merchants.fills()
    await merchants.wants()
    loop = merchants.loop()
    await loop.turn()
    [fitting] = loop.running.values()
    reads = 0
    while not fitting.done():
        await merchants.house.database.read(FITS_OF_MERCHANT, merchant_id=HEAD_OFFICE)
        reads += 1

    assert await merchants.outcome() is FitOutcome.FITTED
    assert reads > 10


async def test_a_month_is_fitted_once_whichever_store_looks_and_however_often(merchants: Merchants):
    await asyncio.gather(*(merchants.wants() for _ in range(3)))
    await merchants.works()
    await merchants.wants()

    assert await merchants.outcome() is FitOutcome.TOO_LITTLE
    assert await merchants.clocks() == []
    await want_refit(merchants.house, HEAD_OFFICE, date(2026, 12, 31))
    assert [fit.month for fit in await merchants.fits()] == [date(2026, 12, 1), date(2026, 11, 1)]


async def test_every_night_of_a_store_looks_whether_the_last_month_was_fitted(merchants: Merchants):
    store = await open_store(merchants.house, drill_store({"wechat": "1900000001"}, 100))
    await audit_night(
        merchants.house, Timer(store.store_id, NIGHT_TIMER, store.store_id, store.store_id, NOW)
    )

    [fit] = await merchants.fits(store.merchant_id)
    assert (fit.outcome, fit.month) == (
        FitOutcome.WANTED,
        (NOW.replace(day=1) - timedelta(1)).date().replace(day=1),
    )
    assert await merchants.clocks() == [NOW]


async def test_too_little_to_learn_from_is_said_and_rings_no_more(merchants: Merchants):
    await fill(merchants.house.database, LOG[-40:], timedelta())
    await merchants.wants()
    await merchants.works()

    [fit] = await merchants.fits()
    assert fit.outcome in (FitOutcome.TOO_LITTLE, FitOutcome.NOTHING_TO_JUDGE_BY)
    assert "至少要 30 单" in fit_words(fit.outcome, fit.facts)[0]
    assert (await merchants.clocks(), await merchants.cards()) == ([], [])


async def test_without_scikit_learn_the_month_says_what_to_install(
    merchants: Merchants, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "sklearn").mkdir()
    (tmp_path / "sklearn" / "__init__.py").write_text(SHADOW)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    await merchants.fills()
    await merchants.wants()
    await merchants.works()

    [fit] = await merchants.fits()
    assert fit.outcome is FitOutcome.NOT_INSTALLED
    assert all("wendan[risk]" in words for words in fit_words(fit.outcome, fit.facts))
    assert (await merchants.clocks(), await merchants.cards()) == ([], [])


async def test_a_process_that_ends_badly_is_said_with_its_last_words(
    merchants: Merchants, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    await merchants.fills()
    await merchants.wants()
    await merchants.works()

    [fit] = await merchants.fits()
    assert (fit.outcome, fit.facts) == (FitOutcome.BROKE, {"why": "ended with 1"})
    assert await merchants.clocks() == []


async def test_a_worker_that_stops_amid_a_fit_leaves_it_to_the_next_one(merchants: Merchants):
    await merchants.fills()
    await merchants.wants()
    loop = merchants.loop()
    await loop.turn()
    [fitting] = loop.running.values()
    while await merchants.clocks() == [NOW]:
        await asyncio.sleep(0)
    fitting.cancel()
    await asyncio.wait([fitting])

    assert await merchants.clocks() == [NOW + timedelta(hours=1)]
    assert await merchants.outcome() is FitOutcome.WANTED
    await merchants.clock.advance(3601)
    await merchants.works()
    assert await merchants.outcome() is FitOutcome.FITTED


async def test_a_wanted_fit_without_its_clock_breaks_a_promise(merchants: Merchants):
    await merchants.wants()
    assert await find_breaches(merchants.house.reports, NOW) == []
    await merchants.house.database.execute("DELETE FROM timer WHERE kind = $1", FIT_TIMER)

    [breach] = await find_breaches(merchants.house.reports, NOW)
    assert (breach.promise, breach.subject) == ("P3", str(HEAD_OFFICE))
