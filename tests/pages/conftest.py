"""Real pages in a real browser, over a real house: server, worker, PostgreSQL and WeChat Pay's sandbox as processes."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from wendan.cli.demonstration.people import VARIABLES, open_restaurant
from wendan.cli.drilling.cashier import Cashier
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.stage import StagePlan, stage, temporary_place
from wendan.cli.drilling.wire import Wire

if str(Path(__file__).parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent))

CHROMIUM = "/usr/bin/chromium"
# Without these Chromium looks for its maker at every start; nothing here may leave the machine.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required"
).split()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town() -> AsyncIterator[Any]:
    """One restaurant for a file of tests; its clock is its own, so that half an hour can pass in a moment."""
    from visits import Town

    async with (
        temporary_place() as place,
        stage(StagePlan(place, 1, "none", 1.0, 0, VARIABLES)) as standing,
    ):
        wire = Wire(DrillPlan(1, 1), standing.base_url)
        await standing.until_ready(wire)
        await wire.aclose()
        yield Town(standing, await open_restaurant(standing), Cashier(standing.bench))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visitors(town: Any, browser: Browser) -> AsyncIterator[Any]:
    """Phones and screens; at the end none of them has asked anybody outside, and no page has broken."""
    from visits import Visitors

    opened = Visitors(town, browser)
    yield opened
    await opened.close()
    assert opened.outside == [], "a page asked somebody outside"
    assert opened.broken == [], "a page broke"
