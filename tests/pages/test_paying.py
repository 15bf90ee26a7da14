"""Paying on the guest's phone when things do not go straight."""

import asyncio

import pytest
from playwright.async_api import expect

from wendan.sandbox.wechat import AnswerFault

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def kept_payments(town, order_id):
    rows = await town.rows("SELECT count(*) FROM payment WHERE order_id = $1 AND fate = 'KEPT'", order_id)
    return rows[0]["count"]


async def test_a_refused_payment_says_why_and_another_way_is_one_tap_away(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    town.stage.benches["wechat"].desk.fate.script("prepay", [AnswerFault.OVER_LIMIT])
    await guest.methods.first.click()

    dialog = guest.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("没有扣款")
    await dialog.get_by_text("改用").click()
    await guest.pays(await guest.newest_payment())
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    order_id = await guest.order_id()
    failed = await town.rows("SELECT id FROM payment WHERE order_id = $1 AND state = 'FAILED'", order_id)
    shown = await town.rows("SELECT payment_id AS id FROM payment_shown WHERE order_id = $1", order_id)
    assert failed == shown != []


async def test_a_channel_that_does_not_answer_is_asked_again_before_the_guests_eyes(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    town.stage.benches["wechat"].desk.fate.script("prepay", [AnswerFault.UNAVAILABLE_BEFORE] * 2)
    await guest.methods.first.click()

    await expect(guest.page.get_by_text("重试中").first).to_be_visible()
    await guest.pays(await guest.newest_payment())
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_a_guest_who_leaves_half_way_finds_the_paid_order_on_return(visitors):
    guest = await visitors.diner()
    await guest.order()
    payment = await guest.press_pay()
    address = guest.page.url
    await guest.page.close()
    await guest.pays(payment)

    guest.page = await visitors.page(guest.context)
    await guest.page.goto(address)
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_two_tabs_pay_one_order_once(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    second = await visitors.page(guest.context)
    await second.goto(guest.page.url)
    payment = await guest.press_pay()
    await second.get_by_role("button").filter(has_text="扫码").first.click()
    await guest.pays(payment)

    for page in (guest.page, second):
        await expect(page.get_by_text("支付成功").first).to_be_visible()
    order_id = await guest.order_id()
    assert await kept_payments(town, order_id) == 1
    assert len(await town.rows("SELECT 1 FROM payment WHERE order_id = $1", order_id)) == 1


async def test_the_countdown_is_the_servers_and_ends_in_a_closed_order(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    await expect(guest.page.get_by_text("支付剩余").first).to_be_visible()
    town.stage.clock.jump(31 * 60)

    await expect(guest.page.get_by_text("订单已关闭").first).to_be_visible(timeout=60_000)
    rows = await town.rows("SELECT state FROM customer_order WHERE id = $1", await guest.order_id())
    assert rows == [{"state": "CLOSED"}]


async def test_an_order_placed_without_a_network_is_sent_and_paid_when_it_returns(town, visitors):
    guest = await visitors.diner()
    await guest.open_menu()
    await guest.keep_the_app()
    await guest.take("番茄炒蛋饭")
    await guest.context.set_offline(True)
    await guest.submit()
    await expect(guest.page.get_by_text("待发送").first).to_be_visible()
    before = await town.rows("SELECT count(*) FROM customer_order")

    await guest.page.reload()
    await expect(guest.page.get_by_text("待发送").first).to_be_visible()
    await guest.context.set_offline(False)
    await expect(guest.page.get_by_text("门店已收到").first).to_be_visible()
    await guest.page.get_by_role("button", name="去支付").first.click()
    await expect(guest.methods.first).to_be_visible()
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    after = await town.rows("SELECT count(*) FROM customer_order")
    assert after[0]["count"] == before[0]["count"] + 1


async def test_a_guest_whose_network_drops_right_after_the_menu_can_still_order(town, visitors):
    guest = await visitors.diner()
    # Nothing fetches the app in the background: what the guest has is what came with the first page.
    await guest.context.add_init_script(
        "navigator.serviceWorker.register = () => Promise.reject(new Error('refused'))"
    )
    await guest.open_menu()
    await guest.context.set_offline(True)
    await guest.take("番茄炒蛋饭")
    await guest.submit()

    await expect(guest.page.get_by_text("订单已保存，等待网络")).to_be_visible()
    await expect(guest.page.get_by_text("待发送").first).to_be_visible()
    await guest.context.set_offline(False)
    await expect(guest.page.get_by_text("门店已收到").first).to_be_visible()


async def test_a_price_changed_while_the_guest_was_away_is_asked_about_with_the_difference(town, visitors):
    guest = await visitors.diner()
    await guest.open_menu()
    await guest.take("番茄炒蛋饭")
    await guest.context.set_offline(True)
    await guest.submit()
    await expect(guest.page.get_by_text("待发送").first).to_be_visible()
    [dish] = await town.rows(
        "UPDATE item SET price_fen = price_fen + 250, version = version + 1 WHERE store_id = $1 AND name = '番茄炒蛋饭' "
        "RETURNING price_fen",
        town.restaurant.store_id,
    )
    await guest.context.set_offline(False)

    await expect(guest.page.get_by_text("需要你确认").first).to_be_visible()
    await guest.page.get_by_role("button", name="去确认").first.click()
    asked = guest.page.get_by_role("dialog")
    await expect(asked).to_contain_text("多 ¥2.50")
    await expect(asked).to_contain_text("也没有扣款")
    await asked.get_by_role("button", name="下单").first.click()
    await expect(guest.page.get_by_text("门店已收到").first).to_be_visible()
    orders = await town.rows("SELECT total_fen FROM customer_order ORDER BY placed_at DESC LIMIT 1")
    assert orders == [{"total_fen": dish["price_fen"]}]


async def test_a_code_shown_to_two_people_is_paid_by_one(town, visitors):
    guest = await visitors.diner()
    await guest.order("拍黄瓜", "卤蛋")
    payment = await guest.press_pay()
    said = await asyncio.gather(guest.pays(payment), guest.pays(payment), return_exceptions=True)

    assert sorted(isinstance(each, AssertionError) for each in said) == [False, True]
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    assert await kept_payments(town, await guest.order_id()) == 1
