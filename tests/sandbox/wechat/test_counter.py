"""How WeChat behaves at the counter (channels.md §1.2 to §1.13), asked by a merchant who signs by hand."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from merchant import Merchant
from standing import Standing, standing

from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import SandboxOptions

CERTIFICATES = "/v3/certificates"


async def test_every_2xx_is_signed_over_its_bytes_and_no_4xx_is(merchant: Merchant):
    for method, target, content in [
        ("POST", "/v3/pay/transactions/native", merchant.order("ORDER-1")),
        ("POST", "/v3/pay/transactions/out-trade-no/ORDER-1/close", {"mchid": merchant.keys.mchid}),
    ]:
        body = json.dumps(content).encode()
        signed = {"Authorization": merchant.authorization(method, target, body), "User-Agent": "x"}
        async with merchant._session.request(
            method, target, data=body, headers=signed | {"Accept": "*/*"}
        ) as answer:
            assert answer.status in (200, 204)
            assert answer.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"
            assert merchant.is_signed(answer.headers, await answer.read())
            assert answer.headers["Request-ID"]
    status, headers, _ = await merchant.send("GET", "/v3/refund/domestic/refunds/NOBODY")

    assert status == 404
    assert not [name for name in headers if name.lower().startswith("wechatpay")]


async def test_an_unknown_path_is_an_empty_404_and_a_wrong_method_an_empty_405(merchant: Merchant):
    assert (await merchant.send("GET", "/v3/unheard-of"))[::2] == (404, None)
    assert (await merchant.send("POST", CERTIFICATES, {}))[::2] == (405, None)


async def test_without_authorization_the_two_families_word_it_differently(merchant: Merchant):
    target = f"/v3/pay/transactions/out-trade-no/X?mchid={merchant.keys.mchid}"
    _, paying_headers, paying = await merchant.send("GET", target, Authorization="")
    _, other_headers, other = await merchant.send("GET", CERTIFICATES, Authorization="")

    assert paying["code"] == other["code"] == "SIGN_ERROR"
    assert paying["message"] != other["message"]
    assert "Request-ID" in other_headers
    assert "Request-ID" not in paying_headers


async def test_without_accept_or_user_agent_the_two_families_differ_too(merchant: Merchant):
    target = f"/v3/pay/transactions/out-trade-no/X?mchid={merchant.keys.mchid}"

    assert (await merchant.send("GET", target, **{"User-Agent": ""}))[0] == 401
    status, _, answer = await merchant.send("GET", CERTIFICATES, **{"User-Agent": ""})
    assert (status, answer["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("off_s", [-301, 301])
async def test_a_request_stamped_five_minutes_off_is_refused(
    merchant: Merchant, clock: ManualClock, off_s: int
):
    at = clock.now() + timedelta(seconds=off_s)
    late = merchant.authorization("GET", CERTIFICATES, b"", at)
    status, _, answer = await merchant.send("GET", CERTIFICATES, Authorization=late)

    assert (status, answer["code"]) == (401, "SIGN_ERROR")


async def test_the_signature_covers_the_target_as_sent(merchant: Merchant):
    signed = merchant.authorization("GET", CERTIFICATES + "?algorithm_type=RSA", b"")

    assert (await merchant.send("GET", CERTIFICATES + "?algorithm_type=RSA"))[0] == 200
    assert (await merchant.send("GET", CERTIFICATES, Authorization=signed))[0] == 401


@pytest.mark.parametrize(
    "change",
    [
        {"amount": {"total": 0}},
        {"amount": {"total": -1}},
        {"amount": {"total": "1250"}},
        {"amount": {"total": 12.5}},
        {"amount": {"total": 1250, "currency": "USD"}},
        {"amount": None},
        {"description": None},
        {"description": "长" * 128},
        {"out_trade_no": "short"},
        {"out_trade_no": "x" * 33},
        {"out_trade_no": "has space"},
        {"notify_url": "ftp://shop.example/x"},
        {"notify_url": "https://shop.example/x?a=1"},
        {"notify_url": None},
        {"time_expire": "tomorrow"},
        {"attach": "x" * 129},
        {"payer": {"openid": "o", "phone": "1"}},
        {"colour": "red"},
        {"mchid": "1900009999"},
    ],
)
async def test_a_wrong_order_is_a_parameter_error_and_orders_nothing(
    merchant: Merchant, sandbox: Standing, change: dict[str, Any]
):
    status, answer = await merchant.prepay("ORDER-1", **change)

    assert (status, answer["code"]) == (400, "PARAM_ERROR")
    assert not sandbox.bench.desk.books.trades


async def test_jsapi_needs_the_payer_and_h5_the_address(merchant: Merchant):
    assert (await merchant.prepay("ORDER-1", "jsapi"))[1]["code"] == "PARAM_ERROR"
    assert (await merchant.prepay("ORDER-1", "h5"))[1]["code"] == "PARAM_ERROR"
    assert (await merchant.prepay("ORDER-1", appid="wx0"))[1]["code"] == "APPID_MCHID_NOT_MATCH"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"x" * 70_000])
async def test_a_body_that_is_no_order_is_refused(merchant: Merchant, body: bytes):
    assert (await merchant.send("POST", "/v3/pay/transactions/native", body))[0] in (400, 413)


async def test_loopback_is_taken_only_by_switch(wechat_directory: Path, clock: ManualClock):
    async with standing(SandboxOptions(wechat_directory, takes_loopback=False), clock) as strict:
        merchant = Merchant(strict.url, strict.bench.desk.keys, clock)
        inside = await merchant.prepay("ORDER-1")
        outside = await merchant.prepay("ORDER-1", notify_url="https://shop.example/notify")
        await merchant.aclose()

    assert inside[0] == 400
    assert outside[0] == 200


async def test_the_same_order_again_is_the_same_and_another_is_refused(merchant: Merchant):
    assert (await merchant.prepay("ORDER-1"))[0] == 200
    assert (await merchant.prepay("ORDER-1"))[0] == 200
    for change in ({"amount": {"total": 1251}}, {"description": "x"}, {"attach": "x"}):
        status, answer = await merchant.prepay("ORDER-1", **change)
        assert (status, answer["code"]) == (403, "OUT_TRADE_NO_USED")


async def test_ordering_a_paid_or_closed_number_again_says_so(merchant: Merchant, sandbox: Standing):
    await merchant.prepay("ORDER-1")
    await sandbox.pay("ORDER-1")
    await merchant.prepay("ORDER-2")
    await merchant.close("ORDER-2")

    assert (await merchant.prepay("ORDER-1"))[1]["code"] == "ORDERPAID"
    assert (await merchant.prepay("ORDER-2"))[1]["code"] == "ORDER_CLOSED"


async def test_ordering_a_code_again_kills_the_old_code(merchant: Merchant, sandbox: Standing):
    old = (await merchant.prepay("ORDER-1"))[1]["code_url"].partition("pr=")[2]
    new = (await merchant.prepay("ORDER-1"))[1]["code_url"].partition("pr=")[2]

    assert (await sandbox.pay(old))[0] == 404
    assert (await sandbox.pay(new))[0] == 200


@pytest.mark.parametrize(("kind", "life_s"), [("native", 7200), ("jsapi", 7200), ("h5", 300)])
async def test_codes_live_two_hours_and_links_five_minutes(
    merchant: Merchant, sandbox: Standing, clock: ManualClock, kind: str, life_s: int
):
    scene = {"payer_client_ip": "14.23.150.211", "h5_info": {"type": "Wap"}}
    more = {"scene_info": scene} if kind == "h5" else {"payer": {"openid": "o1"}}
    await merchant.prepay("ORDER-1", kind, **more)
    token = sandbox.bench.desk.books.trades["ORDER-1"].token
    await clock.advance(life_s - 1)
    alive = await sandbox.call("GET", f"/payments/{token}")
    await clock.advance(1)

    assert alive[0] == 200
    assert (await sandbox.pay(token))[0] == 404


async def test_after_the_last_moment_only_a_late_payer_gets_through(
    merchant: Merchant, sandbox: Standing, clock: ManualClock
):
    # Under a minute is raised to a minute.
    await merchant.prepay("ORDER-1", time_expire="2026-11-21T12:00:10+08:00")
    await clock.advance(59)
    await sandbox.call("GET", "/payments/ORDER-1")
    await clock.advance(1)
    refused = await sandbox.pay("ORDER-1")

    assert refused == (409, {"reason": "expired"})
    assert (await merchant.query("ORDER-1"))[1]["trade_state"] == "NOTPAY"
    assert (await sandbox.pay("ORDER-1", is_late=True))[0] == 200


async def test_a_failed_attempt_leaves_the_order_unpaid_and_payable(merchant: Merchant, sandbox: Standing):
    await merchant.prepay("ORDER-1")
    failed = await sandbox.call("POST", "/payments/ORDER-1/fail", {"cause": "balance-insufficient"})
    left = await sandbox.call("POST", "/payments/ORDER-1/leave")

    assert failed[1]["payment"]["cause"] == "balance-insufficient"
    assert left[1]["payment"]["wallet"] == "left"
    assert (await merchant.query("ORDER-1"))[1]["trade_state"] == "NOTPAY"
    assert (await sandbox.pay("ORDER-1"))[0] == 200


async def test_an_unpaid_order_closes_by_itself_after_seven_days(merchant: Merchant, clock: ManualClock):
    await merchant.prepay("ORDER-1")
    await clock.advance(7 * 86400 - 1)
    before = (await merchant.query("ORDER-1"))[1]["trade_state"]
    await clock.advance(1)

    assert before == "NOTPAY"
    assert (await merchant.query("ORDER-1"))[1]["trade_state"] == "CLOSED"


async def test_a_close_too_soon_is_refused_where_that_is_switched_on(
    wechat_directory: Path, clock: ManualClock
):
    async with standing(SandboxOptions(wechat_directory, close_wait_s=60), clock) as slow:
        merchant = Merchant(slow.url, slow.bench.desk.keys, clock)
        await merchant.prepay("ORDER-1")
        soon = await merchant.close("ORDER-1")
        await clock.advance(60)
        later = await merchant.close("ORDER-1")
        await merchant.aclose()

    assert soon[0] == 400
    assert later[0] == 204
