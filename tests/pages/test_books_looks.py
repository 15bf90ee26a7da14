"""The books after a fortnight: for everybody, in the light and in the dark, and on a small phone."""

import pytest
import pytest_asyncio
from bookkeeping import open_books_town
from fortnight import CHANNELS, FAULTS, SEED, live_a_fortnight
from test_looks import SMALL, grave_faults, width_beyond
from walks import book_pages

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    async with open_books_town(FAULTS, CHANNELS, SEED) as opened:
        yield opened


async def test_every_page_of_the_books_is_for_everybody_and_fits_a_small_phone(town, visitors):
    worst, refused = await live_a_fortnight(town)
    page, faults = await visitors.staff("finance", "books"), []
    async for name in book_pages(page, f"{worst.day} 微信支付", f"{refused.day} 支付宝"):
        size = page.viewport_size
        faults += await grave_faults(page)
        beyond = await width_beyond(page, SMALL)
        faults += [f"{name} is {beyond} px too wide"] if beyond > 0 else []
        await page.set_viewport_size(size)

    assert faults == [], "\n".join(faults)
