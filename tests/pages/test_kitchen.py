"""The kitchen's screen over a whole shift: reloads, cuts, undo, recall."""

import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def paid_meal(visitors, *dishes):
    guest = await visitors.diner()
    await guest.meal(*dishes)
    return guest


async def test_a_screen_cut_off_for_ten_minutes_misses_nothing(town, visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    await paid_meal(visitors, "番茄炒蛋饭")
    await expect(kitchen.get_by_role("article")).to_have_count(1)

    await kitchen.context.set_offline(True)
    await paid_meal(visitors, "拍黄瓜")
    town.stage.clock.jump(600)
    await paid_meal(visitors, "卤蛋")
    await expect(kitchen.get_by_text(re.compile("断开|重连|离线")).first).to_be_visible(timeout=60_000)
    await kitchen.context.set_offline(False)

    await expect(kitchen.get_by_role("article")).to_have_count(3, timeout=60_000)
    for dish in ("番茄炒蛋饭", "拍黄瓜", "卤蛋"):
        await expect(kitchen.get_by_role("article").filter(has_text=dish)).to_have_count(1)


async def test_a_reloaded_screen_shows_every_live_ticket_once(visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    before = await kitchen.get_by_role("article").count()
    await paid_meal(visitors, "卤肉饭")
    await expect(kitchen.get_by_role("article").filter(has_text="卤肉饭")).to_have_count(1)
    await kitchen.reload()

    await expect(kitchen.get_by_role("article").filter(has_text="卤肉饭")).to_have_count(1)
    assert await kitchen.get_by_role("article").count() >= before


async def test_a_bump_is_taken_back_within_three_seconds_and_recalled_later(town, visitors):
    kitchen = await visitors.staff("kitchen", "kitchen")
    guest = await paid_meal(visitors, "鸡排饭")
    ticket = kitchen.get_by_role("article").filter(has_text="鸡排饭")
    await ticket.get_by_role("button", name="划单").click()
    await ticket.get_by_role("button", name=re.compile("撤销")).click()
    await kitchen.wait_for_timeout(3500)
    order_id = await guest.order_id()
    undone = await town.rows("SELECT state FROM ticket WHERE order_id = $1", order_id)

    await ticket.get_by_role("button", name="划单").click()
    await expect(ticket).to_have_count(0)
    done = await town.rows("SELECT state FROM ticket WHERE order_id = $1", order_id)

    assert undone == [{"state": "QUEUED"}]
    assert done == [{"state": "READY"}]


async def test_a_shown_ticket_counts_as_seen(town, visitors):
    await visitors.staff("kitchen", "kitchen")
    guest = await paid_meal(visitors, "扬州炒饭")
    order_id = await guest.order_id()
    for _ in range(400):
        rows = await town.rows("SELECT acknowledged_by FROM ticket WHERE order_id = $1", order_id)
        if rows[0]["acknowledged_by"]:
            break
        await guest.page.wait_for_timeout(50)

    assert rows[0]["acknowledged_by"] == "张师傅"
