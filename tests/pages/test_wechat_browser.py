"""Becoming known and paying inside WeChat's own browser: its bridge is pretended; its page, signatures and money are not."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from wendan.sandbox.core.wallet import NotPossible, Pay

pytestmark = pytest.mark.asyncio(loop_scope="module")

WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
# The page's side of the bridge, as WeChat puts it there a moment after the page has loaded.
BRIDGE = """setTimeout(() => {
  window.WeixinJSBridge = { invoke: (name, given, answer) => window.wechatOpens(name, given).then((err_msg) => answer({ err_msg })) };
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
}, 300);"""


async def in_wechat(town, visitors, opens=None):
    """A guest in WeChat's browser; `opens` is what its app does and says."""
    guest = await visitors.diner(user_agent=WECHAT)
    if opens is not None:
        await guest.page.expose_function("wechatOpens", opens)
        await guest.page.add_init_script(BRIDGE)
    return guest


async def press_wechat(guest):
    await guest.order()
    await guest.methods.filter(has_text="微信支付").first.click()


def app_of(town, *, pays, says):
    """WeChat's app: it opens only for a page that the merchant signed, and says `says` whatever happened."""

    async def opens(name, given):
        assert name == "getBrandWCPayRequest"
        wallet = town.stage.benches["wechat"].wallet
        trade = wallet.find(given["package"].removeprefix("prepay_id="))
        if not pays:
            wallet.check_invocation(trade, given)
        else:
            assert await wallet.pay(trade, Pay(invocation=given)) == "paid"
        return f"get_brand_wcpay_request:{says}"

    return opens


async def states(town, guest):
    rows = await town.rows(
        "SELECT o.state AS order, p.state AS payment, p.method FROM customer_order AS o "
        "JOIN payment AS p ON p.order_id = o.id WHERE o.id = $1",
        await guest.order_id(),
    )
    return [(row["order"], row["payment"], row["method"]) for row in rows]


@pytest.mark.parametrize("says", ["ok", "cancel", "fail"])
async def test_money_that_moved_is_a_success_whatever_the_app_says(town, visitors, says):
    guest = await in_wechat(town, visitors, app_of(town, pays=True, says=says))
    await press_wechat(guest)

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    assert await states(town, guest) == [("CONFIRMED", "SUCCEEDED", "jsapi")]


@pytest.mark.parametrize(
    ("says", "shown"),
    [("ok", "还没有等到支付结果"), ("cancel", "您取消了付款"), ("fail", "还没有等到支付结果")],
)
async def test_no_word_of_the_app_is_a_success_while_no_money_moved(town, visitors, says, shown):
    guest = await in_wechat(town, visitors, app_of(town, pays=False, says=says))
    await press_wechat(guest)

    dialog = guest.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(shown, timeout=30_000)
    await expect(dialog).to_contain_text("正在向支付渠道核实")
    await expect(dialog).not_to_contain_text("没有扣款")
    await expect(guest.page.get_by_text("支付成功")).to_have_count(0)
    assert await states(town, guest) == [("AWAITING_PAYMENT", "PENDING", "jsapi")]


async def test_a_browser_whose_app_never_comes_leaves_the_guest_another_way(town, visitors):
    guest = await in_wechat(town, visitors)
    await press_wechat(guest)

    await expect(guest.page.get_by_role("dialog")).to_be_visible(timeout=40_000)
    await expect(guest.page.get_by_text("支付成功")).to_have_count(0)


async def test_what_the_page_hands_over_bears_the_merchants_signature(town, visitors):
    asked = []

    async def opens(_, given):
        wallet = town.stage.benches["wechat"].wallet
        trade = wallet.find(given["package"].removeprefix("prepay_id="))
        wallet.check_invocation(trade, given)
        with pytest.raises(NotPossible, match="wrong-pay-signature"):
            wallet.check_invocation(trade, given | {"nonceStr": "another"})
        asked.append(sorted(given))
        return "get_brand_wcpay_request:cancel"

    guest = await in_wechat(town, visitors, opens)
    await press_wechat(guest)

    await expect(guest.page.get_by_role("dialog")).to_be_visible(timeout=30_000)
    assert asked == [["appId", "nonceStr", "package", "paySign", "signType", "timeStamp"]]


def visits_of(guest):
    """Every address this browser opens as a page, in order."""
    opened = []
    guest.page.on("framenavigated", lambda frame: opened.append(frame.url))
    return opened


async def test_a_guest_who_scans_a_table_is_known_without_a_word_and_pays_in_wechat_first(town, visitors):
    guest = await in_wechat(town, visitors, app_of(town, pays=True, says="ok"))
    asked = []
    guest.context.on("request", lambda request: asked.append(request.url))
    async with guest.page.expect_response("**/authorisations/*/return") as returned:
        await guest.open_menu(table="12")
    assert (await returned.value).status == 201
    service_appid = town.stage.benches["wechat"].desk.keys.service_appid
    (there,) = [url for url in asked if "/connect/oauth2/authorize" in url]
    (back,) = [url for url in asked if "/diner/?code=" in url]

    assert parse_qs(urlsplit(there).query)["scope"] == ["snsapi_base"]
    assert parse_qs(urlsplit(back).query)["state"] == parse_qs(urlsplit(there).query)["state"]
    assert "table=12" in guest.page.url
    assert "code=" not in guest.page.url

    await guest.take("番茄炒蛋饭")
    await guest.submit()
    await expect(guest.methods.first).to_contain_text("微信支付")
    await guest.methods.first.click()

    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()
    assert await states(town, guest) == [("CONFIRMED", "SUCCEEDED", "jsapi")]
    rows = await town.rows("SELECT payer FROM payment WHERE order_id = $1", await guest.order_id())
    assert re.fullmatch(rf"{service_appid}/o[0-9a-f]{{27}}", rows[0]["payer"])
    assert len([url for url in asked if "/connect/oauth2/authorize" in url]) == 1


async def test_a_guest_who_ordered_before_keeps_cart_and_order_and_is_known_on_the_pay_page(town, visitors):
    guest = await in_wechat(town, visitors, app_of(town, pays=True, says="ok"))
    # WeChat's side does not answer at first, so the guest orders as nobody in particular.
    await guest.context.route("**/api/diner/authorisations/**", lambda route: route.abort())
    await guest.order()
    order_id, place = await guest.order_id(), guest.page.url
    await expect(guest.methods.filter(has_text="微信支付")).to_have_count(0)
    await guest.context.unroute("**/api/diner/authorisations/**")
    async with guest.page.expect_response("**/authorisations/*/return"):
        await guest.page.reload()

    await expect(guest.methods.first).to_contain_text("微信支付")
    assert guest.page.url == place
    assert await guest.order_id() == order_id
    await guest.methods.first.click()
    await expect(guest.page.get_by_text("支付成功").first).to_be_visible()


async def test_the_cart_is_still_there_when_the_guest_comes_back(town, visitors):
    guest = await in_wechat(town, visitors)
    await guest.context.route("**/api/diner/authorisations/**", lambda route: route.abort())
    await guest.open_menu()
    await guest.take("虾饺", "虾饺")
    await guest.context.unroute("**/api/diner/authorisations/**")
    opened = visits_of(guest)
    async with guest.page.expect_response("**/authorisations/*/return"):
        await guest.page.reload()

    await expect(guest.page.get_by_text("去结算").last).to_be_visible()
    await guest.page.get_by_text("去结算").last.click()
    await expect(guest.page.get_by_text("虾饺").first).to_be_visible()
    assert any("/diner/?code=" in url for url in opened)


async def test_a_service_account_that_does_not_answer_leaves_the_guest_the_other_ways(town, visitors):
    guest = await in_wechat(town, visitors)
    service = town.stage.benches["wechat"].desk.apps.service
    appid, service.appid = service.appid, "wx0000000000000000"
    try:
        # WeChat's page says that it knows no such app, and sends nobody back: the guest goes back by hand.
        store = town.restaurant.store_id
        await guest.page.goto(f"{town.url}/diner/#/pages/menu/index?store={store}&table=3")
        await expect(guest.page.get_by_text("AppID 参数错误")).to_be_visible()
        await guest.order()
    finally:
        service.appid = appid

    await expect(guest.methods.filter(has_text="微信扫码支付")).to_be_visible()
