"""Real pages in a real browser, over a real house: server, worker, PostgreSQL and WeChat Pay's sandbox as processes."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser

if str(Path(__file__).parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town() -> AsyncIterator[Any]:
    """One restaurant for a file of tests; its clock is its own, so that half an hour can pass in a moment."""
    from visits import open_town

    async with open_town() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    from visits import open_browser

    async with open_browser() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def visitors(town: Any, browser: Browser) -> AsyncIterator[Any]:
    """Phones and screens; at the end none of them has asked anybody outside, and no page has broken."""
    from visits import Visitors

    opened = Visitors(town, browser)
    yield opened
    await opened.close()
    assert opened.outside == [], "a page asked somebody outside"
    assert opened.broken == [], "a page broke"
