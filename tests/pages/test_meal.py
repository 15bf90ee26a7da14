"""A meal on two pages at once: the guest's phone and the kitchen's screen."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_meal_is_ordered_paid_cooked_and_called(visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    guest = await visitors.diner()
    await guest.order("番茄炒蛋饭", "拍黄瓜")
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    ticket = kitchen.get_by_role("article").filter(has_text="番茄炒蛋饭")
    await expect(ticket).to_be_visible()
    number = await ticket.get_attribute("aria-label")
    await expect(guest.page.get_by_text(number).first).to_be_visible()

    await ticket.get_by_role("button", name="划单").click()
    await expect(kitchen.get_by_text("待取餐 1")).to_be_visible()
    await guest.page.goto(guest.page.url.replace("pages/pay/", "pages/order/"))
    await expect(guest.page.get_by_text("可取餐").first).to_be_visible()
