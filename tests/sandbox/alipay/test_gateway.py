"""The gateway by hand: where parameters may stand, what is refused and how, what outlives a restart."""

import base64
import dataclasses
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standing import Standing, open_door, opened

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.alipay import Keys, SandboxOptions, SandboxServer
from wendan.sandbox.alipay.requests import parameters_of
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.wire import Request


def signed(keys: Keys, api: str, content: Any, **change: str) -> dict[str, str]:
    told = {
        "app_id": keys.app_id,
        "method": api,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": "2026-11-21 12:00:00",
        "version": "1.0",
        "biz_content": content if isinstance(content, str) else json.dumps(content, ensure_ascii=False),
    } | change
    told = {name: value for name, value in told.items() if value}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told))
    return told | {
        "sign": base64.b64encode(keys.merchant_key.sign(text.encode(), PKCS1v15(), SHA256())).decode()
    }


async def post(sandbox: Standing, told: dict[str, str], in_query: tuple[str, ...] = ()) -> str:
    query = urlencode({name: told[name] for name in in_query})
    form = {name: value for name, value in told.items() if name not in in_query}
    async with sandbox.tester.post(f"/gateway.do?{query}" if query else "/gateway.do", data=form) as answer:
        assert answer.status == 200
        return await answer.text()


def verdict(text: str) -> tuple[str, str]:
    said = next(value for name, value in json.loads(text).items() if name.endswith("_response"))
    return said["code"], said.get("sub_code", "")


ORDER = {"out_trade_no": "ORDER1", "total_amount": "12.50", "subject": "牛肉面"}


@pytest.mark.parametrize(
    "in_query", [(), ("method", "sign"), ("app_id", "method", "sign", "charset", "timestamp")]
)
async def test_query_and_form_are_one(sandbox: Standing, keys: Keys, in_query: tuple[str, ...]):
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER), in_query)

    assert verdict(said) == ("10000", "")


async def test_strokes_are_escaped_and_signed_as_they_are(sandbox: Standing, keys: Keys):
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER))
    content = said[said.index(":") + 1 : said.index(',"sign"')]
    proof = base64.b64decode(json.loads(said)["sign"])

    assert '"qr_code":"http:\\/\\/127.0.0.1' in content
    keys.alipay_key.public_key().verify(proof, content.encode(), PKCS1v15(), SHA256())


@pytest.mark.parametrize(
    ("change", "code", "sub_code"),
    [
        ({"app_id": "2021000000000000"}, "40002", "isv.invalid-app-id"),
        ({"sign_type": "RSA"}, "40002", "isv.invalid-signature-type"),
        ({"timestamp": "now"}, "40002", "isv.invalid-timestamp"),
        ({"timestamp": ""}, "40001", "isv.missing-timestamp"),
        ({"method": "alipay.trade.dance"}, "40002", "isv.invalid-method"),
        ({"biz_content": ""}, "40001", "isv.missing-parameter"),
        ({"biz_content": "{"}, "40002", "isv.invalid-parameter"),
    ],
)
async def test_a_wrong_request_is_refused_by_the_gateway(
    sandbox: Standing, keys: Keys, change: dict[str, str], code: str, sub_code: str
):
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER, **change))

    assert verdict(said) == (code, sub_code)
    assert ("sign" in json.loads(said)) == (sub_code != "isv.invalid-app-id")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"out_trade_no": "ORDER-1"}, "40004"),
        ({"out_trade_no": ""}, "40002"),
        ({"subject": "a=b"}, "40002"),
        ({"total_amount": "0.001"}, "40004"),
        ({"total_amount": "0"}, "40004"),
        ({"total_amount": "100000000.01"}, "40004"),
        ({"timeout_express": "16d"}, "40004"),
        ({"time_expire": "soon"}, "40004"),
    ],
)
async def test_a_wrong_order_is_refused(sandbox: Standing, keys: Keys, change: dict[str, str], code: str):
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER | change))

    assert verdict(said)[0] == code
    assert not sandbox.bench.desk.books.trades


async def test_the_same_number_with_other_content_is_refused(sandbox: Standing, keys: Keys):
    await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER))
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER | {"total_amount": "12.51"}))

    assert verdict(said) == ("40004", "ACQ.CONTEXT_INCONSISTENT")


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        ("unavailable-before", ("20000", "isp.unknow-error")),
        ("system-error-after", ("40004", "ACQ.SYSTEM_ERROR")),
        ("limited", ("40005", "isv.app-call-limited")),
    ],
)
async def test_how_faults_look(sandbox: Standing, keys: Keys, fault: str, wanted: tuple[str, str]):
    sandbox.bench.desk.fate.script("precreate", [AnswerFault(fault)])
    said = await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER))

    assert verdict(said) == wanted
    assert ("ORDER1" in sandbox.bench.desk.books.trades) == fault.endswith("after")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_any_bytes_are_read_without_harm(sandbox: Standing, body: bytes, query: str):
    parameters_of(Request("POST", f"/gateway.do?{query}", {}, body))


async def test_books_and_notices_outlive_a_restart(
    sandbox: Standing, options: SandboxOptions, keys: Keys, clock: ManualClock, tmp_path: Path
):
    async with open_door() as door:
        told = signed(keys, "alipay.trade.precreate", ORDER, notify_url=f"{door.url}/notify")
        await post(sandbox, told)
        await sandbox.pay("ORDER1")
        await clock.advance(1)
        await until(lambda: door.came)
        await until(lambda: not sandbox.bench.desk.agenda.under_way)
        door.answer = "success"
        async with opened(SandboxServer(dataclasses.replace(options, port=0), clock)) as again:
            said = await post(again, signed(keys, "alipay.trade.query", {"out_trade_no": "ORDER1"}))
            await clock.advance(240)
            await until(lambda: len(door.came) >= 2)

    assert '"trade_status":"TRADE_SUCCESS"' in said


async def test_the_face_to_face_pages_promise_three_tries_at_once(
    options: SandboxOptions, keys: Keys, clock: ManualClock
):
    quick = dataclasses.replace(options, calls_thrice=True, journal=None)
    async with open_door() as door, opened(SandboxServer(quick, clock)) as sandbox:
        await post(sandbox, signed(keys, "alipay.trade.precreate", ORDER, notify_url=f"{door.url}/notify"))
        await sandbox.pay("ORDER1")
        await clock.advance(1)
        await until(lambda: len(door.came) == 4)
        await until(lambda: not sandbox.bench.desk.agenda.under_way)
        await clock.advance(100)

        assert len(door.came) == 4
