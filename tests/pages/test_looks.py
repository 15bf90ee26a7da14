"""Pages that everybody can read and use: axe-core finds nothing serious, nothing is cut off on a small phone."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect
from visits import open_town
from walks import diner_pages, troubled_pages

pytestmark = pytest.mark.asyncio(loop_scope="module")

AXE = Path(__file__).parents[2] / "web/console/node_modules/axe-core/axe.min.js"
SMALL = {"width": 320, "height": 640}
LOOK = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  const grave = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  return grave.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.any[0]?.message ?? ''}`));
}"""
NARROWED = """() => [...document.querySelectorAll('.chart')].map((chart) => {
  const place = chart.parentElement;
  place.style.inlineSize = '200px';
  const seen = getComputedStyle(chart).overflowX === 'visible' ? chart.firstElementChild : chart;
  const beyond = seen.getBoundingClientRect().right - place.getBoundingClientRect().right;
  place.style.inlineSize = '';
  return beyond;
})"""
AREAS = {
    "manager": ["routes"],
    "hq": "dashboard routes cases orders ladder members menu feedback devices stores staff audit settings account".split(),
    "cashier": ["pos", "unconfirmed"],
    "kitchen": ["kitchen"],
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    """Two channels, so that one can be ill."""
    async with open_town(("wechat", "alipay")) as opened:
        yield opened


async def grave_faults(page):
    """What axe-core calls serious or critical, in the light and in the dark."""
    await page.evaluate(AXE.read_text())
    faults = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        faults += [f"{page.url} {scheme} {fault}" for fault in await page.evaluate(LOOK)]
    return faults


async def width_beyond(page, size):
    """How far the page and its drawings, not yet drawn anew, are wider than they may be once it has this size."""
    drawings = await page.evaluate(NARROWED)
    await page.set_viewport_size(size)
    page_itself = await page.evaluate("() => document.scrollingElement.scrollWidth") - size["width"]
    return max([page_itself, *drawings])


async def test_every_page_of_the_guest_is_for_everybody_and_fits_a_small_phone(town, visitors):
    guest, faults = await visitors.diner(), []
    await guest.page.set_viewport_size(SMALL)
    async for name in diner_pages(town, guest):
        beyond = await width_beyond(guest.page, SMALL)
        faults += [f"{name} is {beyond} px too wide"] if beyond > 0 else []
        faults += await grave_faults(guest.page)

    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("role", AREAS)
async def test_every_page_of_the_staff_is_for_everybody(visitors, role):
    page, faults = await visitors.staff(role, AREAS[role][0]), []
    for area in AREAS[role]:
        await page.goto(re.sub(r"#/.*", f"#/{area}", page.url))
        await expect(page.locator("main, .kitchen").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        faults += await grave_faults(page)

    assert faults == [], "\n".join(faults)


async def test_every_page_of_a_bad_day_is_for_everybody_and_fits_a_small_phone(town, visitors):
    faults = []
    async for name, page in troubled_pages(town, visitors):
        size = page.viewport_size
        faults += await grave_faults(page)
        beyond = await width_beyond(page, SMALL)
        faults += [f"{name} is {beyond} px too wide"] if beyond > 0 else []
        await page.set_viewport_size(size)

    assert faults == [], "\n".join(faults)
