"""Draws every page as people see it into docs/pictures/ (`make screenshots`): a restaurant at noon, then the camera.

Named pictures alone are drawn anew by `tools/screenshots.py console-ladder en-console-kitchen`.
"""

import asyncio
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import Page, expect

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs/pictures"
sys.path += [str(ROOT / "tests"), str(ROOT / "tests/pages")]

from bookkeeping import open_books_town  # noqa: E402
from forgetful import remind_the_forgetful  # noqa: E402
from fortnight import CHANNELS, FAULTS, SEED, live_a_fortnight  # noqa: E402
from visits import Diner, Town, Visitors, open_browser, open_town  # noqa: E402
from walks import book_pages, diner_pages, troubled_pages  # noqa: E402

from wendan.domains.terminals.model import DeviceKind, DeviceWish  # noqa: E402
from wendan.flows.devices import hear_device, pair_device, register_device  # noqa: E402
from wendan.sandbox.wechat.forgery import Forge, Forgery, forge  # noqa: E402

PHONE, DESK, KIOSK = (375, 812), (1440, 900), (1080, 1920)
SIZES: Final = {"phone": PHONE, "desk": DESK}
SCHEMES: Final = ("light", "dark")
QUALITY: Final = 70
# Dishes are fetched as they come into sight.
SEEN: Final = """() => [...document.images].every((one) => {
  const { top, bottom } = one.getBoundingClientRect();
  return one.complete || top > innerHeight || bottom < 0;
})"""
OFFICE: Final = {
    "manager": {
        "kitchen": "kitchen",
        "menu": "menu-editor",
        "unconfirmed": "unconfirmed",
        "devices": "devices",
    },
    "hq": {
        each: each for each in "dashboard routes members feedback stores staff audit settings account".split()
    },
}
NAMES: Final = {
    "entry": "选择门店 entry",
    "menu": "点餐 menu",
    "checkout": "确认订单 checkout",
    "pay": "支付 pay",
    "paid": "支付成功 paid",
    "order": "订单详情 order",
    "orders": "我的订单 orders",
    "stored-value": "储值与账单 stored value",
    "sign-in": "员工登录 sign in",
    "pair": "绑定本机 pair this machine",
    "dashboard": "实时总览 dashboard",
    "routes": "渠道 channels",
    "ladder": "催付漏斗 ladder funnel",
    "messages": "消息 messages",
    "members": "会员账户 member accounts",
    "kitchen": "厨房 kitchen",
    "pos": "收银 till",
    "orders-desk": "订单 orders",
    "unconfirmed": "待确认 unconfirmed",
    "cases": "异常单 cases",
    "case": "一张异常单 one case",
    "menu-editor": "菜单与库存 menu and stock",
    "feedback": "顾客评价 feedback",
    "devices": "设备 devices",
    "stores": "门店 stores",
    "staff": "员工与角色 staff and roles",
    "audit": "审计 audit",
    "settings": "设置 settings",
    "account": "我的账号 account",
    "incidents": "事故 incidents",
    "incident": "一次事故 one incident",
    "unpaid": "未付订单 unpaid orders",
    "unpaid-preview": "批量处理前先看 a look before many are closed",
    "risk": "风险与黑名单 risk and blacklist",
    "blacklist-entry": "申诉与评分说明 an appeal, and a score explained",
    "policies": "策略 policies",
    "policy-effect": "改策略前先看影响 a policy's effect before it is saved",
    "books": "对账 bills of a fortnight",
    "bill": "一份账单 one bill",
    "bill-refused": "不可信的账单 a bill that is not believed",
    "difference": "一项差异 one difference",
    "repairs": "修复前先看 a look before repairing",
    "reports": "日报 daily report",
    "statements": "资金流向 money flow",
    "store-sheets": "门店结算单 store settlement sheets",
    "trial-balance": "试算平衡 trial balance",
    "closed-days": "日结 closed days",
}
ENGLISH: Final = {
    "diner": ("menu", "pay", "paid", "orders"),
    "console": (
        "pos",
        "kitchen",
        "cases",
        "dashboard",
        "incidents",
        "unpaid",
        "risk",
        "policies",
        "books",
        "reports",
        "statements",
    ),
}
# Drawn in restaurants of their own.
OF_BOOKS: Final = frozenset(
    f"console-{name}"
    for name in (
        *("books", "bill", "bill-refused", "difference", "repairs", "reports"),
        *("statements", "store-sheets", "trial-balance", "closed-days"),
    )
) | {"en-console-books", "en-console-reports", "en-console-statements"}
ELSEWHERE: Final = OF_BOOKS | {"console-ladder"}
HEADER: Final = """# Pictures of every page

Drawn by `make screenshots` from the built pages over a real server, database and payment sandbox, in Chromium; nothing
is staged in the pages themselves. Phone is 375×812, desk 1440×900, kiosk 1080×1920; each in the light and in the dark.
"""


# What makes a page of either kind begin in English.
IN_ENGLISH: Final = """() => {
  localStorage.setItem('wendan.locale', JSON.stringify({ type: 'string', data: JSON.stringify('en') }));
  localStorage.setItem('wendan.preferences', JSON.stringify({ locale: 'en' }));
}"""


@dataclass
class Camera:
    """Takes a page at both sizes, in the light and in the dark."""

    only: frozenset[str] = frozenset()
    taken: list[tuple[str, str]] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        """Whether this picture is to be drawn; all of them, unless some were named."""
        return not self.only or name in self.only

    async def take(self, page: Page, area: str, name: str) -> None:
        self.taken.append((area, name))
        if not self.wants(f"{area}-{name}"):
            return
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await self.shoot(page, f"{area}-{name}-{size}-{scheme}")

    async def shoot(self, page: Page, name: str) -> None:
        if not self.wants(
            name.removesuffix("-light").removesuffix("-dark").removesuffix("-phone").removesuffix("-desk")
        ):
            return
        await page.wait_for_timeout(400)  # what a new size or scheme moves has come to rest
        await page.wait_for_function(SEEN)
        await page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=QUALITY)


async def noon(town: Town, visitors: Visitors) -> None:
    """Meals in every state, devices, somebody who has not paid yet, money that nobody can place."""
    kitchen = await visitors.staff("kitchen", "kitchen")
    meals = (
        ("鲜虾馄饨", "卤蛋"),
        ("黑椒牛柳饭",),
        ("虾饺", "拍黄瓜"),
        ("扬州炒饭", "紫菜蛋花汤"),
        ("卤肉饭",),
    )
    for dishes in meals:
        guest = await visitors.diner()
        await guest.meal(*dishes)
    await praise(guest)
    for left in (4, 3):
        await kitchen.get_by_role("button", name="划单").first.click()
        await expect(kitchen.get_by_role("article")).to_have_count(left)
    town.stage.clock.jump(6 * 60)
    late = await visitors.diner()
    await late.meal("蒲烧鳗鱼饭", "小笼包")
    unsure = await visitors.diner()
    await unsure.order("番茄炒蛋饭")
    await unsure.press_pay()
    with_cash = await visitors.diner()
    await with_cash.order("拍黄瓜")
    await with_cash.page.get_by_role("button", name="到收银台付现金").click()
    await expect(with_cash.page.get_by_text("已通知收银台")).to_be_visible()
    await devices(town)
    bench = town.stage.benches["wechat"]
    address = f"{town.url}/callbacks/wechat/{bench.desk.account}"
    await forge(bench, Forge(Forgery.UNKNOWN_NUMBER, address))


async def praise(guest: Diner) -> None:
    """Five stars for the last meal."""
    await guest.page.goto(guest.page.url.replace("pages/pay/", "pages/order/"))
    await guest.page.get_by_role("radio", name="5 星").click()
    await guest.page.locator(".feedback-words textarea").fill("卤肉入味，上菜也快")
    await guest.page.get_by_text("提交评价").click()
    await expect(guest.page.get_by_role("heading", name="您的评价")).to_be_visible()


async def devices(town: Town) -> None:
    """A till and a kitchen screen that live, a kiosk that waits for its code, a printer."""
    house, store_id = town.stage.house, town.restaurant.store_id
    for kind, name in ((DeviceKind.POS, "前台收银机"), (DeviceKind.KDS, "后厨大屏")):
        expected = await register_device(house, store_id, DeviceWish(kind, name))
        assert expected.code is not None
        _, key = await pair_device(house, expected.code)
        told = {"queue_length": 0, "device_time": house.clock.now().isoformat(), "app_version": "0.3.0"}
        await hear_device(house, key, told)
    await register_device(house, store_id, DeviceWish(DeviceKind.KIOSK, "门口自助机"))
    await register_device(
        house, store_id, DeviceWish(DeviceKind.PRINTER, "面档打印机", None, "面档", "127.0.0.1:9100")
    )


async def draw_diner(camera: Camera, town: Town, visitors: Visitors) -> None:
    guest = await visitors.diner()
    async for name in diner_pages(town, guest):
        await guest.page.wait_for_load_state("networkidle")
        await camera.take(guest.page, "diner", name)
        await guest.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


async def draw_english_guest(camera: Camera, town: Town, visitors: Visitors) -> None:
    """The same guest's way, begun in English only after the pages were found by their Chinese words."""
    guest, places = await visitors.diner(), {}
    async for name in diner_pages(town, guest):
        places[name] = guest.page.url
        if name == "pay":
            await show_in_english(guest.page)
            await camera.shoot(guest.page, "en-diner-pay")
            await back_to_chinese(guest.page)
        if name == "orders":
            break
    await show_in_english(guest.page)
    for name in ("menu", "paid", "orders"):
        await guest.page.goto("about:blank")
        await guest.page.goto(places[name])
        await guest.page.wait_for_load_state("networkidle")
        await camera.shoot(guest.page, f"en-diner-{name}")


async def draw_english_office(camera: Camera, visitors: Visitors) -> None:
    for role, place in (
        ("cashier", "pos"),
        ("kitchen", "kitchen"),
        ("finance", "cases"),
        ("hq", "dashboard"),
        ("hq", "incidents"),
        ("hq", "unpaid"),
        ("hq", "risk"),
        ("hq", "policies"),
    ):
        page = await visitors.staff(role, place)
        await show_in_english(page)
        await page.wait_for_timeout(1_500)  # the page's clock has met the restaurant's, which is another day
        await camera.shoot(page, f"en-console-{place}")


async def show_in_english(page: Page) -> None:
    await page.evaluate(IN_ENGLISH)
    await page.reload()
    await page.wait_for_load_state("networkidle")


async def back_to_chinese(page: Page) -> None:
    await page.evaluate("() => localStorage.removeItem('wendan.locale')")
    await page.reload()
    await page.wait_for_load_state("networkidle")


async def draw_kiosk(camera: Camera, town: Town, visitors: Visitors) -> None:
    guest = await visitors.diner()
    await guest.page.set_viewport_size({"width": KIOSK[0], "height": KIOSK[1]})
    await guest.page.goto(f"{town.url}/diner/#/pages/entry/index?entry=kiosk")
    await expect(guest.page.get_by_text("校园店")).to_be_visible()
    async for name in diner_pages(town, guest):
        if name in ("menu", "checkout", "pay", "paid"):
            await camera.shoot(guest.page, f"kiosk-{name}")
        if name == "paid":
            break


async def draw_entrance(camera: Camera, town: Town, visitors: Visitors) -> None:
    page = await visitors.page(await visitors.context({"width": DESK[0], "height": DESK[1]}))
    for name in ("sign-in", "pair"):
        await page.goto(f"{town.url}/console/#/{name}")
        await camera.take(page, "console", name)


async def draw_office(camera: Camera, visitors: Visitors, role: str) -> None:
    page = await visitors.staff(role, "account")
    for place, name in OFFICE[role].items():
        await page.goto(re.sub(r"#/.*", f"#/{place}", page.url))
        await page.wait_for_load_state("networkidle")
        await camera.take(page, "console", name)


async def draw_ladder(camera: Camera) -> None:
    """In a restaurant of its own, whose lunch of unpaid orders is over."""
    async with open_town() as town, open_browser() as browser:
        visitors = Visitors(town, browser)
        await remind_the_forgetful(town)
        page = await visitors.staff("hq", "ladder")
        await expect(page.get_by_text("第 3 级").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await camera.take(page, "console", "ladder")
        await visitors.close()


async def draw_books(camera: Camera) -> None:
    """In a restaurant of its own, after a fortnight of bills."""
    async with open_books_town(FAULTS, CHANNELS, SEED) as town, open_browser() as browser:
        worst, refused = await live_a_fortnight(town)
        visitors = Visitors(town, browser)
        page = await visitors.staff("finance", "books")
        async for name in book_pages(page, f"{worst.day} 微信支付", f"{refused.day} 支付宝"):
            await page.wait_for_load_state("networkidle")
            await page.mouse.move(0, 0)
            await camera.take(page, "console", name)
            await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        for name in ("books", "reports", "statements"):
            await page.emulate_media(color_scheme="light")
            await page.goto(re.sub(r"#/.*", f"#/{name}", page.url))
            await show_in_english(page)
            await camera.shoot(page, f"en-console-{name}")
        await visitors.close()


async def draw_till(camera: Camera, visitors: Visitors) -> None:
    page = await visitors.staff("cashier", "pos")
    await page.get_by_role("button", name="未开班").click()
    await page.get_by_label("备用金").fill("200")
    await page.get_by_role("dialog").get_by_role("button", name="开班", exact=True).click()
    for dish in ("番茄炒蛋饭", "虾饺", "虾饺"):
        await page.get_by_role("button", name=re.compile(f"^{dish} ¥")).click()
    await expect(page.get_by_text("已开班")).to_have_count(0)
    await page.get_by_role("button", name="当班").scroll_into_view_if_needed()
    await page.mouse.move(0, 0)
    await camera.take(page, "console", "pos")
    await page.goto(re.sub(r"#/.*", "#/orders", page.url))
    await expect(page.get_by_text("蒲烧鳗鱼饭").first).to_be_visible()
    await page.mouse.move(0, 0)
    await camera.take(page, "console", "orders-desk")


async def draw_cases(camera: Camera, visitors: Visitors) -> None:
    page = await visitors.staff("finance", "cases")
    row = page.get_by_role("button", name="不认识的收款")
    await expect(row).to_be_visible()
    await camera.take(page, "console", "cases")
    await row.click()
    await expect(page.get_by_role("dialog", name="不认识的收款")).to_be_visible()
    await camera.take(page, "console", "case")


async def draw_trouble(camera: Camera, town: Town, visitors: Visitors) -> None:
    async for name, page in troubled_pages(town, visitors):
        await page.wait_for_load_state("networkidle")
        await page.mouse.move(0, 0)
        await camera.take(page, "console", name)
        await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def index(camera: Camera) -> str:
    """docs/pictures/README.md"""
    lines = [HEADER]
    for area, title in (("diner", "The guest: mini-program and H5"), ("console", "The staff's console")):
        lines += [f"## {title}", ""]
        for each, name in camera.taken:
            if each == area:
                links = [
                    f"[{size} {scheme}]({area}-{name}-{size}-{scheme}.jpg)"
                    for size in SIZES
                    for scheme in SCHEMES
                ]
                lines.append(f"- {NAMES[name]}: {', '.join(links)}")
        lines.append("")
    lines += ["## In English", ""]
    for area, names in ENGLISH.items():
        links = [f"[{NAMES[name].split(maxsplit=1)[1]}](en-{area}-{name}.jpg)" for name in names]
        lines += [f"- {area}: {', '.join(links)}"]
    lines.append("")
    kiosk = [f"[{NAMES[name]}](kiosk-{name}.jpg)" for name in ("menu", "checkout", "pay", "paid")]
    return "\n".join([*lines, "## The kiosk", "", f"- {', '.join(kiosk)}", ""])


async def main(only: frozenset[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in () if only else PICTURES.glob("*.jpg"):
        old.unlink()
    camera = Camera(only)
    if camera.wants("console-ladder"):
        await draw_ladder(camera)
    if not only or only & OF_BOOKS:
        await draw_books(camera)
    if not only or only - ELSEWHERE:
        await draw_one_day(camera)
    if not only:
        (PICTURES / "README.md").write_text(index(camera), encoding="utf-8")
    size = sum(each.stat().st_size for each in PICTURES.iterdir())
    sys.stdout.write(f"{len(list(PICTURES.glob('*.jpg')))} pictures, {size / 1e6:.1f} MB\n")


async def draw_one_day(camera: Camera) -> None:
    """Every other page, in one restaurant."""
    async with open_town(("wechat", "alipay", "unionpay")) as town, open_browser() as browser:
        visitors = Visitors(town, browser)
        await noon(town, visitors)
        await draw_diner(camera, town, visitors)
        await draw_kiosk(camera, town, visitors)
        await draw_english_guest(camera, town, visitors)
        await draw_entrance(camera, town, visitors)
        for role in OFFICE:
            await draw_office(camera, visitors, role)
        await draw_till(camera, visitors)
        await draw_cases(camera, visitors)
        await draw_trouble(camera, town, visitors)
        await draw_english_office(camera, visitors)
        await visitors.close()


if __name__ == "__main__":
    asyncio.run(main(frozenset(sys.argv[1:])))
