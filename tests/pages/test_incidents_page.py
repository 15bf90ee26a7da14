"""An outage is answered once, its guests are made good, and what the public says is read from a file."""

import pytest
import pytest_asyncio
from crowd import a_feed, meet_an_outage
from playwright.async_api import expect
from visits import open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

GUESTS = 12
MENTIONS = 14


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    """Two channels, so that there is one to move to."""
    async with open_town(("wechat", "alipay")) as opened:
        yield opened


async def test_an_outage_is_contained_by_one_confirmation_and_its_guests_are_made_good(town, visitors):
    await meet_an_outage(town, GUESTS)
    page = await visitors.staff("hq", "incidents")
    menu = page.get_by_role("navigation", name="打开菜单")
    await expect(menu.get_by_label("进行中的大面积故障 1 起，待处置 1 起")).to_be_visible(timeout=60_000)
    await page.get_by_role("button", name="微信支付 · 付款失败").click(timeout=60_000)
    await expect(page.get_by_text("微信支付最近的付款有 100.0% 没有成功")).to_be_visible()
    await expect(page.get_by_text("改为首推支付宝，30 分钟后自动恢复")).to_be_visible()
    await page.get_by_role("button", name="确认切走流量").click()
    await expect(page.get_by_text("流量已由微信支付切到支付宝")).to_be_visible()
    await expect(menu.get_by_label("进行中的大面积故障 1 起，待处置 0 起")).to_be_visible()
    assert await town.rows("SELECT channel, to_channel FROM route_switch") == [
        {"channel": "wechat", "to_channel": "alipay"}
    ]

    await page.get_by_role("button", name="发放补偿券").click()
    await page.locator(".el-message-box").get_by_role("button", name="确认").click()
    await expect(page.get_by_text("正在按 20% 发放补偿券，由 老板")).to_be_visible()
    await expect(page.get_by_label("影响").get_by_text(f"{GUESTS} · ¥38.40")).to_be_visible(timeout=60_000)
    coupons = await town.rows("SELECT amount_fen FROM coupon")
    assert [coupon["amount_fen"] for coupon in coupons] == [320] * GUESTS


async def test_support_imports_what_the_public_says_and_head_office_finds_that_it_was_none(town, visitors):
    support = await visitors.staff("support", "incidents")
    await support.get_by_role("button", name="导入公开言论").click()
    dialog = support.get_by_role("dialog", name="导入公开言论")
    await dialog.get_by_label("来源").fill("weibo")
    await dialog.get_by_label("选择文件").set_input_files(a_feed(town, MENTIONS))
    await dialog.get_by_role("button", name="导入").last.click()
    await expect(dialog.get_by_text(f"新增 {MENTIONS} 条，已有 0 条")).to_be_visible()
    await dialog.get_by_role("button", name="导入").last.click()
    await expect(dialog.get_by_text(f"新增 0 条，已有 {MENTIONS} 条")).to_be_visible()
    await dialog.get_by_role("button", name="关闭").last.click()
    await support.get_by_role("button", name="舆情").click(timeout=60_000)
    await expect(support.get_by_role("list", name="公众怎么说").get_by_role("listitem")).to_have_count(
        MENTIONS
    )
    await expect(support.get_by_role("button", name="这不是事故")).to_have_count(0)

    page = await visitors.staff("hq", "incidents")
    await page.get_by_role("button", name="舆情").click()
    await page.get_by_role("button", name="这不是事故").click()
    await page.get_by_label("写明原因").fill("同行造谣，已取证")
    await page.get_by_role("button", name="这不是事故").click()
    await expect(page.get_by_role("heading", name="事后报告")).to_be_visible()
    await expect(page.get_by_text("老板：同行造谣，已取证")).to_be_visible()


async def test_a_manager_sees_no_incident_room(visitors):
    page = await visitors.staff("manager", "incidents")

    await page.wait_for_url("**/#/orders*")
    await expect(page.get_by_role("link", name="事故")).to_have_count(0)
