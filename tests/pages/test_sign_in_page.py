"""Coming in: a second factor, and an account that rests after too many guesses."""

import re

import pyotp
import pytest
from playwright.async_api import expect

from wendan.cli.demonstration.people import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_second_factor_is_switched_on_and_asked_for(town, visitors):
    page = await visitors.staff("support", "account")
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="两步验证"))
    await panel.get_by_label("当前密码").fill(PASSWORD)
    await panel.get_by_role("button", name="开启两步验证").click()
    secret = await panel.locator(".secret").inner_text()
    codes = pyotp.TOTP(secret.replace(" ", ""))
    await panel.get_by_label("输入验证器显示的 6 位数字").fill(codes.at(town.stage.clock.now()))
    await panel.get_by_role("button", name="确认").click()
    await expect(panel.get_by_text("已开启")).to_be_visible()
    await page.get_by_role("button", name="退出").click()

    town.stage.clock.jump(60)  # a code is taken once
    await visitors.sign_in(page, "support")
    await page.get_by_label("动态验证码").fill("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("动态验证码").fill(codes.at(town.stage.clock.now()))
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"#/(?!sign-in)[a-z]+"))
    await expect(page.get_by_text("客服小周").first).to_be_visible()


async def test_five_wrong_passwords_lock_the_account_and_say_for_how_long(town, visitors):
    page = await visitors.page(await visitors.context({"width": 1440, "height": 900}))
    for _ in range(5):
        await visitors.sign_in(page, "auditor", "not-the-password")
        await expect(page.get_by_role("alert")).to_be_visible()
    await visitors.sign_in(page, "auditor")

    await expect(page.get_by_role("alert")).to_contain_text("账号已锁定")
    await expect(page.get_by_role("alert")).to_contain_text(re.compile("分|秒"))
    await expect(page.get_by_role("button", name="登录", exact=True)).to_be_disabled()
