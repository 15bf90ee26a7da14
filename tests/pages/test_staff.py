"""Staff see what their role may do, and nothing else."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAY_SEE = {
    "kitchen": ({"厨房"}, {"收银", "异常单", "实时总览", "员工与角色"}),
    "cashier": ({"厨房", "收银", "待确认", "订单"}, {"设备", "实时总览", "员工与角色"}),
    "finance": ({"异常单", "订单", "实时总览"}, {"收银", "员工与角色"}),
    "auditor": ({"异常单", "订单", "审计"}, {"收银", "员工与角色"}),
    "hq": ({"实时总览", "员工与角色", "审计", "设备"}, {"收银"}),
}


@pytest.mark.parametrize("role", MAY_SEE)
async def test_a_role_finds_its_work_and_nothing_else(visitors, role):
    page = await visitors.staff(role, "account")
    shown, hidden = MAY_SEE[role]

    for area in shown:
        await expect(page.get_by_role("link", name=area, exact=True)).to_be_visible()
    for area in hidden:
        await expect(page.get_by_role("link", name=area, exact=True)).to_have_count(0)


async def test_an_address_typed_by_somebody_without_the_right_opens_nothing(visitors):
    page = await visitors.staff("kitchen", "staff")

    await expect(page.get_by_role("button", name="新增员工")).to_have_count(0)
    await page.wait_for_url(lambda address: not address.endswith("#/staff"))
