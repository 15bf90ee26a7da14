"""Reminders on the pages: a dialog with its coupon, the messages of a guest, head office's funnel and a month's review."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import expect
from visits import open_town

from wendan.domains.recovery.model import PolicyChange
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.pay import PayRequest, pay
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE

pytestmark = pytest.mark.asyncio(loop_scope="module")
MINUTE_S = 60


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    """A restaurant that leaves nobody out, and reminds by one dialog after ten minutes."""
    async with open_town() as opened:
        store_id = UUID(str(opened.restaurant.store_id))
        rung = {"after_minutes": 10, "channel": "service-dialog", "template": "pay-now", "incentive_fen": 500}
        early = {"days_from_due": -29, "channel": "sms", "template": "debt-due-soon"}
        fields = {"reminding": {"holdout_percent": 0, "rungs": [rung]}, "collecting": {"rungs": [early]}}
        change = PolicyChange(fields, "试一试", "老板")
        await change_policy(opened.stage.house, Whose(store_id, None), change)
        yield opened


async def test_the_open_page_shows_the_dialog_with_its_coupon_and_the_payment_ends_it(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id = await guest.order_id()
    town.stage.clock.jump(10 * MINUTE_S)
    dialog = guest.page.get_by_role("dialog").filter(has_text="还没有付款")
    await expect(dialog).to_contain_text("菜品已为您留好")
    await expect(dialog).to_contain_text("5.00")
    await dialog.get_by_role("button", name="立即支付").click()
    await expect(dialog).to_have_count(0)
    await expect(guest.page.get_by_text("−¥5.00").first).to_be_visible()
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    rows = await town.rows("SELECT state FROM message WHERE order_id = $1 AND kind = 'rung'", order_id)
    assert rows == [{"state": "DELIVERED"}]
    await guest.page.goto(f"{town.url}/diner/#/pages/messages/index?store={town.restaurant.store_id}")
    await expect(guest.page.get_by_text("菜品已为您留好").first).to_be_visible()
    await expect(guest.page.get_by_text("已送达").first).to_be_visible()


async def test_the_page_of_the_order_reminds_as_well_and_leads_to_the_ways_to_pay(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id, store = await guest.order_id(), town.restaurant.store_id
    await guest.page.goto(f"{town.url}/diner/#/pages/order/index?store={store}&order={order_id}")
    await expect(guest.page.get_by_text("取消订单").first).to_be_visible()
    await guest.page.wait_for_timeout(1_500)  # what had passed before the page was there is no news
    town.stage.clock.jump(10 * MINUTE_S)
    await expect(guest.page.get_by_text("分钟可以支付").first).to_be_visible()
    dialog = guest.page.get_by_role("dialog").filter(has_text="还没有付款")
    await expect(dialog).to_contain_text("菜品已为您留好")
    await dialog.get_by_role("button", name="立即支付").click()

    await guest.page.wait_for_url(re.compile(r"pages/pay/index"))
    await expect(guest.methods.first).to_be_visible()
    assert order_id in guest.page.url
    await guest.pays(await guest.press_pay())
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_a_number_is_given_shown_masked_and_forgotten(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    await guest.page.goto(f"{town.url}/diner/#/pages/messages/index?store={town.restaurant.store_id}")
    await guest.page.locator(".phone input").fill("13800138000")
    await guest.page.get_by_role("button", name="允许短信提醒").click()
    await expect(guest.page.get_by_text("138****8000")).to_be_visible()
    await guest.page.get_by_role("button", name="删除号码").click()

    await expect(guest.page.get_by_role("button", name="允许短信提醒")).to_be_visible()
    rows = await town.rows("SELECT is_allowed, sealed FROM diner_address")
    assert {(row["is_allowed"], row["sealed"]) for row in rows} == {(False, "")}


async def test_a_reminder_of_a_debt_leads_to_the_page_that_takes_it(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    order_id, house = await guest.order_id(), town.stage.house
    [row] = await town.rows(
        "SELECT store_id, diner_id, total_fen FROM customer_order WHERE id = $1", order_id
    )
    await agree_credit(house, CreditTerms(await merchant(town), row["diner_id"], Fen(10000), is_open=True))
    who = row["diner_id"]
    press = PayRequest(row["store_id"], order_id, who, "pay-later", "account", str(who), None, "later")
    await pay(house, press)
    town.stage.clock.jump(timedelta(days=1).total_seconds())
    office = await visitors.staff("finance", "members")
    await office.get_by_role("row").filter(has_text="先吃后付").first.click()
    await expect(office.get_by_text("第 1 级 · 短信").first).to_be_visible()
    await expect(office.get_by_text("不知道怎样联系顾客").first).to_be_visible()
    await guest.page.goto(f"{town.url}/diner/#/pages/account/index?store={row['store_id']}&repay=1")
    await guest.page.get_by_role("button", name="还款 ¥").click()
    await expect(guest.methods.first).to_be_visible()
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("还款成功").first).to_be_visible()


async def merchant(town) -> UUID:
    rows = await town.rows("SELECT merchant_id FROM store WHERE store_id = $1", town.restaurant.store_id)
    return UUID(str(rows[0]["merchant_id"]))


async def test_head_office_sees_the_funnel_and_decides_a_months_review(town, visitors):
    # The night that ends November has passed, and its review is made.
    town.stage.clock.jump(timedelta(days=8).total_seconds())
    page = await visitors.staff("hq", "ladder")
    await expect(page.get_by_role("heading", name="催付漏斗")).to_be_visible()
    await expect(page.get_by_text("第 1 级").first).to_be_visible()
    await expect(page.get_by_text("100.0% (34.2–100.0)").first).to_be_visible()
    await page.get_by_role("button", name="复盘 2026-11").click()
    await expect(page.get_by_text("没有要改的").first).to_be_visible()
    await page.get_by_placeholder("说说理由").fill("看过了")
    await page.get_by_role("button", name="不采纳").click()

    await expect(page.get_by_text("看过了").first).to_be_visible()
    rows = await town.rows("SELECT state, words FROM ladder_review WHERE store_id = $1", HEAD_OFFICE)
    assert rows == [{"state": "REJECTED", "words": "看过了"}]
