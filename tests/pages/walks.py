"""Ways through the pages that a test of their looks and the camera both go."""

from collections.abc import AsyncIterator

from playwright.async_api import expect
from visits import Diner, Town


async def diner_pages(town: Town, guest: Diner) -> AsyncIterator[str]:
    """From the list of stores to the finished order; stops on every page with something on it, and names it."""
    base, page = f"{town.url}/diner/#/pages", guest.page
    await page.goto(f"{base}/entry/index?choose=1")
    await expect(page.get_by_text("校园店")).to_be_visible()
    yield "entry"
    await guest.open_menu()
    await guest.take("番茄炒蛋饭", "虾饺", "虾饺")
    yield "menu"
    await page.get_by_text("去结算").last.click()
    await expect(page.get_by_text("提交订单").last).to_be_visible()
    yield "checkout"
    await page.get_by_text("提交订单").last.click()
    await expect(guest.methods.first).to_be_visible()
    yield "pay"
    order_id = await guest.order_id()
    await guest.pays(await guest.press_pay())
    await expect(page.get_by_text("支付成功").first).to_be_visible()
    yield "paid"
    await page.goto(f"{base}/order/index?store={town.restaurant.store_id}&order={order_id}")
    await expect(page.get_by_text("番茄炒蛋饭").first).to_be_visible()
    yield "order"
    await guest.order("卤蛋")
    await page.goto(f"{base}/orders/index")
    await expect(page.get_by_text("番茄炒蛋饭").first).to_be_visible()
    yield "orders"
    await page.get_by_role("button").filter(has_text="储值与账单").click()
    await page.get_by_role("button", name="充值 ¥").click()
    await expect(guest.methods.first).to_be_visible()
    await guest.pays(await guest.press_pay())
    await expect(page.get_by_text("充值成功").first).to_be_visible()
    await page.get_by_role("button", name="查看储值账户").click()
    await expect(page.get_by_text("对账单")).to_be_visible()
    await expect(page.get_by_text("+¥")).to_be_visible()
    yield "stored-value"
    await page.goto(f"{base}/messages/index?store={town.restaurant.store_id}")
    await expect(page.get_by_text("怎样联系您")).to_be_visible()
    yield "messages"
