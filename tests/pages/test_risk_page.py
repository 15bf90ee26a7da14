"""Who is on the blacklist appeals, and two people let them back; a score is explained."""

from uuid import UUID

import pytest
from crowd import crowd
from playwright.async_api import expect

from wendan.cli.demonstration.people import PASSWORD
from wendan.domains.people.model import Role
from wendan.domains.risk.model import CardRole, ScorecardRow
from wendan.domains.risk.rules.scorecard import SHIPPED
from wendan.domains.risk.service import challenge
from wendan.flows.staff import Hiring, hire
from wendan.kernel.numbers import HEAD_OFFICE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def list_by_hand(page, diner_id):
    await page.get_by_role("button", name="人工列入").click()
    dialog = page.get_by_role("dialog", name="人工列入")
    await dialog.get_by_label("顾客号").fill(diner_id)
    await dialog.get_by_label("为什么").fill("三次占座不付")
    await dialog.get_by_role("button", name="列入黑名单").click()
    await expect(dialog).to_have_count(0)


async def open_appeal(page, diner_id):
    await page.get_by_role("radiogroup", name="申诉").get_by_text("待答复").click()
    await page.get_by_role("button", name=f"…{diner_id[-8:]}").click()
    return page.get_by_role("dialog", name=f"顾客 …{diner_id[-8:]}")


async def test_an_appeal_is_granted_by_two_people(town, visitors):
    second = Hiring(HEAD_OFFICE, HEAD_OFFICE, "hq-2", "二老板", Role.HQ, PASSWORD)
    await hire(town.stage.house, second)
    page = await visitors.staff("hq", "risk")
    async with crowd(town, 1) as [guest]:
        diner_id = await guest.diner_id()
        await list_by_hand(page, diner_id)
        await expect(page.get_by_text("三次占座不付")).to_be_visible()
        await guest.appeal("我的手机被偷了")

    drawer = await open_appeal(page, diner_id)
    await expect(drawer.get_by_text("我的手机被偷了")).to_be_visible()
    await drawer.get_by_label("说明").fill("查过了，是误判")
    await drawer.get_by_role("button", name="提议移出").click()
    await expect(drawer.get_by_text("这是您的提议，请另一位同事来确认")).to_be_visible()
    await expect(drawer.get_by_role("button", name="确认移出")).to_have_count(0)
    other = await visitors.staff("hq-2", "risk")
    drawer = await open_appeal(other, diner_id)
    await expect(drawer.get_by_text("老板 提议移出：查过了，是误判")).to_be_visible()
    await drawer.get_by_label("说明").fill("同意")
    await drawer.get_by_role("button", name="确认移出").click()
    await expect(drawer.get_by_text("二老板 于")).to_be_visible()
    entries = await town.rows("SELECT state, appeal_state FROM blacklist WHERE diner_id = $1", diner_id)
    assert entries == [{"state": "REMOVED", "appeal_state": "GRANTED"}]


async def test_a_rejection_says_why(town, visitors):
    page = await visitors.staff("hq", "risk")
    async with crowd(town, 1) as [guest]:
        diner_id = await guest.diner_id()
        await list_by_hand(page, diner_id)
        await guest.appeal("我没有")
    drawer = await open_appeal(page, diner_id)
    await drawer.get_by_label("说明").fill("三单均无支付记录")
    await drawer.get_by_role("button", name="驳回申诉").click()
    await page.locator(".el-message-box").get_by_role("button", name="确认").click()

    await expect(drawer.get_by_text("老板 答复：三单均无支付记录")).to_be_visible()


async def test_a_score_is_explained_line_by_line(town, visitors):
    async with crowd(town, 1) as [guest]:
        pass  # every order is judged before it is placed
    page = await visitors.staff("auditor", "risk")
    await page.get_by_text("查一张订单").click()
    await page.get_by_label("订单号").fill(guest.order["id"])
    await page.get_by_role("button", name="查看").click()

    await expect(page.get_by_text("预授权线 600")).to_be_visible()
    await expect(page.get_by_role("table", name="逐条说明")).to_be_visible()
    await page.get_by_text("评分卡", exact=True).first.click()
    await expect(page.get_by_text("还没有拟合过评分卡")).to_be_visible()


async def fit_challenger(town):
    """What `wendan risk fit` leaves behind."""
    house, stamp = town.stage.house, town.stage.house.stamp()
    [store] = await town.rows("SELECT merchant_id FROM store WHERE store_id = $1", town.restaurant.store_id)
    card = ScorecardRow(
        HEAD_OFFICE, stamp.id(), UUID(str(store["merchant_id"])), "试拟", stamp.now, stamp.now, stamp.now, SHIPPED,
        {"auc": [0.85, 0.83, 0.87], "rule_auc": [0.8, 0.78, 0.82], "auc_gain": [0.05, 0.04, 0.06]},
        CardRole.CHALLENGER, stamp.now, "wendan risk fit", "fitted", 1,
    )  # fmt: skip
    await house.database.commit(challenge(card, []))


async def test_two_people_promote_a_scorecard_after_reading_its_report(town, visitors):
    await hire(town.stage.house, Hiring(HEAD_OFFICE, HEAD_OFFICE, "hq-3", "三老板", Role.HQ, PASSWORD))
    await fit_challenger(town)
    page = await visitors.staff("hq", "risk")
    await page.get_by_text("评分卡", exact=True).first.click()
    await expect(page.get_by_text("0.850 (0.830–0.870)")).to_be_visible()
    await page.get_by_label("说明").fill("比原来的准")
    await page.get_by_role("button", name="提议启用").click()
    await expect(page.get_by_text("这是您的提议，请另一位同事来确认")).to_be_visible()
    await expect(page.get_by_role("button", name="确认启用")).to_have_count(0)
    other = await visitors.staff("hq-3", "risk")
    await other.get_by_text("评分卡", exact=True).first.click()
    await expect(other.get_by_text("老板 提议启用：比原来的准")).to_be_visible()
    await other.get_by_label("说明").fill("同意")
    await other.get_by_role("button", name="确认启用").click()

    await expect(other.get_by_role("button", name="确认启用")).to_have_count(0)
    cards = await town.rows("SELECT role, role_by, proposed_by FROM risk_scorecard")
    assert cards == [{"role": "CHAMPION", "role_by": "三老板", "proposed_by": "老板"}]


async def test_a_manager_sees_no_risk(visitors):
    page = await visitors.staff("manager", "risk")
    await page.wait_for_url("**/#/orders*")

    await expect(page.get_by_role("link", name="风险与黑名单")).to_have_count(0)
