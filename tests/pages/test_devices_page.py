"""A kitchen printer is written down and tried, from the console."""

import pytest
from playwright.async_api import expect

from wendan.sandbox.printer import SandboxPrinter

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_printer_is_added_and_says_what_its_trouble_is_until_a_slip_comes_out(visitors):
    printer = SandboxPrinter()
    page = await visitors.staff("manager", "devices")
    try:
        await page.get_by_role("button", name="添加设备").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("combobox", name="种类").click()
        await page.get_by_role("option", name="打印机").click()
        await dialog.get_by_label("名称").fill("凉菜打印机")
        await dialog.get_by_label("打印机地址").fill(await printer.start())
        await dialog.get_by_role("button", name="保存").click()
        card = page.get_by_role("listitem").filter(has_text="凉菜打印机")
        await expect(card).to_be_visible()

        printer.has_paper = False
        await card.get_by_role("button", name="测试打印").click()
        await expect(page.get_by_text("没有打印出来")).to_be_visible()
        assert printer.printed == []

        printer.has_paper = True
        await card.get_by_role("button", name="测试打印").click()
        await expect(page.get_by_text("打印机已确认出票")).to_be_visible()
        assert len(printer.printed) == 1
        await card.get_by_role("button", name="停用").click()
        await page.get_by_role("dialog").get_by_role("button", name="确认").click()
        await expect(card.get_by_text("已停用")).to_be_visible()
    finally:
        await printer.stop()
