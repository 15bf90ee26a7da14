"""Ways through the pages that a test of their looks and the camera both go."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

from crowd import a_feed, crowd, meet_an_outage
from playwright.async_api import Page, expect
from visits import Diner, Town, Visitors


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


async def troubled_pages(town: Town, visitors: Visitors) -> AsyncIterator[tuple[str, Page]]:
    """What head office looks at on a bad day, WeChat's door shut at its end; each page with something on it, by name."""
    page = await visitors.staff("hq", "unpaid")
    async with crowd(town, 3) as guests:
        await guests[0].press_pay("wechat")
        async for name in _risk_pages(page, await guests[1].diner_id(), guests[1].appeal):
            yield name, page
    await _go(page, "unpaid")
    await page.get_by_text("全选这一页").click()
    yield "unpaid", page
    await page.get_by_role("button", name="关闭订单").click()
    await expect(page.get_by_text("会开始关闭")).to_be_visible()
    yield "unpaid-preview", page
    async for name in _policy_pages(page):
        yield name, page
    await meet_an_outage(town, 12)
    async for name in _incident_pages(town, page):
        yield name, page


STATEMENT_VIEWS = {"门店结算单": "store-sheets", "试算平衡": "trial-balance", "日结": "closed-days"}


async def book_pages(page: Page, worst: str, refused: str) -> AsyncIterator[str]:
    """The bills, the worst of them and one of its differences, a preview, one that is not believed; the reports."""
    await expect(page.get_by_role("button", name=worst)).to_be_visible()
    yield "books"
    await page.get_by_role("button", name=worst).click()
    await expect(page.get_by_text("三个数对得上")).to_be_visible()
    yield "bill"
    await page.get_by_role("row").filter(has_text="在异常单").get_by_role("button", name="掉单").click()
    await expect(page.get_by_label("处理说明")).to_be_visible()
    yield "difference"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="预览修复").click()
    await expect(page.get_by_role("list", name="预览修复")).to_be_visible()
    yield "repairs"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="回到账单列表").click()
    await page.get_by_role("button", name=refused).click()
    await expect(page.get_by_role("alert")).to_be_visible()
    yield "bill-refused"
    await page.goto(re.sub(r"#/.*", "#/reports", page.url))
    await expect(page.get_by_role("table", name="日报")).to_be_visible()
    yield "reports"
    await page.goto(re.sub(r"#/.*", "#/statements", page.url))
    await expect(page.get_by_text("用表格看")).to_be_visible()
    yield "statements"
    for view, name in STATEMENT_VIEWS.items():
        await page.get_by_role("radiogroup", name="报表").get_by_text(view, exact=True).click()
        await expect(page.get_by_role("table", name=view)).to_be_visible()
        yield name


async def _go(page: Page, area: str) -> None:
    await page.goto(f"{page.url.partition('#')[0]}#/{area}")
    await page.reload()


async def _risk_pages(
    page: Page, diner_id: str, appeal: Callable[[str], Awaitable[None]]
) -> AsyncIterator[str]:
    await _go(page, "risk")
    await page.get_by_role("button", name="人工列入").click()
    await page.get_by_label("顾客号").fill(diner_id)
    await page.get_by_label("为什么").fill("三次占座不付，店员有记录")
    await page.get_by_role("button", name="列入黑名单").click()
    await expect(page.get_by_text("三次占座不付")).to_be_visible()
    await appeal("我的手机那几天被偷了，不是我点的")
    await _go(page, "risk")
    await expect(page.get_by_text("待答复").nth(1)).to_be_visible()
    yield "risk"
    await page.get_by_role("button", name=f"…{diner_id[-8:]}").click()
    await expect(page.get_by_role("table", name="逐条说明")).to_be_visible()
    yield "blacklist-entry"


async def _policy_pages(page: Page) -> AsyncIterator[str]:
    await _go(page, "policies")
    await page.get_by_label("自助机").fill("10")
    yield "policies"
    await page.get_by_role("button", name="看看会怎样").click()
    await expect(page.get_by_text("最近 30 天共看了")).to_be_visible()
    yield "policy-effect"


async def _incident_pages(town: Town, page: Page) -> AsyncIterator[str]:
    await _go(page, "incidents")
    await page.get_by_role("button", name="导入公开言论").click()
    await page.get_by_label("来源").fill("weibo")
    await page.get_by_label("选择文件").set_input_files(a_feed(town, 14))
    await page.get_by_role("button", name="导入").last.click()
    await expect(page.get_by_text("新增 14 条")).to_be_visible()
    await page.get_by_role("button", name="关闭").last.click()
    await expect(page.get_by_role("button", name="舆情")).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("button", name="微信支付 · 付款失败")).to_be_visible(timeout=60_000)
    yield "incidents"
    await page.get_by_role("button", name="微信支付 · 付款失败").click()
    await expect(page.get_by_role("button", name="确认切走流量")).to_be_visible()
    await expect(page.locator("canvas")).to_be_visible()
    yield "incident"
