"""Money that nobody can place becomes a meal, by two people."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from wendan.channels.http import ChannelOptions
from wendan.channels.port import PaymentAsk
from wendan.channels.wechat import WechatPay, load_credentials
from wendan.kernel.money import Fen
from wendan.sandbox.core.wallet import Pay

pytestmark = pytest.mark.asyncio(loop_scope="module")

EEL_FEN = 3800


async def money_comes_under_no_number_of_ours(town, fen):
    """A till of the old system, at the same merchant number, took it."""
    stage, number = town.stage, "till-of-old-1"
    account = stage.accounts["wechat"]
    credentials = load_credentials(stage.plan.directory / "sandbox/wechat/wechat.json")
    old_till = WechatPay({account: credentials}, ChannelOptions(town.url), stage.clock, stage.house.ids)
    await old_till.warm()
    now = stage.clock.now()
    ask = PaymentAsk(account, number, "native", Fen(fen), "旧收银机", now, now + timedelta(minutes=30))
    await old_till.prepare(ask)
    await old_till.aclose()
    wallet = stage.benches["wechat"].wallet
    await wallet.pay(wallet.find(number), Pay())


async def open_case(page):
    await page.get_by_role("button", name="不认识的收款").click(timeout=30_000)
    return page.get_by_role("dialog", name="不认识的收款")


async def reenter(page, dish, times):
    """Through all four steps of the wizard."""
    await page.get_by_role("button", name="补单", exact=True).click()
    wizard = page.get_by_role("dialog", name="补单")
    await wizard.get_by_role("button", name="下一步").click()
    await wizard.get_by_text("我已逐一核对").click()
    await wizard.get_by_role("button", name="下一步").click()
    await expect(wizard.get_by_role("button", name="下一步")).to_be_disabled()
    for _ in range(times):
        await wizard.get_by_role("button", name=re.compile(f"^{dish}")).click()
    await expect(wizard.get_by_text("金额一致")).to_be_visible()
    await wizard.get_by_role("button", name="下一步").click()
    await wizard.get_by_placeholder("例如：顾客出示付款记录").fill("顾客出示了付款截图")
    await wizard.get_by_role("button", name="提交补单").click()


async def test_much_money_without_an_order_becomes_a_meal_when_two_people_say_the_same(town, visitors):
    await money_comes_under_no_number_of_ours(town, 6 * EEL_FEN)
    kitchen = await visitors.staff("kitchen", "kitchen")
    finance = await visitors.staff("finance", "cases")
    await open_case(finance)
    await reenter(finance, "蒲烧鳗鱼饭", 6)
    await expect(finance.get_by_text("这是您的提议，请另一位同事来确认")).to_be_visible()
    await expect(finance.get_by_role("button", name="补单", exact=True)).to_have_count(0)
    assert await town.rows("SELECT 1 FROM ticket") == []

    hq = await visitors.staff("hq", "cases")
    await open_case(hq)
    await expect(hq.get_by_text("陈会计 提议：补单")).to_be_visible()
    await expect(hq.get_by_text("6 × 蒲烧鳗鱼饭")).to_be_visible()
    await reenter(hq, "蒲烧鳗鱼饭", 6)
    await expect(kitchen.get_by_role("article").filter(has_text="蒲烧鳗鱼饭")).to_be_visible()
    cases = await town.rows("SELECT state FROM exception_case")
    assert cases == [{"state": "RESOLVED"}]
