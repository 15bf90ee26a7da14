"""Alipay keeps what every channel promises, by public key and by certificate, against the sandbox."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from alipay_side import QUICK
from barcodes import BarcodeConformance
from conformance import ChannelConformance, Stage

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word
from wendan.sandbox.alipay import Mode, SandboxOptions


@pytest.fixture(params=list(Mode))
def options(request: pytest.FixtureRequest, alipay_directory: Path) -> SandboxOptions:
    return SandboxOptions(alipay_directory, mode=request.param, faults=QUICK, takes_hyphens=True)


class TestAlipay(ChannelConformance, BarcodeConformance):
    refunding = Word.SUCCEEDED

    async def test_a_refund_is_on_its_way_and_then_done(self, stage: Stage) -> None:
        """Here it is done at once, and its query says the same."""
        await stage.paid("ORDER-1")
        asked = await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        known = await stage.channel.query_refund(stage.refund_key("BACK-1"))

        assert [news.word for news in (asked, known)] == [Word.SUCCEEDED] * 2
        assert {news.amount_fen for news in (asked, known)} == {300}
        assert asked.happened_at == known.happened_at

    async def test_a_refund_that_fails_says_so(self, stage: Stage) -> None:  # type: ignore[override]
        """A refund that Alipay has taken never fails; what it does not take is refused."""
        await stage.channel.prepare(stage.ask("ORDER-1"))
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))

        assert refused.value.code == "ACQ.TRADE_STATUS_ERROR"


async def test_the_fee_of_a_second_refund_is_not_taken_for_its_amount(stage: Stage):
    await stage.paid("ORDER-1")
    first = await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 300))
    second = await stage.channel.refund(stage.refund("BACK-2", "ORDER-1", 200))
    again = await stage.channel.refund(stage.refund("BACK-2", "ORDER-1", 200))

    assert [news.amount_fen for news in (first, second, again)] == [300, 200, 200]
    assert '"refund_fee":"5.00"' in second.raw
    assert again.word is Word.SUCCEEDED
    assert stage.other_side.kept_fen("ORDER-1") == 750  # type: ignore[attr-defined]


async def test_the_same_refund_number_with_another_amount_is_refused(stage: Stage):
    await stage.paid("ORDER-1")
    await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 300))
    with pytest.raises(ChannelRefused, match="DISCORDANT_REPEAT_REQUEST"):
        await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 301))


async def test_a_wholly_refunded_payment_was_paid_all_the_same(stage: Stage):
    await stage.paid("ORDER-1")
    await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 1250))
    news = await stage.channel.query(stage.key("ORDER-1"))

    assert '"trade_status":"TRADE_CLOSED"' in news.raw
    assert (news.word, news.amount_fen) == (Word.SUCCEEDED, 1250)


async def test_a_code_that_nobody_scanned_is_missing_and_then_waits(stage: Stage):
    ask = stage.ask("QR-1", method="qr")
    prepared = await stage.channel.prepare(ask)
    key = stage.key("QR-1", method="qr")
    before = (await stage.channel.query(key)).word
    closing = await stage.channel.close(key)
    side: Any = stage.other_side
    await side.sandbox.call("POST", f"/payments/{prepared.parameters['code_url'].rpartition('/')[2]}/scan")

    assert (before, closing.answer) == (Word.MISSING, CloseAnswer.MISSING)
    assert (await stage.channel.query(key)).word is Word.ACCEPTED
    assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED


@pytest.mark.parametrize("method", ["wap", "huabei-3", "huabei-12", "ecny"])
async def test_alipay_learns_of_a_page_when_the_customer_opens_it(stage: Stage, method: str):
    prepared = await stage.channel.prepare(stage.ask("PAGE-1", method=method))
    key = stage.key("PAGE-1", method=method)
    before = (await stage.channel.query(key)).word
    async with aiohttp.ClientSession() as browser, browser.get(prepared.parameters["h5_url"]) as page:
        shown = await page.text()
    side: Any = stage.other_side

    assert before is Word.MISSING
    assert "¥12.50" in shown
    assert (await stage.channel.query(key)).word is Word.ACCEPTED
    await side.pay("PAGE-1")
    assert (await stage.channel.query(key)).word is Word.SUCCEEDED
    content = msgspec.json.decode(side.sandbox.bench.desk.books.trades["PAGE-1"].order.content.split("\n")[1])
    instalments = method.removeprefix("huabei-") if method.startswith("huabei-") else None
    assert content.get("extend_params", {}).get("hb_fq_num") == instalments


async def test_a_page_whose_address_was_changed_does_not_open(stage: Stage):
    prepared = await stage.channel.prepare(stage.ask("PAGE-1", method="wap"))
    changed = prepared.parameters["h5_url"].replace("12.50", "0.50")
    async with aiohttp.ClientSession() as browser, browser.get(changed) as page:
        said = await page.text()

    assert "isv.invalid-signature" in said
    assert (await stage.channel.query(stage.key("PAGE-1", method="wap"))).word is Word.MISSING


async def test_a_scanned_payment_that_succeeded_meanwhile_is_reversed_with_its_money(stage: Stage):
    side: Any = stage.other_side
    ask = replace(stage.ask("SCAN-1", method="barcode"), auth_code=await side.shows(manner="at-once"))
    stage.other_side.spoil("barcode", "lost")
    with pytest.raises(Silence):
        await stage.channel.prepare(ask)
    key = stage.key("SCAN-1", method="barcode")
    closing = await stage.channel.close(key)

    assert closing.answer is CloseAnswer.CLOSED
    assert '"action":"refund"' in closing.raw
    assert (await stage.channel.query(key)).word is Word.CLOSED
    assert side.kept_fen("SCAN-1") == 0


async def test_an_unclear_scan_is_silence_whatever_went_wrong(stage: Stage):
    side: Any = stage.other_side
    for n, fault in enumerate(stage.silences):
        ask = replace(stage.ask(f"SCAN-{n}", method="barcode"), auth_code=await side.shows(manner="at-once"))
        stage.other_side.spoil("barcode", fault)
        with pytest.raises(Silence):
            await stage.channel.prepare(ask)
        word = (await stage.channel.query(stage.key(f"SCAN-{n}", method="barcode"))).word

        assert word is (Word.MISSING if "before" in fault else Word.SUCCEEDED)


@pytest.mark.parametrize("verb", ["prepare", "query", "close", "refund", "query_refund"])
async def test_too_often_is_a_no_that_may_be_repeated(stage: Stage, verb: str):
    await stage.paid("ORDER-1")
    stage.other_side.spoil(verb, "limited")
    subjects = {
        "prepare": stage.ask("ORDER-2"),
        "refund": stage.refund("BACK-1", "ORDER-1"),
        "query_refund": stage.refund_key("BACK-1"),
    }
    with pytest.raises(ChannelRefused) as refused:
        await getattr(stage.channel, verb)(subjects.get(verb, stage.key("ORDER-1")))

    assert (refused.value.cause, refused.value.retryable) == (Cause.CHANNEL_BUSY, True)


@pytest.mark.parametrize(
    ("fault", "cause"), [("over-limit", Cause.LIMIT_EXCEEDED), ("risky", Cause.RISK_CHECK)]
)
async def test_a_certain_no_says_why(stage: Stage, fault: str, cause: Cause):
    stage.other_side.spoil("prepare", fault)
    with pytest.raises(ChannelRefused) as refused:
        await stage.channel.prepare(stage.ask("ORDER-1"))

    assert (refused.value.cause, refused.value.retryable) == (cause, False)


async def test_ordering_what_is_paid_is_a_duplicate(stage: Stage):
    await stage.paid("ORDER-1")
    with pytest.raises(ChannelRefused) as refused:
        await stage.channel.prepare(stage.ask("ORDER-1"))

    assert refused.value.cause is Cause.DUPLICATE_REFUSED
