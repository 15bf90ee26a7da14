"""Finance closes the books: what a bill found, what was done about it, and what two people must say."""

import re
import zipfile
from datetime import time
from pathlib import Path

import pytest
import pytest_asyncio
from bookkeeping import open_books_town
from playwright.async_api import expect

from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan

pytestmark = pytest.mark.asyncio(loop_scope="module")
FAULTS = FaultPlan(
    bills={
        BillFault.ALTERED: 0.2,
        BillFault.ROW_LEFT_OUT: 0.2,
        BillFault.MISSING: 0.2,
        BillFault.ROW_LOST: 0.2,
    }
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    async with open_books_town(FAULTS) as opened:
        yield opened


async def open_bill(visitors, bill, role="finance"):
    page = await visitors.staff(role, "books")
    await page.get_by_role("button", name=re.compile(f"^{bill.day} 微信支付 ")).click()
    await expect(page.get_by_role("heading", name=f"微信支付 {bill.day}")).to_be_visible()
    return page


def differences(page):
    return page.get_by_role("table", name="差异").get_by_role("row")


async def test_money_that_nobody_told_us_of_is_found_by_the_bill_and_shown_settled(town, visitors):
    await town.until_a_day_of(None)
    await town.eats()
    lost = await town.pays_unheard(await town.places("卤肉饭"))
    [bill] = await town.morning()
    page = await visitors.staff("finance", "books")
    row = page.get_by_role("table", name="对账").get_by_role("row").filter(has_text=str(bill.day))
    await expect(row).to_contain_text(re.compile(r"已对平.*2.*¥38\.00.*¥19\.00.*¥19\.00"))
    await row.get_by_role("button").click()

    await expect(page.get_by_text("三个数对得上")).to_be_visible()
    await expect(page.get_by_text("账单完整，核验过：SHA-1 校验值")).to_be_visible()
    found = differences(page).filter(has_text=lost.number)
    await expect(found).to_contain_text("掉单")
    await expect(found).to_contain_text("已处理")
    await expect(found).to_contain_text("唯一的入账口：订单已确认")
    await page.go_back()
    await expect(row).to_be_visible()


async def test_an_amount_that_the_bill_alters_is_a_case_that_opens_beside_it(town, visitors):
    await town.until_a_day_of(BillFault.ALTERED)
    await town.eats()
    [bill] = await town.morning()
    page = await open_bill(visitors, bill)
    found = differences(page).filter(has_text="金额不符")
    await expect(found).to_contain_text(re.compile(r"¥19\.01.*¥19\.00.*¥0\.01"))
    await expect(found).to_contain_text("在异常单")

    await found.get_by_role("button", name="异常单").click()
    case = page.get_by_role("dialog", name="对账差异")
    await expect(case).to_contain_text("¥0.01")
    await case.get_by_role("link", name="到「对账」看这份账单").click()
    await expect(page.get_by_role("table", name="对账").get_by_role("row")).to_have_count(2)


async def test_repairs_are_looked_at_first_then_carried_out_and_told(town, visitors):
    await town.until_a_day_of(BillFault.ROW_LEFT_OUT)
    await town.eats()
    await town.eats()
    [bill] = await town.morning()
    before = await town.rows("SELECT version FROM difference WHERE bill_id = $1", bill.id)
    page = await open_bill(visitors, bill)
    await page.get_by_role("button", name="预览修复").click()
    dialog = page.get_by_role("dialog", name=f"修复 {bill.day} 的差异")
    await expect(dialog.get_by_role("list", name="预览修复")).to_have_text("1 项 向渠道查单")
    assert await town.rows("SELECT version FROM difference WHERE bill_id = $1", bill.id) == before

    await dialog.get_by_role("button", name="下一步").click()
    await dialog.get_by_role("button", name="执行").click()
    await expect(dialog.get_by_role("list", name="结果").get_by_role("listitem")).to_have_text(
        [re.compile("0 项 已处理"), re.compile("1 项 等渠道回话"), re.compile("0 项 转给人处理")]
    )
    after = await town.rows("SELECT version, state, words FROM difference WHERE bill_id = $1", bill.id)
    assert [(row["state"], row["words"]) for row in after] == [("WAITING", "asked: SUCCEEDED, known")]
    assert after[0]["version"] > before[0]["version"]


async def test_much_money_is_repaired_when_a_second_person_says_the_same(town, visitors):
    await town.until_a_day_of(None)
    await town.pays_unheard(await town.places("蒲烧鳗鱼饭", 6))
    [bill] = await town.morning()
    first = await open_bill(visitors, bill)
    await first.get_by_role("button", name="掉单").click()
    drawer = first.get_by_role("dialog", name="掉单")
    await expect(drawer.get_by_text("¥228.00 超过自动修复的限额")).to_be_visible()
    await drawer.get_by_label("处理说明").fill("已和微信客服核实")
    await drawer.get_by_role("button", name="提交，等第二人确认").click()
    await expect(drawer.get_by_text("陈会计 提议修复")).to_be_visible()
    await expect(drawer.get_by_text("这是您的提议")).to_be_visible()
    await expect(drawer.get_by_label("处理说明")).to_have_count(0)

    second = await open_bill(visitors, bill, "hq")
    await second.get_by_role("button", name="掉单").click()
    drawer = second.get_by_role("dialog", name="掉单")
    await expect(drawer.get_by_text("陈会计 提议修复")).to_be_visible()
    await drawer.get_by_label("处理说明").fill("我也核实过")
    await drawer.get_by_role("button", name="确认执行").click()
    await expect(drawer.get_by_text("唯一的入账口：订单已确认")).to_be_visible()
    [row] = await town.rows("SELECT state FROM difference WHERE bill_id = $1", bill.id)
    assert row["state"] == "SETTLED"


async def test_a_bill_that_is_not_believed_says_why_and_is_asked_for_again(town, visitors):
    await town.until_a_day_of(BillFault.ROW_LOST)
    await town.eats()
    await town.eats()
    [bill] = await town.morning()
    page = await open_bill(visitors, bill)
    await expect(page.get_by_role("alert")).to_contain_text("与渠道给的校验值不符")
    await page.get_by_role("button", name="向渠道再取一次").click()
    await expect(page.get_by_text("已安排，稍后自动刷新")).to_be_visible()
    [clock] = await town.rows("SELECT due_at FROM timer WHERE kind = 'bill' AND subject_id = $1", bill.id)
    assert clock["due_at"] <= town.clock.now()

    await town.rings(bill)
    await page.reload()
    await expect(page.get_by_text("三个数对得上")).to_be_visible()


async def test_an_auditor_sees_everything_and_repairs_nothing(town, visitors):
    await town.until_a_day_of(BillFault.ROW_LEFT_OUT)
    await town.eats()
    await town.eats()
    [bill] = await town.morning()
    page = await open_bill(visitors, bill, "auditor")
    await differences(page).filter(has_text="短款").get_by_role("button", name="短款").click()
    drawer = page.get_by_role("dialog", name="短款")
    await expect(drawer.get_by_text("我们记了收款，账单里没有")).to_be_visible()
    await expect(drawer.get_by_role("list", name="经过").get_by_role("listitem").first).to_contain_text(
        "短款"
    )
    await expect(drawer.get_by_label("处理说明")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="预览修复").click()
    dialog = page.get_by_role("dialog", name=f"修复 {bill.day} 的差异")
    await expect(dialog.get_by_text("1 项 向渠道查单")).to_be_visible()

    await expect(dialog.get_by_role("button", name="下一步")).to_have_count(0)
    await expect(page.get_by_role("button", name="向渠道再取一次")).to_have_count(0)


async def test_the_daily_report_adds_up_and_is_taken_away_as_csv_and_excel(town, visitors, tmp_path: Path):
    day = await town.until_a_day_of(None)
    order = await town.eats("卤肉饭")
    await town.gives_back(order, 500)
    await town.pays_cash("拍黄瓜", "小王")
    await town.morning()
    await town.until(town.today, time(12))
    page = await visitors.staff("finance", "reports")
    await page.get_by_label("从", exact=True).fill(day.isoformat())
    await page.get_by_label("到", exact=True).fill(day.isoformat())
    table = page.get_by_role("table", name="日报")
    await expect(table.get_by_role("row").last).to_contain_text(
        re.compile(r"合计.*2.*¥27\.00.*1.*¥5\.00.*¥22\.00")
    )
    await page.get_by_role("radiogroup", name="分组").get_by_text("按收银员").click()
    await expect(table.get_by_role("row").filter(has_text="小王")).to_contain_text("¥8.00")

    async with page.expect_download() as coming:
        await page.get_by_role("button", name="下载 CSV").click()
    csv = await saved(await coming.value, tmp_path)
    assert csv.name == f"wendan-{day}-{day}.csv"
    assert "小王,,1,8.0," in csv.read_text(encoding="utf-8-sig")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="下载 Excel").click()
    with zipfile.ZipFile(await saved(await coming.value, tmp_path)) as workbook:
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "小王" in sheet
    assert sheet.count("<row") == 1 + 3


async def saved(download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    await download.save_as(path)
    return path
