"""A policy is changed after a look at what the change would have meant, and taken back."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_policy_is_changed_after_its_preview_and_then_taken_back(town, visitors):
    guest = await visitors.diner()
    await guest.meal("卤蛋")
    page = await visitors.staff("hq", "policies")
    await page.get_by_label("自助机").fill("0")
    await expect(page.get_by_text("请填 1 到 1440 之间的整数")).to_be_visible()
    await expect(page.get_by_role("button", name="看看会怎样")).to_be_disabled()
    await page.get_by_label("自助机").fill("10")
    await page.get_by_role("button", name="看看会怎样").click()
    dialog = page.get_by_role("dialog", name="改动与影响")
    await expect(dialog.get_by_text("30 分钟 → 10 分钟")).to_be_visible()
    await expect(dialog.get_by_text("最近 30 天共看了 1 个订单。")).to_be_visible()
    assert await town.rows("SELECT 1 FROM policy") == []
    await dialog.get_by_label("为什么改").fill("午高峰自助机占库存太久")
    await dialog.get_by_role("button", name="保存新版本").click()

    history = page.get_by_role("list", name="历史版本")
    await expect(history.get_by_text("午高峰自助机占库存太久")).to_be_visible()
    await expect(page.get_by_text("目前用的是总部的策略，第 1 版")).to_be_visible()
    manager = await visitors.staff("manager", "policies")
    await expect(manager.get_by_text("这里只能查看")).to_be_visible()
    await expect(manager.get_by_text("10 分钟").first).to_be_visible()
    await expect(manager.get_by_label("自助机")).to_have_count(0)

    await page.get_by_role("button", name="改回跟随上一级").click()
    await page.get_by_label("为什么改").fill("改错了")
    await page.get_by_role("button", name="改回跟随上一级").click()
    await expect(page.get_by_text("目前用的是产品默认值")).to_be_visible()
    await expect(history.get_by_role("listitem")).to_have_count(2)


async def test_a_cashier_sees_no_policies(visitors):
    page = await visitors.staff("cashier", "policies")
    await page.wait_for_url("**/#/pos*")

    await expect(page.get_by_role("link", name="策略")).to_have_count(0)
