"""What people do on the pages, in their words."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from wendan.cli.demonstration.people import PASSWORD, VARIABLES, Restaurant, open_restaurant
from wendan.cli.drilling.cashier import Cashier
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.stage import Stage, StagePlan, stage, temporary_place
from wendan.cli.drilling.wire import Wire

CHROMIUM = "/usr/bin/chromium"
# Without these Chromium looks for its maker at every start; nothing here may leave the machine.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required"
).split()

PHONE = {"width": 375, "height": 812}
DESK = {"width": 1440, "height": 900}
expect.set_options(timeout=20_000)
_PREPARED = (
    "SELECT number, parameters, channel, method FROM payment WHERE order_id = $1 AND state = 'PENDING' "
    "ORDER BY attempt DESC LIMIT 1"
)


@dataclass
class Town:
    stage: Stage
    restaurant: Restaurant
    cashier: Cashier

    @property
    def url(self) -> str:
        return self.stage.base_url

    async def prepared(self, order_id: str, page: Page) -> dict[str, object]:
        """The order's last payment that waits for its customer, as the channel knows it."""
        for _ in range(400):
            rows = await self.rows(_PREPARED, order_id)
            if rows:
                return rows[0]
            await page.wait_for_timeout(50)
        raise AssertionError("no payment was prepared")

    async def pays(self, payment: dict[str, object]) -> None:
        """The money moves at the channel."""
        said = await self.cashier.pay({**payment, "parameters": json.loads(str(payment["parameters"]))})
        assert said == "paid", said

    async def rows(self, sql: str, *arguments: object) -> list[dict[str, object]]:
        return [dict(row) for row in await self.stage.house.reports.fetch(sql, *arguments)]


@asynccontextmanager
async def open_town(channels: tuple[str, ...] = ("wechat",)) -> AsyncIterator[Town]:
    """Server, worker, database, sandboxes, and the demo's restaurant with its staff."""
    async with (
        temporary_place() as place,
        stage(StagePlan(place, 1, "none", 1.0, 0, VARIABLES, channels)) as standing,
    ):
        wire = Wire(DrillPlan(1, 1), standing.base_url)
        await standing.until_ready(wire)
        await wire.aclose()
        yield Town(standing, await open_restaurant(standing), Cashier(standing.benches))


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a head."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        await started.close()


@dataclass
class Visitors:
    town: Town
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    async def context(self, size: dict[str, int], **more: object) -> BrowserContext:
        context = await self.browser.new_context(viewport=size, locale="zh-CN", **more)
        context.on("request", self._look)
        self.contexts.append(context)
        return context

    def _look(self, request: object) -> None:
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", None):
            self.outside.append(request.url)

    async def page(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: self.broken.append(f"{page.url}: {error}"))
        return page

    async def close(self) -> None:
        for context in self.contexts:
            await context.close()

    async def diner(self, **more: object) -> "Diner":
        context = await self.context(PHONE, permissions=["clipboard-read", "clipboard-write"], **more)
        return Diner(self.town, self, context, await self.page(context))

    async def staff(self, role: str, place: str) -> Page:
        """A signed-in page at `place` of the console."""
        page = await self.page(await self.context(DESK))
        await self.sign_in(page, role)
        await page.wait_for_url(re.compile(r"#/(?!sign-in)[a-z]+"))
        await page.goto(f"{self.town.url}/console/#/{place}")
        return page

    async def sign_in(self, page: Page, login: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in page and send it."""
        await page.goto(f"{self.town.url}/console/")
        await page.get_by_label("账号").fill(login)
        await page.get_by_label("密码").fill(password)
        await page.keyboard.press("Enter")


@dataclass
class Diner:
    """Somebody with a phone."""

    town: Town
    visitors: Visitors
    context: BrowserContext
    page: Page

    async def open_menu(self, table: str = "8") -> None:
        store = self.town.restaurant.store_id
        await self.page.goto(f"{self.town.url}/diner/#/pages/menu/index?store={store}&table={table}")
        await expect(self.page.get_by_text("招牌红烧牛肉面").first).to_be_visible()

    async def keep_the_app(self) -> None:
        """Wait until the app is kept on the phone, so that it starts without a network."""
        await self.page.wait_for_function("() => navigator.serviceWorker.controller")

    async def take(self, *dishes: str) -> None:
        """Put dishes without a specification into the cart."""
        for dish in dishes:
            await self.page.get_by_label(f"添加一份{dish}").first.click()

    async def submit(self) -> None:
        """From the cart to a sent order."""
        await self.page.get_by_text("去结算").last.click()
        await self.page.get_by_text("提交订单").last.click()

    async def order(self, *dishes: str) -> None:
        """A whole order, up to the ways to pay."""
        await self.open_menu()
        await self.take(*(dishes or ("番茄炒蛋饭",)))
        await self.submit()
        await expect(self.methods.first).to_be_visible()

    @property
    def methods(self) -> Locator:
        return self.page.get_by_role("button").filter(has_text="微信")

    async def press_pay(self, method: str = "扫码") -> dict[str, object]:
        """Choose a way to pay; the payment as the channel knows it."""
        await self.methods.filter(has_text=method).first.click()
        return await self.newest_payment()

    async def newest_payment(self) -> dict[str, object]:
        """The last prepared payment of this phone's order."""
        return await self.town.prepared(await self.order_id(), self.page)

    async def order_id(self) -> str:
        """The order of the page that is open."""
        await self.page.wait_for_url(re.compile(r"order=[0-9a-f-]{36}"))
        found = re.search(r"order=([0-9a-f-]{36})", self.page.url)
        assert found is not None
        return found[1]

    async def pays(self, payment: dict[str, object]) -> None:
        """The money moves at the channel."""
        await self.town.pays(payment)

    async def meal(self, *dishes: str) -> str:
        """Ordered, paid, and seen to be paid; the order."""
        await self.order(*dishes)
        await self.pays(await self.press_pay())
        await expect(self.page.get_by_text("支付成功").first).to_be_visible()
        return await self.order_id()
