"""Finance reads the books: what each account came to, what stands behind a line, and which days are closed."""

import re
import zipfile
from datetime import time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from bookkeeping import open_books_town
from fortnight import close_the_day
from playwright.async_api import expect
from test_looks import SMALL

from waiting import until
from wendan.sandbox.core.faults import FaultPlan

LATER = "2027-01-15"
# On a day that nothing else looks at.
MANY_ENTRIES = f"""INSERT INTO ledger_transaction (store_id, id, order_id, kind, subject_id, business_day, posted_at,
    accounts, amounts_fen)
SELECT $1::uuid, gen_random_uuid(), gen_random_uuid(), 'payment-received', gen_random_uuid(), '{LATER}', '{LATER}',
    '{{receivable:wechat:1900000001,sales}}', '{{100,-100}}' FROM generate_series(1, 150)"""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    """Two days: three meals, one of them promoted at the channel, and a refund, their bill closed; a meal on the second."""
    async with open_books_town(FaultPlan()) as opened:
        await opened.until(opened.today, time(12))
        await opened.eats("卤肉饭")
        await opened.eats_promoted("卤肉饭")
        await opened.gives_back(await opened.eats("卤肉饭"), 500)
        await opened.morning()
        await close_the_day(opened)
        await opened.eats("卤肉饭")
        yield opened


async def statement(visitors, name):
    page = await visitors.staff("finance", "statements")
    await page.get_by_role("radiogroup", name="报表").get_by_text(name, exact=True).click()
    return page


async def promoted_text(town):
    [found] = await town.rows("SELECT sum(promoted_fen)::bigint AS fen FROM bill_share")
    assert found["fen"] > 0
    return f"¥{found['fen'] / 100:.2f}"


async def test_the_picture_of_the_money_can_be_read_as_a_table(town, visitors):
    page = await visitors.staff("finance", "statements")
    await page.get_by_text("用表格看").click()
    table = page.get_by_role("table", name="资金流向")

    await expect(table.get_by_role("row").filter(has_text="退给顾客")).to_contain_text("¥5.00")
    await expect(table.get_by_role("row").filter(has_text=re.compile("微信支付.*营业收入"))).to_contain_text(
        "¥76.00"
    )
    taken_off = table.get_by_role("row").filter(has_text=re.compile("营业收入.*商家优惠"))
    await expect(taken_off).to_contain_text(await promoted_text(town))


async def test_the_picture_of_the_money_turns_with_its_window(town, visitors):
    turned, opened_narrow = [await visitors.staff("finance", "statements") for _ in range(2)]
    await opened_narrow.set_viewport_size(SMALL)
    await opened_narrow.reload()
    await expect(turned.locator(".chart canvas")).to_be_visible()
    await turned.set_viewport_size(SMALL)

    async def look_alike():
        drawn = [
            await page.locator(".chart canvas").evaluate("canvas => canvas.toDataURL()")
            for page in (turned, opened_narrow)
        ]
        return drawn[0] == drawn[1]

    assert await until(look_alike)


async def test_a_line_of_the_trial_balance_leads_to_its_orders(town, visitors):
    page = await statement(visitors, "试算平衡")
    table = page.get_by_role("table", name="试算平衡")
    await expect(table.get_by_role("row").last).to_contain_text(re.compile(r"合计.*¥0\.00.*¥0\.00"))
    await table.get_by_role("button", name="营业收入").click()
    drawer = page.get_by_role("dialog", name="营业收入")
    await expect(drawer.get_by_role("row")).to_have_count(1 + 5)
    await drawer.get_by_role("row").filter(has_text="退款").get_by_role("button").click()

    await expect(page.get_by_role("dialog").last).to_contain_text("卤肉饭")


async def test_older_entries_behind_a_line_come_when_they_are_asked_for(town, visitors):
    await town.rows(MANY_ENTRIES, town.restaurant.store_id)
    page = await visitors.staff("finance", f"statements?view=balance&since={LATER}&until={LATER}")
    await page.get_by_role("table", name="试算平衡").get_by_role("button", name="营业收入").click()
    drawer = page.get_by_role("dialog", name="营业收入")
    await expect(drawer.get_by_role("row")).to_have_count(1 + 100)
    await drawer.get_by_role("button", name="再看更早的").click()

    await expect(drawer.get_by_role("row")).to_have_count(1 + 150)
    await expect(drawer.get_by_role("button", name="再看更早的")).to_have_count(0)


async def test_a_store_sheet_says_what_it_earned_and_where_that_is(town, visitors):
    page = await statement(visitors, "门店结算单")
    row = page.get_by_role("table", name="门店结算单").get_by_role("row").nth(1)

    await expect(row).to_contain_text(re.compile(r"¥76\.00.*¥5\.00"))
    await expect(row).to_contain_text(await promoted_text(town))
    await expect(page.get_by_role("columnheader", name="商家优惠")).to_be_visible()


async def test_what_a_closed_bill_confirms_and_what_is_fresh_stand_apart(town, visitors):
    page = await statement(visitors, "渠道应收账龄")
    row = page.get_by_role("table", name="渠道应收账龄").get_by_role("row").filter(has_text="微信支付")

    await expect(row.get_by_role("cell").nth(2)).to_contain_text("¥19.00")


async def test_closed_days_are_shown_with_what_the_next_waits_for(town, visitors):
    page = await statement(visitors, "日结")
    yesterday = await town.rows("SELECT max(business_day) AS day FROM day_close")
    row = page.get_by_role("table", name="日结").get_by_role("row").nth(1)

    await expect(row).to_contain_text(str(yesterday[0]["day"]))
    await expect(row).to_contain_text("没有在等的账单")


async def test_the_statements_are_taken_away_as_one_workbook(town, visitors, tmp_path: Path):
    page = await visitors.staff("finance", "statements")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="下载 Excel").click()
    download = await coming.value
    path = tmp_path / download.suggested_filename
    await download.save_as(path)
    with zipfile.ZipFile(path) as workbook:
        titles = re.findall(r'<sheet name="([^"]+)"', workbook.read("xl/workbook.xml").decode())

    assert titles == ["试算平衡", "门店结算单", "渠道应收账龄", "差异账龄", "保障基金", "储值负债", "到账"]


async def test_what_the_bank_had_before_is_recorded_by_hand_and_leads_to_what_it_paid(town, visitors):
    page = await statement(visitors, "到账")
    [first] = await town.rows("SELECT min(day) AS day FROM bill WHERE funds_at IS NOT NULL")
    await page.get_by_role("button", name="登记到账").click()
    form = page.get_by_role("dialog", name="登记到账")
    await form.get_by_role("combobox", name="渠道 · 商户号").click()
    await page.get_by_role("option", name=re.compile("微信支付")).click()
    await form.get_by_label("到账日").fill(str(first["day"] - timedelta(days=1)))
    await form.get_by_label("金额").fill("88")
    await form.get_by_label("流水号").fill("bank-0001")
    await form.get_by_role("button", name="登记到账").click()
    row = page.get_by_role("table", name="到账").get_by_role("row").filter(has_text="bank-0001")
    await expect(row).to_contain_text(re.compile(r"微信支付.*¥88\.00.*¥88\.00.*人工登记"))
    await row.get_by_role("button").click()

    await expect(page.get_by_role("dialog", name="到账")).to_contain_text("其中 ¥88.00 超出渠道所欠")


async def test_a_manager_of_one_store_does_not_see_the_merchants_books(town, visitors):
    page = await visitors.staff("manager", "orders")

    await expect(page.get_by_role("link", name="财务报表")).to_have_count(0)
