"""Every way to pay on the pages: one that fails, one that is shut, one that is scanned, one that is our own."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect
from tills import newest_order, ring_up, till
from visits import open_town

from waiting import until
from wendan.sandbox.core.codes import CodeWish, Manner
from wendan.sandbox.core.faults import AnswerFault

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    """The restaurant with an account at every channel that has a sandbox."""
    async with open_town(("wechat", "alipay", "unionpay")) as opened:
        yield opened


def way(guest, name):
    return guest.page.get_by_role("button").filter(has_text=name)


async def press(guest, name):
    """A way to pay, behind 更多 if need be."""
    await expect(way(guest, "¥").first).to_be_visible()
    if not await way(guest, name).count():
        await guest.page.get_by_text("更多支付方式").click()
    await way(guest, name).first.click()


async def hints_of(town, order_id):
    """What the order's page said of itself, once it has said something."""
    rows = await until(lambda: town.rows("SELECT kind FROM client_hint WHERE order_id = $1", order_id))
    return [row["kind"] for row in rows]


async def say_yes(page):
    """To the box that names the effect."""
    await page.locator(".el-message-box").get_by_role("button", name="确认").click()


async def test_after_a_failure_the_one_tap_is_another_channel_and_it_pays(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    town.stage.benches["wechat"].desk.fate.script("prepay", [AnswerFault.OVER_LIMIT])
    await press(guest, "微信支付")

    dialog = guest.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("没有扣款")
    await dialog.get_by_text("改用支付宝").click()
    await expect(guest.page.get_by_role("link", name="打开支付宝")).to_be_visible()
    await guest.pays(await guest.newest_payment())
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    assert await town.rows(
        "SELECT channel, state FROM payment WHERE order_id = $1 ORDER BY attempt", await guest.order_id()
    ) == [{"channel": "wechat", "state": "FAILED"}, {"channel": "alipay", "state": "SUCCEEDED"}]


async def test_while_nobody_knows_the_page_says_how_long_that_usually_lasts(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    town.stage.benches["wechat"].desk.fate.script("prepay", [AnswerFault.UNAVAILABLE_BEFORE] * 2)
    await press(guest, "微信支付")

    await expect(guest.page.get_by_text("重试中").first).to_be_visible()
    await expect(
        guest.page.get_by_role("timer").filter(has_text=re.compile("通常几十秒|预计还需约 \\d+ 秒"))
    ).to_be_visible()
    await guest.pays(await guest.newest_payment())
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_unionpays_page_is_entered_by_a_form_and_left_to_the_result(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    await press(guest, "银联云闪付")
    await guest.page.get_by_role("button", name="打开银联云闪付").click()
    await guest.page.wait_for_url(re.compile("frontTransReq"))
    order_id = str(await newest_order(town))
    payment = await town.prepared(order_id, guest.page)
    # A hint about an order that is paid is not kept any more, and a page that goes away says its last word late.
    assert "left-page" in await hints_of(town, order_id)
    await guest.pays(payment)
    await guest.page.go_back()

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_a_switch_in_the_office_takes_a_channel_off_the_guests_list_within_seconds(town, visitors):
    guest = await visitors.diner()
    await guest.order()
    await expect(way(guest, "支付宝").first).to_be_visible()
    page = await visitors.staff("hq", "routes")
    await page.get_by_role("button", name="操作渠道").first.click()
    dialog = page.get_by_role("dialog", name="操作渠道")
    await dialog.get_by_text("停止推荐").first.click()
    await dialog.get_by_label("渠道", exact=True).click()
    await page.get_by_role("option", name="支付宝").click()
    await dialog.get_by_label("原因").fill("支付宝公告维护")
    await expect(dialog.get_by_text("支付宝：30 分钟内不再推荐给顾客")).to_be_visible()
    await dialog.get_by_role("button", name="停止推荐").click()
    await say_yes(page)
    await expect(page.get_by_role("list", name="生效中的人工操作")).to_contain_text("支付宝公告维护")
    await expect(way(guest, "支付宝")).to_have_count(0)
    manager = await visitors.staff("manager", "routes")
    await expect(manager.get_by_role("list", name="生效中的人工操作")).to_contain_text("支付宝公告维护")
    await expect(manager.get_by_role("table", name="渠道").get_by_text("停止推荐").first).to_be_visible()
    await expect(manager.get_by_text("由总部操作")).to_be_visible()
    await expect(manager.get_by_role("button", name=re.compile("操作渠道|立即恢复|试算"))).to_have_count(0)

    await page.get_by_role("button", name="立即恢复").click()
    await say_yes(page)
    await expect(way(guest, "支付宝").first).to_be_visible()
    audit = await town.rows("SELECT action FROM audit_entry WHERE action LIKE '%switch%' ORDER BY id")
    assert [entry["action"] for entry in audit] == ["throw_switch", "take_switch_back"]


async def test_a_dry_run_shows_what_that_days_guests_would_have_been_offered(town, visitors):
    guest = await visitors.diner()
    await guest.meal("卤蛋")
    page = await visitors.staff("hq", "routes")
    await page.locator("input[type=date]").fill("2026-11-23")
    await page.get_by_role("button", name="试算").click()
    moves = page.get_by_role("table", name="路由规则试算")

    await expect(moves.get_by_role("row").filter(has_text="微信支付 · 顾客扫码").first).to_be_visible()
    await expect(page.get_by_text("首推预计付成")).to_be_visible()


@pytest.mark.parametrize(("channel", "name"), [("wechat", "微信支付"), ("alipay", "支付宝")])
async def test_the_cashier_scans_a_code_and_waits_for_the_guests_password(town, visitors, channel, name):
    page = await till(visitors)
    await ring_up(page, "卤蛋")
    wish = CodeWish(manner=Manner.PASSWORD, then="pays", after_s=3.0)
    code = town.stage.benches[channel].codes.hand_out(wish).code
    field = page.get_by_label("扫描或输入顾客付款码")
    await expect(field).to_be_focused()
    await page.keyboard.type("CAMPUS12345")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("认不出这个付款码属于哪家")).to_be_visible()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("等待顾客输入密码")).to_be_visible()
    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible(timeout=40_000)
    paid = await town.rows(
        "SELECT channel, method FROM payment WHERE order_id = $1", await newest_order(town)
    )
    assert paid == [{"channel": channel, "method": "barcode"}], name


async def test_a_card_is_booked_by_its_slip(town, visitors):
    page = await till(visitors)
    await ring_up(page, "卤蛋")
    await page.get_by_role("button", name="刷卡").click()
    await page.get_by_label("凭证号").fill("000123")
    await page.get_by_role("button", name=re.compile("确认已刷卡 ¥")).click()

    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible()
    moves = await town.rows(
        "SELECT voucher, terminal_no FROM cash_move WHERE order_id = $1", await newest_order(town)
    )
    assert moves == [{"voucher": "000123", "terminal_no": "1"}]


async def test_value_is_bought_and_pays_the_next_meal_at_once(town, visitors):
    guest = await visitors.diner()
    await guest.open_menu()
    await guest.page.goto(f"{town.url}/diner/#/pages/orders/index")
    await guest.page.get_by_text("储值与账单").last.click()
    await guest.page.get_by_role("radio", name="¥100", exact=True).click()
    await guest.page.get_by_role("button", name="充值 ¥100.00").click()
    await expect(guest.methods.first).to_be_visible()
    await guest.pays(await guest.press_pay())
    await expect(guest.page.get_by_text("充值成功").first).to_be_visible()
    await expect(guest.page.get_by_text("取餐号")).to_have_count(0)
    await guest.page.get_by_role("button", name="查看储值账户").click()
    await expect(guest.page.get_by_label("¥100.00").first).to_be_visible()

    await guest.order("番茄炒蛋饭")
    await press(guest, "储值余额")
    sheet = guest.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("支付后剩余")
    await expect(sheet).to_contain_text("¥84.00")
    await sheet.get_by_role("button", name="确认支付 ¥16.00").click()
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    office = await visitors.staff("finance", "members")
    await expect(office.get_by_role("row").filter(has_text="¥84.00")).to_be_visible()
