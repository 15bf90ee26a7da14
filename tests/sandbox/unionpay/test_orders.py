"""Forms, codes and questions: what UnionPay believes, answers and keeps."""

from dataclasses import replace
from typing import Any

import pytest
from standing import Standing, opened

from wendan.platform.clock import ManualClock
from wendan.sandbox.unionpay import AnswerFault, FaultPlan, SandboxOptions, SandboxServer

FRONT, BACK = "/gateway/api/frontTransReq.do", "/gateway/api/backTransReq.do"


def spoil(sandbox: Standing, verb: str, *faults: AnswerFault) -> None:
    sandbox.bench.desk.fate.script(verb, list(faults))


async def test_a_browsers_form_makes_the_order_and_shows_a_page(merchant: Any, sandbox: Standing):
    form = merchant.signed(merchant.order("ORDER-1", frontUrl="http://shop/diner/"))
    assert (await merchant.query("ORDER-1", form["txnTime"]))["respCode"] == "34"
    status, page = await merchant.post(FRONT, form)
    again = await merchant.post(FRONT, form)
    asked = await merchant.query("ORDER-1", form["txnTime"])

    assert status == again[0] == 200
    assert "¥12.50" in page
    assert "/_sandbox/return/ORDER-1" in page
    assert asked["respCode"] == "34", "nobody has paid"
    assert (await sandbox.pay("ORDER-1"))[0] == 200
    assert "支付成功" in (await merchant.post(FRONT, form))[1]


async def test_the_way_back_posts_the_signed_result(merchant: Any, sandbox: Standing):
    import html
    import re

    await merchant.post(FRONT, merchant.signed(merchant.order("ORDER-1", frontUrl="http://shop/?a=1&b=2")))
    await sandbox.pay("ORDER-1")
    _, page = await sandbox.call("GET", "/return/ORDER-1")
    told = {k: html.unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', page)}

    assert 'method="post" action="http://shop/?a=1&amp;b=2"' in page
    merchant.check(told)
    assert (told["respCode"], told["orderId"], told["txnAmt"]) == ("00", "ORDER-1", "1250")


async def test_a_form_that_is_not_the_merchants_is_refused_on_a_page(merchant: Any, sandbox: Standing):
    form = merchant.signed(merchant.order("ORDER-1")) | {"txnAmt": "1"}
    status, page = await merchant.post(FRONT, form)

    assert status == 200
    assert "验证签名失败" in page
    assert not sandbox.bench.desk.books.trades


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"certId": "123"}, "11"),
        ({"version": "5.0.0"}, "11"),
        ({"merId": "777290058110049"}, "31"),
        ({"txnAmt": ""}, "13"),
        ({"backUrl": ""}, "13"),
        ({"txnTime": "2026"}, "10"),
        ({"txnAmt": "12.50"}, "10"),
        ({"currencyCode": "840"}, "10"),
        ({"payTimeout": "20261399000000"}, "10"),
        ({"txnType": "99"}, "10"),
    ],
)
async def test_every_refusal_has_its_code_and_is_signed(merchant: Any, change: dict[str, str], code: str):
    told = await merchant.ask(BACK, merchant.order("ORDER-1") | change)

    assert told["respCode"] == code


async def test_answers_are_not_url_encoded(merchant: Any):
    _, text = await merchant.post(BACK, merchant.signed(merchant.order("ORDER-1")))

    assert "-----BEGIN CERTIFICATE-----\n" in text
    assert "respMsg=成功" in text


async def test_what_is_no_address_of_unionpays_is_a_bare_status(merchant: Any):
    assert await merchant.post("/gateway/api/other.do", {}) == (404, "")
    async with merchant.session.get(FRONT) as answer:
        assert answer.status == 405
    async with merchant.session.post(BACK, data=b"\xff\x00") as answer:
        assert "respCode=11" in await answer.text()


async def test_an_order_is_number_and_time_together(merchant: Any, sandbox: Standing, clock: ManualClock):
    told = await merchant.qr("ORDER-1")
    again = await merchant.qr("ORDER-1")
    await clock.advance(1)
    other_time = await merchant.qr("ORDER-1")

    assert told["qrCode"] == again["qrCode"]
    assert told["qrCode"].startswith("https://qr.95516.com/")
    assert other_time["respCode"] == "12"
    assert (await merchant.query("ORDER-1", other_time["txnTime"]))["respCode"] == "34"
    found = await sandbox.call("GET", f"/payments/{told['qrCode'].rpartition('/')[2]}")
    assert found[1]["number"] == "ORDER-1"


async def test_a_repeated_code_may_be_a_duplicate(
    options: SandboxOptions, clock: ManualClock, merchant_of: Any
):
    server = SandboxServer(replace(options, refuses_repeats=True, unpaid_code="05"), clock)
    async with opened(server) as strict:
        merchant = merchant_of(strict)
        told = await merchant.qr("ORDER-1")
        again = await merchant.qr("ORDER-1")
        asked = await merchant.query("ORDER-1", told["txnTime"])

    assert (told["respCode"], again["respCode"]) == ("00", "12")
    assert (asked["respCode"], asked["origRespCode"]) == ("00", "05")


async def test_an_app_gets_a_tn(merchant: Any, sandbox: Standing):
    told = await merchant.ask("/gateway/api/appTransReq.do", merchant.order("ORDER-1"))

    assert len(told["tn"]) == 21
    assert (await sandbox.pay(told["tn"]))[0] == 200


async def test_a_paid_order_says_all(merchant: Any, sandbox: Standing):
    told = await merchant.qr("ORDER-1", reqReserved="牛肉面")
    await sandbox.pay("ORDER-1")
    paid = await merchant.query("ORDER-1", told["txnTime"])

    assert (paid["respCode"], paid["origRespCode"], paid["txnAmt"]) == ("00", "00", "1250")
    assert len(paid["queryId"]) == 21
    assert (paid["settleDate"], paid["traceTime"]) == ("1121", "1121120000")
    assert "*" in paid["accNo"]


async def test_nobody_pays_after_the_last_moment(merchant: Any, sandbox: Standing, clock: ManualClock):
    await merchant.qr("ORDER-1", payTimeout="20261121123000")
    await clock.advance(30 * 60)

    assert await sandbox.pay("ORDER-1") == (409, {"reason": "expired"})


@pytest.mark.parametrize("fault", [AnswerFault.SYSTEM_ERROR_BEFORE, AnswerFault.ACCEPTED])
async def test_unsure_before_the_effect(merchant: Any, sandbox: Standing, fault: AnswerFault):
    spoil(sandbox, "qr", fault)

    assert (await merchant.qr("ORDER-1"))["respCode"] in ("03", "04", "05")
    assert not sandbox.bench.desk.books.trades


async def test_unsure_after_the_effect_in_every_wording(merchant: Any, sandbox: Standing):
    codes = set()
    for n in range(24):
        spoil(sandbox, "qr", AnswerFault.SYSTEM_ERROR_AFTER)
        codes.add((await merchant.qr(f"ORDER-{n}"))["respCode"])

    assert codes == {"03", "04", "05"}
    assert len(sandbox.bench.desk.books.trades) == 24


async def test_a_wrong_signature_on_an_answer(merchant: Any, sandbox: Standing):
    spoil(sandbox, "qr", AnswerFault.MISSIGNED)
    with pytest.raises(Exception):  # noqa: B017, PT011 - cryptography's InvalidSignature
        await merchant.qr("ORDER-1")

    assert sandbox.bench.desk.books.trades


async def test_the_result_may_come_later_than_the_money(
    options: SandboxOptions, clock: ManualClock, merchant_of: Any
):
    async with opened(SandboxServer(replace(options, result_wait_s=600), clock)) as slow:
        merchant = merchant_of(slow)
        told = await merchant.qr("ORDER-1")
        await slow.pay("ORDER-1")
        before = await merchant.query("ORDER-1", told["txnTime"])
        await clock.advance(600)
        after = await merchant.query("ORDER-1", told["txnTime"])

    assert (before["origRespCode"], after["origRespCode"]) == ("05", "00")
    assert "queryId" not in before


async def test_books_outlive_the_process(
    options: SandboxOptions, clock: ManualClock, merchant_of: Any, tmp_path: Any
):
    kept = replace(options, journal=tmp_path / "journal")
    async with opened(SandboxServer(kept, clock)) as first:
        merchant = merchant_of(first)
        told = await merchant.qr("ORDER-1")
        await first.pay("ORDER-1")
        paid = await merchant.query("ORDER-1", told["txnTime"])
    async with opened(SandboxServer(kept, clock)) as second:
        merchant = merchant_of(second)
        again = await merchant.query("ORDER-1", told["txnTime"])

    assert again["queryId"] == paid["queryId"]


async def test_a_channel_that_scans_nobody_says_so(sandbox: Standing):
    assert await sandbox.call("POST", "/codes", {}) == (409, {"reason": "no-codes-here"})


async def test_no_merchants_promotion_pays_here(merchant: Any, sandbox: Standing):
    await merchant.post(FRONT, merchant.signed(merchant.order("ORDER-1")))

    assert await sandbox.pay("ORDER-1", promoted_fen=1) == (409, {"reason": "no-promotions-here"})
    sandbox.bench.desk.fate.plan = FaultPlan(promoted=1.0)
    assert (await sandbox.pay("ORDER-1"))[1]["payment"]["promoted_fen"] == 0
