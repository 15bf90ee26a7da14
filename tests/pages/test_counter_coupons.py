"""A guest shows a coupon on the phone, and the till takes it: scanned or typed, seen before anything is paid."""

import asyncio

import pytest
from playwright.async_api import expect
from test_coupons import receives
from test_looks import grave_faults
from tills import ring_up, till

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def shown_code(town, visitors, fen=500):
    """The code below the picture, as a guest reads it out."""
    guest = await visitors.diner()
    await guest.order()
    await receives(town, await guest.order_id(), fen)
    await guest.page.goto(f"{town.url}/diner/#/pages/coupons/index?store={town.restaurant.store_id}")
    await guest.page.get_by_role("button", name="出示 ¥5.00 优惠券").click()
    await expect(guest.page.get_by_role("img", name="优惠券二维码")).to_be_visible()
    assert await grave_faults(guest.page) == []
    return (await guest.page.locator(".code.number").inner_text()).strip()


async def test_a_typed_code_takes_off_its_amount_and_is_paid_in_cash(town, visitors):
    code = await shown_code(town, visitors)
    page = await till(visitors)
    await ring_up(page, "番茄炒蛋饭")
    await page.get_by_label("优惠券", exact=True).fill(code)
    await page.get_by_role("button", name="使用", exact=True).click()
    await expect(page.get_by_text("优惠券抵扣 ¥5.00")).to_be_visible()
    await expect(page.get_by_text(code, exact=True)).to_be_visible()
    await expect(page.get_by_label("扫描或输入顾客付款码")).to_be_focused()
    assert await grave_faults(page) == []
    await page.get_by_role("button", name="现金").click()
    await page.get_by_role("button", name="正好").click()
    await page.get_by_role("button", name="确认收现金").click()
    await expect(page.get_by_role("heading", name="收款成功")).to_be_visible()

    [paid] = await town.rows(
        "SELECT o.total_fen - p.amount_fen AS off, c.state FROM payment AS p "
        "JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id "
        "JOIN coupon AS c ON c.store_id = p.store_id AND c.id = p.coupon_id WHERE p.fate = 'KEPT'"
        " AND upper(right(c.id::text, 10)) = $1",
        code.replace(" ", ""),
    )
    assert paid == {"off": 500, "state": "USED"}


async def test_the_field_for_payment_codes_takes_no_word_out_of_a_cashiers_hands(town, visitors):
    page = await till(visitors)
    may_answer = asyncio.Event()

    async def answer_late(route):
        await may_answer.wait()
        await route.continue_()

    await page.route("**/methods?client=pos", answer_late)
    await ring_up(page, "番茄炒蛋饭")
    coupon = page.get_by_label("优惠券", exact=True)
    await coupon.focus()
    may_answer.set()
    await expect(page.get_by_label("扫描或输入顾客付款码")).to_be_visible()
    await page.keyboard.insert_text("0123456789")

    await expect(coupon).to_have_value("0123456789")


async def test_a_scanner_types_into_the_field_for_payment_codes_from_the_first_moment(town, visitors):
    page = await till(visitors)
    await ring_up(page, "番茄炒蛋饭")

    await expect(page.get_by_label("扫描或输入顾客付款码")).to_be_focused()


async def test_a_code_scanned_into_the_field_for_payments_is_known_for_what_it_is(town, visitors):
    code = await shown_code(town, visitors)
    page = await till(visitors)
    await ring_up(page, "番茄炒蛋饭")
    await page.get_by_label("扫描或输入顾客付款码").fill(f"YHQ{code.replace(' ', '')}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("优惠券抵扣 ¥5.00")).to_be_visible()
    await expect(page.get_by_label("扫描或输入顾客付款码")).to_be_focused()
    await page.get_by_role("button", name="不用券").click()

    await expect(page.get_by_label("优惠券", exact=True)).to_be_visible()
    states = await town.rows(
        "SELECT state FROM coupon WHERE upper(right(id::text, 10)) = $1", code.replace(" ", "")
    )
    assert states == [{"state": "ISSUED"}]


async def test_what_is_no_code_or_nobodys_is_said_in_words(town, visitors):
    page = await till(visitors)
    await ring_up(page, "番茄炒蛋饭")
    for typed, said in (("你好", "这不是优惠券码"), ("0123456789", "没有这张优惠券")):
        await page.get_by_label("优惠券", exact=True).fill(typed)
        await page.get_by_role("button", name="使用", exact=True).click()
        await expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        await expect(page.get_by_label("优惠券", exact=True)).to_have_value(typed)
        await page.wait_for_function("typed => getSelection().toString() === typed", arg=typed)
