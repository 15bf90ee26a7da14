"""A coupon on the guest's phone: chosen by itself, used once, seen afterwards; and late money that asks what it is for."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import expect
from test_looks import grave_faults

from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.promotions.model import Origin, Terms
from wendan.flows.give_coupon import give
from wendan.kernel.money import Fen

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def receives(town, order_id, fen):
    """The guest of this order gets a coupon."""
    house, store_id = town.stage.house, UUID(str(town.restaurant.store_id))
    order = await house.database.read(ORDER_BY_ID, store_id=store_id, order_id=UUID(order_id))
    rows = await town.rows("SELECT merchant_id FROM store WHERE store_id = $1", store_id)
    stamp = house.stamp()
    until = stamp.now + timedelta(days=30)
    terms = Terms(
        store_id,
        rows[0]["merchant_id"],
        order.diner_id,
        Fen(fen),
        Fen(0),
        stamp.now,
        until,
        Origin.MANUAL,
        f"page:{stamp.id()}",
    )
    await house.database.commit(give(None, terms, stamp)[1])


async def test_the_best_coupon_stands_there_and_is_used_with_the_payment(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id = await guest.order_id()
    await receives(town, order_id, 300)
    await receives(town, order_id, 500)
    await guest.page.reload()
    await expect(guest.page.get_by_text("−¥5.00").first).to_be_visible()
    payment = await guest.press_pay()
    await guest.pays(payment)

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    rows = await town.rows(
        "SELECT o.total_fen - p.amount_fen AS off, p.discount_fen FROM payment AS p JOIN customer_order AS o "
        "ON o.store_id = p.store_id AND o.id = p.order_id WHERE o.id = $1 AND p.fate = 'KEPT'",
        order_id,
    )
    assert rows == [{"off": 500, "discount_fen": 500}]
    await guest.page.goto(f"{town.url}/diner/#/pages/coupons/index?store={town.restaurant.store_id}")
    await expect(guest.page.get_by_text("已使用").first).to_be_visible()
    await expect(guest.page.get_by_text("可使用").first).to_be_visible()
    assert await grave_faults(guest.page) == []


async def test_a_guest_may_pay_in_full_and_keep_the_coupon(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id = await guest.order_id()
    await receives(town, order_id, 500)
    await guest.page.reload()
    await guest.page.get_by_role("button").filter(has_text="优惠券").first.click()
    assert await grave_faults(guest.page) == []
    await guest.page.get_by_role("radio").filter(has_text="不使用优惠券").click()
    await expect(guest.page.get_by_text("暂不使用").first).to_be_visible()
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    rows = await town.rows(
        "SELECT state FROM coupon WHERE diner_id = (SELECT diner_id FROM customer_order WHERE id = $1)",
        order_id,
    )
    assert rows == [{"state": "ISSUED"}]


async def test_money_that_comes_late_asks_the_open_page_what_it_is_for(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    payment = await guest.press_pay()
    # Only who has told the house that the page is open is asked.
    async with guest.page.expect_response("**/late-wish", timeout=60_000):
        town.stage.clock.jump(31 * 60)
    await expect(guest.page.get_by_text("若付款之后才到账").first).to_be_visible()
    assert await grave_faults(guest.page) == []
    told = {**payment, "parameters": json.loads(str(payment["parameters"]))}
    assert await town.cashier.pay(told, is_even_closed=True) == "paid"

    dialog = guest.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("您的付款到账了")
    await dialog.get_by_text("仍要这份餐").click()
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
