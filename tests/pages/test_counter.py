"""A day at the till: shift, cash, codes to scan, refunds, meals handed over."""

import re

import pytest
from playwright.async_api import expect
from tills import newest_order, ring_up, till

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def open_shift_dialog(page):
    await page.get_by_role("button", name="当班：小王").click()
    return page.get_by_role("dialog", name="交班")


async def test_a_shift_takes_cash_gives_change_and_closes_with_a_difference(town, visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    page = await till(visitors)
    await ring_up(page, "拍黄瓜", "卤蛋")
    await page.get_by_role("button", name="现金").click()
    await page.get_by_role("button", name="2", exact=True).click()
    await page.get_by_role("button", name="0", exact=True).click()
    await expect(page.get_by_text("¥9.50")).to_be_visible()
    await page.get_by_role("button", name="确认收现金").click()
    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible()
    await expect(kitchen.get_by_role("article").filter(has_text="拍黄瓜")).to_be_visible()
    await page.get_by_role("button", name="下一单").click()

    dialog = await open_shift_dialog(page)
    await dialog.get_by_label("清点现金").fill("210")
    await expect(dialog.get_by_text("短款 ¥0.50")).to_be_visible()
    await expect(dialog.get_by_role("button", name="交班", exact=True)).to_be_disabled()
    await dialog.get_by_label("说明").fill("少收五角")
    await dialog.get_by_role("button", name="交班", exact=True).click()
    await expect(page.get_by_role("button", name="未开班")).to_be_visible()
    shifts = await town.rows("SELECT counted_fen, closed_at IS NOT NULL AS is_closed, words FROM shift")
    assert shifts == [{"counted_fen": 21000, "is_closed": True, "words": "少收五角"}]


async def test_a_shift_does_not_close_over_an_order_that_was_not_sent(town, visitors):
    page = await till(visitors)
    before = await town.rows("SELECT count(*) FROM customer_order")
    await page.context.set_offline(True)
    await ring_up(page, "番茄炒蛋饭")
    await expect(page.get_by_text("订单已存在本机")).to_be_visible()
    await page.get_by_role("button", name="下一单").click()

    dialog = await open_shift_dialog(page)
    await dialog.get_by_label("清点现金").fill("200")
    await expect(dialog.get_by_text("还有 1 单没有上传")).to_be_visible()
    await expect(dialog.get_by_role("button", name="交班", exact=True)).to_be_disabled()
    await page.context.set_offline(False)
    await expect(dialog.get_by_role("button", name="交班", exact=True)).to_be_enabled()
    await dialog.get_by_role("button", name="取消").click()
    await expect(page.get_by_role("button", name="已送达待收款 1")).to_be_visible()
    after = await town.rows("SELECT count(*) FROM customer_order")
    assert after[0]["count"] == before[0]["count"] + 1


async def test_without_a_line_the_till_stays_when_another_page_cannot_be_opened(visitors):
    page = await till(visitors)
    await page.context.set_offline(True)
    await page.get_by_role("link", name="待确认").click()
    await expect(page.get_by_text("这一页现在打不开")).to_be_visible()
    await ring_up(page, "番茄炒蛋饭")
    await expect(page.get_by_text("订单已存在本机")).to_be_visible()
    await page.get_by_role("button", name="下一单").click()

    await page.context.set_offline(False)
    await page.get_by_role("link", name="待确认").click()
    await expect(page).to_have_url(re.compile("#/unconfirmed"))
    await expect(page.get_by_role("heading", name="待确认")).to_be_visible()


async def test_a_code_on_the_till_is_scanned_and_paid(town, visitors):
    page = await till(visitors)
    await ring_up(page, "虾饺")
    await page.get_by_role("button", name="微信扫码支付").click()
    await expect(page.get_by_text("请顾客扫码付款").first).to_be_visible()
    await town.pays(await town.prepared(await newest_order(town), page))

    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible()


async def test_the_cashier_gives_money_back_and_says_why(town, visitors):
    guest = await visitors.diner()
    order_id = await guest.meal("小笼包")
    page = await visitors.staff("cashier", f"orders?order={order_id}")
    await page.get_by_role("button", name="退款", exact=True).click()
    dialog = page.get_by_role("dialog", name="退款")
    await dialog.get_by_label("退款金额").fill("15")
    await expect(dialog.get_by_role("button", name="退款 ¥15.00")).to_be_disabled()
    await dialog.get_by_label("原因").fill("包子破了")
    await dialog.get_by_role("button", name="退款 ¥15.00").click()

    await expect(page.get_by_text("已退回").first).to_be_visible(timeout=30_000)
    refunds = await town.rows("SELECT amount_fen, state FROM refund WHERE order_id = $1", order_id)
    assert refunds == [{"amount_fen": 1500, "state": "SUCCEEDED"}]


async def test_a_guests_code_hands_the_meal_over_once(town, visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    guest = await visitors.diner()
    order_id = await guest.meal("糯米团")
    await kitchen.get_by_role("article").filter(has_text="糯米团").get_by_role("button", name="划单").click()
    await expect(kitchen.get_by_text("待取餐 1")).to_be_visible()
    async with guest.page.expect_response(re.compile(f"/{order_id}$")) as read:
        await guest.page.reload()
    credential = (await (await read.value).json())["credential"]

    page = await till(visitors)
    await page.get_by_role("button", name="取餐核销").click()
    await page.get_by_label("取餐凭证").fill(credential)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("已交付")).to_be_visible()
    await page.get_by_label("取餐凭证").fill(credential)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="▲")).to_be_visible()
    tickets = await town.rows("SELECT state FROM ticket WHERE order_id = $1", order_id)
    assert tickets == [{"state": "HANDED_OVER"}]


async def test_a_guest_who_comes_with_cash_is_called_out_until_somebody_heard_and_then_charged(
    town, visitors
):
    page, other = await till(visitors), await visitors.staff("manager", "unconfirmed")
    guest = await visitors.diner()
    await guest.order("拍黄瓜")
    await guest.page.get_by_role("button", name="到收银台付现金").click()
    await expect(guest.page.get_by_text("已通知收银台")).to_be_visible()

    calls = [each.get_by_role("button", name="知道了（1）") for each in (page, other)]
    for call in calls:
        await expect(call).to_be_visible()
    await calls[1].click()
    for call in calls:
        await expect(call).to_be_hidden()
    await expect(other.get_by_role("listitem").filter(has_text="已知道")).to_be_visible()

    await other.get_by_role("button", name="收款", exact=True).click()
    await expect(other).to_have_url(re.compile("#/pos"))
    await page.get_by_role("button", name=re.compile("待确认 \\d")).click()
    await (
        page.get_by_role("listitem")
        .filter(has_text="到收银台付现金")
        .get_by_role("button", name="收款")
        .click()
    )
    await page.get_by_role("button", name="现金").click()
    for key in "20":
        await page.get_by_role("button", name=key, exact=True).click()
    await page.get_by_role("button", name="确认收现金").click()
    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible()
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    paid = await town.rows("SELECT channel, state FROM payment WHERE order_id = $1", await guest.order_id())
    assert paid == [{"channel": "cash", "state": "SUCCEEDED"}]
