"""Clients that know nothing of us: PyPI's python-alipay-sdk in both modes, and Alipay's own alipay-sdk-python."""

import asyncio
import http.client
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from alipay import AliPay, DCAliPay
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradePayModel import AlipayTradePayModel
from alipay.aop.api.domain.AlipayTradePrecreateModel import AlipayTradePrecreateModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradePayRequest import AlipayTradePayRequest
from alipay.aop.api.request.AlipayTradePrecreateRequest import AlipayTradePrecreateRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.util import WebUtils
from alipay.aop.api.util.SignatureUtils import get_sign_content, verify_with_rsa
from alipay.exceptions import AliPayException, AliPayValidationError
from standing import Door, Standing, open_door, opened

from waiting import until
from wendan.platform.clock import SystemClock
from wendan.sandbox.alipay import Keys, Mode, SandboxOptions, SandboxServer, create


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return create(tmp_path_factory.mktemp("alipay"))


@pytest.fixture(params=list(Mode))
def mode(request: pytest.FixtureRequest) -> Mode:
    return Mode(request.param)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        opened_door.answer = "success"
        yield opened_door


@pytest.fixture
async def sandbox(keys: Keys, mode: Mode) -> AsyncIterator[Standing]:
    options = SandboxOptions(keys.directory, mode=mode, tells_refunds=True)
    async with opened(SandboxServer(options, SystemClock())) as stands:
        yield stands


@pytest.fixture
def client(sandbox: Standing, door: Door, keys: Keys, mode: Mode) -> Any:
    common = {
        "appid": keys.app_id,
        "app_notify_url": f"{door.url}/notify",
        "app_private_key_string": keys.merchant_private_key,
    }
    if mode is Mode.PUBLIC_KEY:
        made: Any = AliPay(**common, alipay_public_key_string=keys.alipay_public_key)
    else:
        made = DCAliPay(
            **common,
            app_public_key_cert_string=keys.app_certificate,
            alipay_public_key_cert_string=keys.alipay_certificate,
            alipay_root_cert_string=keys.root_certificate,
        )
    made._gateway = f"{sandbox.url}/gateway.do"
    return made


async def asked(call: Any, *given: Any, **named: Any) -> Any:
    return await asyncio.to_thread(call, *given, **named)


async def code(sandbox: Standing, **wish: Any) -> str:
    return str((await sandbox.call("POST", "/codes", wish))[1]["code"])


async def test_it_precreates_and_finds_nothing_until_somebody_scans(client: Any, sandbox: Standing):
    made = await asked(client.api_alipay_trade_precreate, "牛肉面", "ORDER1", "12.50")
    before = await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")
    await sandbox.call("POST", f"/payments/{made['qr_code'].rpartition('/')[2]}/scan")
    waiting = await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")
    await sandbox.pay("ORDER1")
    paid = await asked(client.api_alipay_trade_query, trade_no=waiting["trade_no"])

    assert made["code"] == "10000"
    assert (before["code"], before["sub_code"]) == ("40004", "ACQ.TRADE_NOT_EXIST")
    assert (waiting["trade_status"], "send_pay_date" in waiting) == ("WAIT_BUYER_PAY", False)
    assert (paid["trade_status"], paid["total_amount"]) == ("TRADE_SUCCESS", "12.50")


async def test_it_scans_a_customer_who_pays_at_once_or_types(client: Any, sandbox: Standing):
    at_once, typing = await code(sandbox, manner="at-once"), await code(sandbox, manner="password")
    paid = await asked(client.api_alipay_trade_pay, "ORDER1", "bar_code", at_once, "面", total_amount=12.5)
    asking = await asked(client.api_alipay_trade_pay, "ORDER2", "bar_code", typing, "面", total_amount="3.00")
    poor = await code(sandbox, manner="poor")
    no = await asked(client.api_alipay_trade_pay, "ORDER3", "bar_code", poor, "面", total_amount="3.00")

    assert (paid["code"], paid["total_amount"]) == ("10000", "12.50")
    assert asking["code"] == "10003"
    assert (no["code"], no["sub_code"]) == ("40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH")


async def test_it_refunds_twice_and_the_fee_adds_up(client: Any, sandbox: Standing):
    await asked(client.api_alipay_trade_create, "面", "ORDER1", "12.50", buyer_id="2088622946251684")
    await sandbox.pay("ORDER1")
    back = [
        await asked(client.api_alipay_trade_refund, amount, "ORDER1", out_request_no=number)
        for number, amount in (("BACK1", "3.00"), ("BACK2", "2.00"), ("BACK2", "2.00"))
    ]
    known = await asked(client.api_alipay_trade_fastpay_refund_query, "BACK1", out_trade_no="ORDER1")
    unknown = await asked(client.api_alipay_trade_fastpay_refund_query, "BACK9", out_trade_no="ORDER1")

    assert [each["refund_fee"] for each in back] == ["3.00", "5.00", "5.00"]
    assert [each["fund_change"] for each in back] == ["Y", "Y", "N"]
    assert (known["refund_status"], known["refund_amount"]) == ("REFUND_SUCCESS", "3.00")
    assert unknown == {"code": "10000", "msg": "Success"}


async def test_it_closes_what_is_unpaid_and_cancels_the_rest(client: Any, sandbox: Standing):
    await asked(client.api_alipay_trade_create, "面", "ORDER1", "12.50", buyer_id="2088622946251684")
    await asked(client.api_alipay_trade_create, "面", "ORDER2", "12.50", buyer_id="2088622946251684")
    await sandbox.pay("ORDER2")
    closed = await asked(client.api_alipay_trade_close, out_trade_no="ORDER1")
    refused = await asked(client.api_alipay_trade_close, out_trade_no="ORDER2")
    cancelled = await asked(client.api_alipay_trade_cancel, out_trade_no="ORDER2")
    after = await asked(client.api_alipay_trade_query, out_trade_no="ORDER2")

    assert closed["code"] == "10000"
    assert refused["sub_code"] == "ACQ.REASON_TRADE_STATUS_INVALID"
    assert (cancelled["retry_flag"], cancelled["action"]) == ("N", "refund")
    assert (after["trade_status"], "send_pay_date" in after) == ("TRADE_CLOSED", True)


async def test_its_verifier_believes_our_notices_and_no_forgery(client: Any, sandbox: Standing, door: Door):
    await asked(client.api_alipay_trade_create, "牛肉面 大份", "ORDER1", "12.50", buyer_id="2088622946251684")
    await sandbox.pay("ORDER1")
    await until(lambda: door.came)
    await asked(client.api_alipay_trade_refund, "3.00", "ORDER1", out_request_no="BACK1")
    await until(lambda: len(door.came) == 2)
    notices = [dict(parse_qsl(body.decode())) for _, body in door.came]

    assert [each.get("refund_fee") for each in notices] == [None, "3.00"]
    for notice in notices:
        signature = notice.pop("sign")
        assert (notice["trade_status"], notice["total_amount"]) == ("TRADE_SUCCESS", "12.50")
        assert client.verify(dict(notice), signature)
        assert not client.verify(notice | {"total_amount": "0.01"}, signature)


async def test_a_wap_address_it_signs_opens_the_page(client: Any, sandbox: Standing):
    query = client.api_alipay_trade_wap_pay("面", "ORDER1", "12.50")
    async with sandbox.tester.get(f"/gateway.do?{query}") as page:
        assert "¥12.50" in await page.text()
    waiting = await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")

    assert waiting["trade_status"] == "WAIT_BUYER_PAY"


async def test_it_notices_a_wrong_signature_on_an_answer(client: Any, sandbox: Standing):
    await sandbox.call("POST", "/script", {"verb": "query", "faults": ["missigned"]})
    with pytest.raises(AliPayValidationError):
        await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")


async def test_an_application_nobody_knows_is_answered_without_a_signature(client: Any):
    client._appid = "2021000000000000"
    with pytest.raises(AliPayException, match=r"isv\.invalid-app-id") as refused:
        await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")

    assert "sign" not in json.loads(refused.value._AliPayException__message)


async def test_a_request_with_the_wrong_key_is_refused(client: Any):
    from Cryptodome.PublicKey import RSA

    client._app_private_key = RSA.generate(2048)
    said = await asked(client.api_alipay_trade_query, out_trade_no="ORDER1")

    assert (said["code"], said["sub_code"]) == ("40002", "isv.invalid-signature")


class TestOfficial:
    """Alipay's own client crashes on an address with a port; the patch is the one channels.md §9 names."""

    @pytest.fixture
    def mode(self) -> Mode:
        return Mode.PUBLIC_KEY

    @pytest.fixture
    def official(self, sandbox: Standing, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Any:
        where = urlsplit(sandbox.url)

        def connection(url: str, query: str, timeout: float) -> tuple[str, http.client.HTTPConnection]:
            assert where.hostname
            return f"{urlsplit(url).path}?{query}", http.client.HTTPConnection(
                where.hostname, where.port, timeout=timeout
            )

        monkeypatch.setattr(WebUtils, "get_http_connection", connection)
        config = AlipayClientConfig()
        config.server_url = f"{sandbox.url}/gateway.do"
        config.app_id = keys.app_id
        config.app_private_key = keys.merchant_private_key
        config.alipay_public_key = keys.alipay_public_key
        return DefaultAlipayClient(config)

    @staticmethod
    async def say(official: Any, kinds: tuple[Any, Any], notify_url: str | None = None, **fields: Any) -> Any:
        request, model = kinds[0](biz_model=kinds[1]()), None
        model = request.biz_model
        for name, value in fields.items():
            setattr(model, name, value)
        if notify_url:
            request.notify_url = notify_url
        return json.loads(await asyncio.to_thread(official.execute, request))

    async def test_it_precreates_queries_refunds_and_closes(self, official: Any, sandbox: Standing):
        precreate = (AlipayTradePrecreateRequest, AlipayTradePrecreateModel)
        query = (AlipayTradeQueryRequest, AlipayTradeQueryModel)
        for number in ("ORDER1", "ORDER2"):
            await self.say(official, precreate, out_trade_no=number, total_amount="12.50", subject="牛肉面")
            await sandbox.call("POST", f"/payments/{number}/scan")
        await sandbox.pay("ORDER1")
        refund = (AlipayTradeRefundRequest, AlipayTradeRefundModel)
        back = await self.say(
            official, refund, out_trade_no="ORDER1", refund_amount="3.00", out_request_no="B1"
        )
        close = (AlipayTradeCloseRequest, AlipayTradeCloseModel)
        closed = await self.say(official, close, out_trade_no="ORDER2")
        words = [
            (await self.say(official, query, out_trade_no=n))["trade_status"] for n in ("ORDER1", "ORDER2")
        ]

        assert (back["refund_fee"], closed["code"]) == ("3.00", "10000")
        assert words == ["TRADE_SUCCESS", "TRADE_CLOSED"]

    async def test_it_pays_by_code_and_its_verifier_believes_the_notice(
        self, official: Any, sandbox: Standing, door: Door, keys: Keys
    ):
        shown = await code(sandbox, manner="at-once")
        pay = (AlipayTradePayRequest, AlipayTradePayModel)
        fields = {"out_trade_no": "ORDER1", "total_amount": "12.50", "subject": "牛肉面", "scene": "bar_code"}
        paid = await self.say(official, pay, f"{door.url}/notify", auth_code=shown, **fields)
        await until(lambda: door.came)
        notice = dict(parse_qsl(door.came[0][1].decode()))
        signature, _ = notice.pop("sign"), notice.pop("sign_type")

        assert (paid["code"], paid["total_amount"]) == ("10000", "12.50")
        assert verify_with_rsa(keys.alipay_public_key, get_sign_content(notice).encode(), signature)


def test_certificate_numbers_are_counted_alike(keys: Keys):
    from wendan.channels.alipay.signatures import first_number, root_numbers

    for pem in (keys.app_certificate, keys.alipay_certificate):
        assert first_number(pem) == DCAliPay.get_cert_sn(pem)
    two = f"{keys.root_certificate}\n{keys.app_certificate}"
    assert root_numbers(two) == DCAliPay.get_root_cert_sn(two)


def test_the_directory_makes_itself_once(tmp_path: Path):
    first, second = create(tmp_path), create(tmp_path)

    assert first.app_certificate == second.app_certificate
