"""Paying inside WeChat's own browser: its bridge is pretended, the signature it is given and the money are not."""

import json

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
    """A guest in WeChat's browser who signed in by WeChat; `opens` is what its app does and says."""
    wechat = town.stage.benches["wechat"]
    guest = await visitors.diner(user_agent=WECHAT)
    code = wechat.logins.begin(None).code
    signed_in = await guest.context.request.post(f"{town.url}/api/diner/sessions", data={"code": code})
    session = json.dumps({"type": "string", "data": json.dumps(await signed_in.json())})
    await guest.page.add_init_script(
        f"localStorage.getItem('wendan.session') ?? localStorage.setItem('wendan.session', {json.dumps(session)})"
    )
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
