"""Orders that nobody pays are worked on many at once, after a look at what will become of each."""

import pytest
from crowd import crowd
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def choose_all(page):
    await page.get_by_text("全选这一页").click()


async def test_unpaid_orders_are_closed_in_bulk_after_a_preview(town, visitors):
    async with crowd(town, 3) as guests:
        await guests[0].press_pay("wechat")
    page = await visitors.staff("manager", "unpaid")
    await page.get_by_role("radiogroup", name="未付原因").get_by_text("没有点支付 2").click()
    await expect(page.get_by_role("table", name="未付订单").get_by_role("row")).to_have_count(3)
    await choose_all(page)
    await expect(page.get_by_text("已选 2 单，¥32.00")).to_be_visible()
    await page.get_by_role("button", name="关闭订单").click()
    dialog = page.get_by_role("dialog", name="对 2 单「关闭订单」")
    await expect(dialog.get_by_role("listitem")).to_have_text("2 单 会开始关闭")
    assert await town.rows("SELECT 1 FROM customer_order WHERE state <> 'AWAITING_PAYMENT'") == []

    await dialog.get_by_label("说明").fill("打烊")
    await dialog.get_by_role("button", name="执行").click()
    await expect(page.get_by_text("没有这样的未付订单")).to_be_visible()
    await page.get_by_role("radiogroup", name="未付原因").get_by_text("全部 1").click()
    closed = await town.rows("SELECT id FROM customer_order WHERE state = 'CLOSED'")
    assert {str(order["id"]) for order in closed} == {guest.order["id"] for guest in guests[1:]}


async def test_who_has_seen_an_order_is_written_beside_its_facts(town, visitors):
    async with crowd(town, 1, "卤蛋") as [guest]:
        await guest.press_pay("wechat")
    page = await visitors.staff("support", "unpaid")
    await page.get_by_role("button", name="¥2.50").click()
    drawer = page.get_by_role("dialog").filter(has_text="事实")
    await expect(drawer.get_by_text("微信支付 · 顾客扫码").first).to_be_visible()
    await drawer.get_by_role("button", name="标为已看").click()

    await expect(drawer.get_by_text("客服小周 看过")).to_be_visible()
    seen = await town.rows("SELECT seen_by FROM unpaid_seen WHERE order_id = $1", guest.order["id"])
    assert seen == [{"seen_by": "客服小周"}]


async def test_finance_looks_and_does_nothing(town, visitors):
    async with crowd(town, 1, "拍黄瓜"):
        page = await visitors.staff("finance", "unpaid")
    await expect(page.get_by_role("table", name="未付订单")).to_be_visible()

    await expect(page.get_by_role("checkbox")).to_have_count(0)
