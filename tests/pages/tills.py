"""The till, as every test at the counter finds it."""

import re

from playwright.async_api import expect


async def till(visitors):
    """The cashier's till with the menu on it, its shift begun with 200 yuan."""
    page = await visitors.staff("cashier", "pos")
    await expect(page.get_by_role("button", name=re.compile("当班|未开班"))).to_be_visible()
    if await page.get_by_role("button", name="未开班").count():
        await page.get_by_role("button", name="未开班").click()
        await page.get_by_label("备用金").fill("200")
        await page.get_by_role("dialog").get_by_role("button", name="开班", exact=True).click()
    await expect(page.get_by_role("button", name="当班：小王")).to_be_visible()
    await expect(page.get_by_role("button", name=_dish("番茄炒蛋饭"))).to_be_visible()
    return page


def _dish(name):
    return re.compile(f"^{name} ¥")


async def ring_up(page, *dishes):
    for dish in dishes:
        await page.get_by_role("button", name=_dish(dish)).click()
    await page.get_by_role("button", name=re.compile("^收款 ¥")).click()


async def newest_order(town):
    rows = await town.rows("SELECT id FROM customer_order ORDER BY placed_at DESC LIMIT 1")
    return rows[0]["id"]
