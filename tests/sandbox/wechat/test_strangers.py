"""A client that knows nothing of us: PyPI's wechatpayv3, unchanged, in every verification mode."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standing import Door, Standing, open_door, standing
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.utils import build_authorization, load_private_key

from waiting import until
from wendan.channels.wechat.signatures import MerchantKey
from wendan.platform.clock import SystemClock
from wendan.sandbox.wechat import Mode, SandboxOptions, create

PAYER = {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}
H5 = {"payer_client_ip": "14.23.150.211", "h5_info": {"type": "Wap"}}
KINDS: list[tuple[WeChatPayType, dict[str, Any], str]] = [
    (WeChatPayType.JSAPI, {"payer": PAYER}, "prepay_id"),
    (WeChatPayType.MINIPROG, {"payer": PAYER}, "prepay_id"),
    (WeChatPayType.APP, {}, "prepay_id"),
    (WeChatPayType.NATIVE, {}, "code_url"),
    (WeChatPayType.H5, {"scene_info": H5}, "h5_url"),
]


@pytest.fixture(params=list(Mode))
def mode(request: pytest.FixtureRequest) -> Mode:
    return Mode(request.param)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened:
        yield opened


@pytest.fixture
async def sandbox(wechat_directory: Path, mode: Mode) -> AsyncIterator[Standing]:
    options = SandboxOptions(wechat_directory, mode=mode, refund_wait_s=0.05)
    async with standing(options, SystemClock()) as stands:
        yield stands


@pytest.fixture
async def client(
    sandbox: Standing, door: Door, mode: Mode, wechat_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Its gateway is a fixed string and, with certificates, is called in the constructor already."""
    url = sandbox.url
    gateway = property(lambda _: url, lambda _, __: None)
    monkeypatch.setattr(Core, "_gate_way", gateway, raising=False)
    keys = create(wechat_directory)
    public: dict[str, Any] = {}
    if mode is not Mode.CERTIFICATE:
        pem = (wechat_directory / "platform_public_key.pem").read_text()
        public = {"public_key": pem, "public_key_id": keys.public_key_id}
    return await asyncio.to_thread(
        WeChatPay,
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=keys.mchid,
        private_key=(wechat_directory / "merchant_private_key.pem").read_text(),
        cert_serial_no=keys.merchant_serial,
        apiv3_key=keys.apiv3_key,
        appid=keys.appid,
        notify_url=f"{door.url}/notify",
        timeout=(2, 5),
        **public,
    )


async def asked(call: Any, **arguments: Any) -> tuple[int, Any]:
    status, text = await asyncio.to_thread(call, **arguments)
    return status, json.loads(text) if text else None


async def order(client: Any, number: str, **more: Any) -> tuple[int, Any]:
    amount = {"total": 1250, "currency": "CNY"}
    return await asked(client.pay, description="牛肉面", out_trade_no=number, amount=amount, **more)


async def asked_about(client: Any, number: str) -> tuple[int, Any]:
    return await asked(client.query, out_trade_no=number)


async def test_it_orders_in_every_way_and_believes_the_answer(client: Any):
    for n, (kind, more, given) in enumerate(KINDS):
        status, answer = await order(client, f"ORDER-{n}", pay_type=kind, **more)

        assert status == 200
        assert list(answer) == [given]


async def test_it_queries_by_both_numbers(client: Any, sandbox: Standing):
    await order(client, "ORDER-1")
    status, before = await asked(client.query, out_trade_no="ORDER-1")
    await sandbox.pay("ORDER-1")
    _, after = await asked(client.query, out_trade_no="ORDER-1")
    _, again = await asked(client.query, transaction_id=after["transaction_id"])

    assert (status, before["trade_state"]) == (200, "NOTPAY")
    assert "transaction_id" not in before
    assert (after["trade_state"], after["amount"]["total"]) == ("SUCCESS", 1250)
    assert again == after


async def test_it_closes_with_204_and_is_told_when_an_order_is_paid(client: Any, sandbox: Standing):
    await order(client, "ORDER-1")
    await order(client, "ORDER-2")
    await sandbox.pay("ORDER-2")

    assert (await asked(client.close, out_trade_no="ORDER-1"))[0] == 204
    status, answer = await asked(client.close, out_trade_no="ORDER-2")
    assert (status, answer["code"]) == (400, "ORDERPAID")


async def test_it_scans_a_customer_and_is_answered_at_once(client: Any, sandbox: Standing):
    store = {"scene_info": {"store_info": {"id": "0001"}}}
    answers = []
    for n, manner in enumerate(("at-once", "password", "poor")):
        _, shown = await sandbox.call("POST", "/codes", {"manner": manner, "then": "pays", "after_s": 600})
        payer = {"auth_code": shown["code"]}
        kind = WeChatPayType.CODEPAY
        answers.append(await order(client, f"SCAN-{n}", pay_type=kind, payer=payer, **store))
    _, asked = await asked_about(client, "SCAN-1")

    assert [status for status, _ in answers] == [200, 200, 403]
    paid, typing, poor = (answer for _, answer in answers)
    assert (paid["trade_type"], paid["trade_state"], paid["amount"]["total"]) == ("MICROPAY", "SUCCESS", 1250)
    assert (typing["trade_state"], asked["trade_state"]) == ("USERPAYING", "USERPAYING")
    assert poor["code"] == "NOT_ENOUGH"


async def test_it_refunds_and_follows_the_refund_to_its_end(client: Any, sandbox: Standing):
    await order(client, "ORDER-1")
    await sandbox.pay("ORDER-1")
    amount = {"refund": 300, "total": 1250, "currency": "CNY"}
    status, answer = await asked(
        client.refund, out_refund_no="BACK-1", amount=amount, out_trade_no="ORDER-1", reason="缺货"
    )
    await until(lambda: sandbox.bench.desk.books.refunds["BACK-1"].status == "SUCCESS")
    _, ended = await asked(client.query_refund, out_refund_no="BACK-1")

    assert (status, answer["status"]) == (200, "PROCESSING")
    assert (ended["status"], ended["amount"]["refund"]) == ("SUCCESS", 300)


async def test_it_verifies_and_decrypts_both_callbacks(client: Any, sandbox: Standing, door: Door):
    await order(client, "ORDER-1", attach="桌号 8")
    await sandbox.pay("ORDER-1")
    await until(lambda: door.came)
    amount = {"refund": 1250, "total": 1250, "currency": "CNY"}
    await asked(client.refund, out_refund_no="BACK-1", amount=amount, out_trade_no="ORDER-1")
    await until(lambda: len(door.came) == 2)
    paid, refunded = [await asyncio.to_thread(client.callback, *came) for came in door.came]

    assert (paid["event_type"], refunded["event_type"]) == ("TRANSACTION.SUCCESS", "REFUND.SUCCESS")
    assert (paid["resource"]["out_trade_no"], paid["resource"]["attach"]) == ("ORDER-1", "桌号 8")
    assert (refunded["resource"]["refund_status"], refunded["resource"]["mchid"]) == (
        "SUCCESS",
        create(sandbox.bench.desk.keys.directory).mchid,
    )


async def test_it_rejects_what_we_forge(client: Any, sandbox: Standing, door: Door):
    for kind in ("forged", "probe"):
        await sandbox.call("POST", "/forge", {"kind": kind, "notify_url": f"{door.url}/x"})
        headers, body = door.came[-1]

        assert not await asyncio.to_thread(client.callback, headers, body)


async def test_it_notices_a_wrong_signature_on_an_answer(client: Any, sandbox: Standing):
    await sandbox.call("POST", "/script", {"verb": "prepay", "faults": ["missigned"]})
    with pytest.raises(Exception, match="failed to verify the signature"):
        await order(client, "ORDER-1")


async def test_its_downloaded_certificates_are_the_platforms(
    client: Any, mode: Mode, sandbox: Standing, wechat_directory: Path
):
    status, answer = await asked(lambda: client._core.request("/v3/certificates", skip_verify=True))

    if mode is Mode.PUBLIC_KEY:
        assert (status, answer["code"]) == (404, "RESOURCE_NOT_EXISTS")
    else:
        assert answer["data"][0]["serial_no"] == create(wechat_directory).certificate_serial


async def test_a_request_with_the_wrong_key_is_refused(client: Any):
    from cryptography.hazmat.primitives.asymmetric import rsa

    client._core._private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    status, answer = await order(client, "ORDER-1")

    assert (status, answer["code"]) == (401, "SIGN_ERROR")


def test_our_authorization_is_what_it_would_have_sent(wechat_directory: Path):
    keys, pem = create(wechat_directory), (wechat_directory / "merchant_private_key.pem").read_text()
    body = '{"mchid": "1230000109"}'
    theirs = build_authorization(
        "/v3/x?a=1", "POST", keys.mchid, keys.merchant_serial, load_private_key(pem), body, "N" * 32
    )
    stamp = int(dict(re.findall(r'(\w+)="([^"]*)"', theirs))["timestamp"])
    now = datetime.fromtimestamp(stamp, UTC)
    ours = MerchantKey(keys.mchid, keys.merchant_serial, pem).authorization(
        ("POST", "/v3/x?a=1", body.encode()), now, "N" * 32
    )

    # PKCS#1 v1.5 has no chance in it: the same message gives the same signature.
    assert ours == theirs
