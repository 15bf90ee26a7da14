"""Paid, and the core stands still: the phone shows a changing code, a counter without a line believes it once."""

from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from playwright.async_api import expect

from wendan.cli.demonstration.people import PASSWORD
from wendan.promises import find_breaches

pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def core_stands_still(town, order_id):
    """Whatever confirms this order waits: somebody else holds its row."""
    connection = await asyncpg.connect(town.stage.house.settings.database_url)
    try:
        async with connection.transaction():
            sql = "SELECT id FROM customer_order WHERE id = $1 FOR NO KEY UPDATE"
            await connection.execute(sql, UUID(order_id))
            yield
    finally:
        await connection.close()


async def paired_till(town, visitors, name):
    """A till whose browser is one of the store's devices, with the dialog open in which meals are handed over."""
    page = await visitors.staff("manager", "pos")
    key = await page.evaluate(PAIR, [str(town.restaurant.store_id), name, PASSWORD])
    await page.evaluate("key => localStorage.setItem('wendan.device', key)", key)
    async with page.expect_response("**/api/devices/pass-keys") as told:
        await page.reload()
    assert (await told.value).status == 200
    await page.get_by_role("button", name="取餐核销").click()
    return page


# A manager registers the device, and whoever stands before it types the code.
PAIR = """async ([store, name, password]) => {
  const post = async (path, body, token) => (await fetch(path, { method: 'POST', body: JSON.stringify(body), headers: {
    'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) } })).json();
  const { token } = await post('/api/staff/sessions', { login: 'manager', password });
  const { pairing_code } = await post(`/api/store/${store}/devices`, { kind: 'pos', name }, token);
  return (await post('/api/devices/pair', { pairing_code })).key;
}"""


async def scan(page, text):
    field = page.get_by_label("取餐凭证")
    await field.fill(text)
    await field.press("Enter")


async def shown(guest):
    return await guest.page.locator("[data-shown]").get_attribute("data-shown")


async def test_a_guest_eats_while_the_core_stands_still_and_two_counters_are_without_a_line(town, visitors):
    first, second = await paired_till(town, visitors, "一号台"), await paired_till(town, visitors, "二号台")
    guest = await visitors.diner()
    await guest.order()
    payment, order_id = await guest.press_pay(), await guest.order_id()
    async with core_stands_still(town, order_id):
        await guest.pays(payment)
        await expect(guest.page.get_by_text("款项已收到，订单正在确认")).to_be_visible(timeout=30_000)
        await expect(guest.page.get_by_text("请勿再次付款").first).to_be_visible()
        await expect(guest.methods).to_have_count(0)
        await first.context.set_offline(True)
        await second.context.set_offline(True)
        photographed = await shown(guest)
        await scan(first, photographed[:-1] + ("A" if photographed[-1] != "A" else "B"))
        await expect(first.get_by_text("这不是本店的临时取餐码")).to_be_visible()
        await scan(first, await shown(guest))
        await expect(first.get_by_text("已离线核验，请出餐")).to_be_visible()
        await expect(first.get_by_text("番茄炒蛋饭×1")).to_be_visible()
        await scan(first, await shown(guest))
        await expect(first.get_by_text("已在本机用过")).to_be_visible()
        await expect(first.get_by_text("还有 1 次临时取餐没有上报")).to_be_visible()
        await expect(guest.page.locator("[data-shown]")).not_to_have_attribute("data-shown", photographed)
        await scan(second, await shown(guest))
        await expect(second.get_by_text("已离线核验，请出餐")).to_be_visible()
        await guest.page.wait_for_timeout(20_000)
        await scan(second, photographed)
        await expect(second.get_by_text("这张码已经变过了")).to_be_visible()
        await first.context.set_offline(False)
        await expect(first.get_by_text("没有上报")).to_have_count(0)
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible(timeout=30_000)
    await until(town, order_id, "COMPLETED", guest.page)
    await second.context.set_offline(False)
    await expect(second.get_by_text("没有上报")).to_have_count(0)

    passes = await town.rows("SELECT state FROM pickup_pass WHERE order_id = $1", UUID(order_id))
    cases = await town.rows(
        "SELECT type, state FROM exception_case WHERE order_id = $1 ORDER BY opened_at", UUID(order_id)
    )
    assert [row["state"] for row in passes] == ["TAKEN"]
    assert [tuple(row.values()) for row in cases] == [
        ("paid-without-order", "RESOLVED"),
        ("meal-given-twice", "OPEN"),
    ]
    house = town.stage.house
    assert await find_breaches(house.reports, house.clock.now()) == []


async def until(town, order_id, state, page):
    for _ in range(200):
        rows = await town.rows("SELECT state FROM customer_order WHERE id = $1", UUID(order_id))
        if rows[0]["state"] == state:
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"never {state}: {rows}")
