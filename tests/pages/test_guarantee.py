"""A guest whose score asks for a guarantee: why, in which words, held in WeChat, cooked, charged when the meal is handed over."""

from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from playwright.async_api import expect
from test_wechat_browser import in_wechat

from wendan.domains.risk.rules.consent import CONSENT_IN_FORCE, CONSENTS
from wendan.flows.cook import hand_over
from wendan.sandbox.wechat.score import agree

pytestmark = pytest.mark.asyncio(loop_scope="module")


def score_of(town):
    """WeChat's app: its page of PayScore opens only for what the merchant signed, and there the guest agrees."""

    async def opens(name, given):
        assert (name, given["businessType"]) == ("openBusinessView", "wxpayScoreUse")
        invocation = dict(parse_qsl(given["queryString"]))
        await agree(town.stage.benches["wechat"], invocation["package"], invocation)
        return "open_business_view:ok"

    return opens


async def at_the_pay_page(town, visitors):
    guest = await in_wechat(town, visitors, score_of(town))
    await guest.order()
    order_id = await guest.order_id()
    await town.stage.house.database.execute(
        "UPDATE risk_decision SET action = 'PRE_AUTHORISE' WHERE order_id = $1", UUID(order_id)
    )
    await guest.page.reload()
    await expect(guest.page.get_by_text("先冻结，取餐时再扣款").first).to_be_visible()
    return guest, order_id


async def test_the_amount_is_held_after_the_words_were_read_and_charged_with_the_meal(town, visitors):
    guest, order_id = await at_the_pay_page(town, visitors)
    page = guest.page
    await page.get_by_text("微信支付分冻结").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(CONSENTS[CONSENT_IN_FORCE][0][:30])
    await expect(dialog).to_contain_text(CONSENT_IN_FORCE)
    await dialog.get_by_text("我已阅读，同意冻结").click()

    await expect(page.get_by_text("已冻结，后厨开始制作").first).to_be_visible()
    await page.get_by_text("订单详情").first.click()
    await expect(page.get_by_text("已冻结，没有扣款").first).to_be_visible()
    [row] = await town.rows(
        "SELECT state, consent_version, length(consent_hash) AS letters FROM preauthorisation WHERE order_id = $1",
        UUID(order_id),
    )
    assert tuple(row.values()) == ("FROZEN", CONSENT_IN_FORCE, 64)

    house = town.stage.house
    await hand_over(house, town.restaurant.store_id, UUID(order_id), "小红")
    await expect(page.get_by_text("已从冻结金额中扣款").first).to_be_visible(timeout=20_000)


async def test_nothing_is_held_where_the_words_are_put_away_and_paying_at_once_is_as_good(town, visitors):
    guest, order_id = await at_the_pay_page(town, visitors)
    await guest.page.get_by_text("微信支付分冻结").click()
    await guest.page.get_by_role("dialog").get_by_text("暂不冻结").click()
    await guest.pays(await guest.press_pay())

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    assert await town.rows("SELECT 1 FROM preauthorisation WHERE order_id = $1", UUID(order_id)) == []
