"""Support gives the guest of an order a coupon where they look at the order; the server says who may and how much."""

import pytest
from playwright.async_api import expect
from test_looks import grave_faults
from tills import newest_order, ring_up, till

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(visitors, login, order_id):
    page = await visitors.staff(login, "account")
    await expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    await page.goto(f"{page.url.partition('#')[0]}#/orders?order={order_id}")
    drawer = page.get_by_role("dialog", name="订单")
    await expect(drawer.get_by_text("全程节点")).to_be_visible()
    return page, drawer


async def test_a_coupon_by_hand_is_given_once_with_its_reason_and_the_guest_reads_of_it(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id = await guest.order_id()
    page, drawer = await opened(visitors, "manager", order_id)
    await drawer.get_by_role("button", name="送优惠券").click()
    dialog = page.get_by_role("dialog", name="送优惠券")
    await expect(dialog.get_by_role("button", name="送出")).to_be_disabled()
    await dialog.get_by_role("button", name="¥5.00").click()
    await dialog.get_by_label("原因").fill("等了太久")
    assert await grave_faults(page) == []
    await dialog.get_by_role("button", name="送出").click()
    await expect(dialog).to_have_count(0)

    rows = await town.rows("SELECT amount_fen, origin FROM coupon WHERE cause_order_id = $1", order_id)
    assert rows == [{"amount_fen": 500, "origin": "manual"}]
    await guest.page.reload()
    await expect(guest.page.get_by_text("¥5.00").first).to_be_visible()


async def test_too_much_for_one_person_is_refused_in_words(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id = await guest.order_id()
    page, drawer = await opened(visitors, "manager", order_id)
    await drawer.get_by_role("button", name="送优惠券").click()
    dialog = page.get_by_role("dialog", name="送优惠券")
    await dialog.get_by_label("面额").fill("9000")
    await dialog.get_by_label("原因").fill("手滑")
    await dialog.get_by_role("button", name="送出").click()

    await expect(dialog.get_by_role("alert")).to_be_visible()
    assert await town.rows("SELECT id FROM coupon WHERE cause_order_id = $1", order_id) == []


async def test_a_cashier_and_an_order_of_nobody_have_no_such_button(town, visitors):
    page = await till(visitors)
    await ring_up(page, "拍黄瓜")
    await expect(page.get_by_text("应收")).to_be_visible()
    _, drawer = await opened(visitors, "manager", await newest_order(town))
    await expect(drawer.get_by_role("button", name="送优惠券")).to_have_count(0)
    guest = await visitors.diner()
    await guest.order()
    _, drawer = await opened(visitors, "cashier", await guest.order_id())
    await expect(drawer.get_by_role("button", name="送优惠券")).to_have_count(0)
