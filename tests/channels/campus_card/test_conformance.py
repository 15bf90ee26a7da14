"""The campus card keeps what every channel promises, links and codes, against the sandbox of its protocol."""

from dataclasses import replace
from typing import Any

import pytest
from barcodes import BarcodeConformance
from conformance import ChannelConformance, Stage

from wendan.channels.port import ChannelRefused, CloseAnswer, PaymentAsk
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word


class TestCampusCard(ChannelConformance, BarcodeConformance):
    pass


async def scanned(stage: Stage, number: str, **wish: Any) -> PaymentAsk:
    side: Any = stage.other_side
    return replace(stage.ask(number, method="barcode"), auth_code=await side.shows(**wish))


@pytest.mark.parametrize(
    ("card", "code", "cause"),
    [
        ("2026000002", "BALANCE_INSUFFICIENT", Cause.BALANCE_INSUFFICIENT),
        ("2026000003", "CARD_FROZEN", Cause.ACCOUNT_RESTRICTED),
        ("2026000004", "LIMIT_PER_DAY", Cause.LIMIT_EXCEEDED),
        ("2026000005", "CARD_LOST", Cause.ACCOUNT_RESTRICTED),
        ("2026000006", "CARD_EXPIRED", Cause.ACCOUNT_RESTRICTED),
        ("2026000007", "LIMIT_PER_PAYMENT", Cause.LIMIT_EXCEEDED),
    ],
)
async def test_a_card_that_does_not_pay_says_why(stage: Stage, card: str, code: str, cause: Cause):
    with pytest.raises(ChannelRefused) as refused:
        await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once", payer=card))
    news = await stage.channel.query(stage.key("SCAN-1", method="barcode"))

    assert (refused.value.code, refused.value.cause) == (code, cause)
    assert (news.word, news.cause) == (Word.DECLINED, cause)
    assert stage.other_side.taken_fen("SCAN-1") == 0


async def test_a_cards_balance_and_day_limit_are_what_is_left_of_them(stage: Stage):
    side: Any = stage.other_side
    await side.sandbox.call("PUT", "/cards/2026000009", {"charged_fen": 3000, "per_day_fen": 2600})
    for number in ("SCAN-1", "SCAN-2"):
        await stage.channel.prepare(await scanned(stage, number, manner="at-once", payer="2026000009"))
    with pytest.raises(ChannelRefused, match="LIMIT_PER_DAY"):
        await stage.channel.prepare(await scanned(stage, "SCAN-3", manner="at-once", payer="2026000009"))
    await stage.clock.advance(86_400)
    with pytest.raises(ChannelRefused, match="BALANCE_INSUFFICIENT"):
        await stage.channel.prepare(await scanned(stage, "SCAN-4", manner="at-once", payer="2026000009"))

    await stage.channel.close(stage.key("SCAN-2", method="barcode"))
    cards = {each["number"]: each for each in (await side.sandbox.call("GET", "/cards"))[1]}
    assert cards["2026000009"]["balance_fen"] == 1750


async def test_a_student_whose_card_does_not_pay_on_the_page_may_try_another(stage: Stage):
    side: Any = stage.other_side
    prepared = await stage.channel.prepare(stage.ask("ORDER-1"))
    token = prepared.parameters["h5_url"].rpartition("/")[2]
    refused = await side.sandbox.call("POST", "/cards/2026000002/pay", {"payment": token})
    between = await stage.channel.query(stage.key("ORDER-1"))
    await side.sandbox.call("POST", "/cards/2026000001/pay", {"payment": token})

    assert refused == (409, {"reason": "BALANCE_INSUFFICIENT"})
    assert between.word is Word.ACCEPTED
    assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.SUCCEEDED


async def test_an_unclear_scan_is_silence_whatever_went_wrong(stage: Stage):
    for n, fault in enumerate(stage.silences):
        stage.other_side.spoil("barcode", fault)
        with pytest.raises(Silence):
            await stage.channel.prepare(await scanned(stage, f"SCAN-{n}", manner="at-once"))
        word = (await stage.channel.query(stage.key(f"SCAN-{n}", method="barcode"))).word

        assert word is (Word.MISSING if "before" in fault else Word.SUCCEEDED)


async def test_an_unclear_reversal_is_silence_and_reversing_again_gives_the_money_back(stage: Stage):
    side: Any = stage.other_side
    for n, fault in enumerate(stage.silences):
        key = stage.key(f"SCAN-{n}", method="barcode")
        await stage.channel.prepare(await scanned(stage, key.number, manner="at-once"))
        side.spoil("reverse", fault)
        with pytest.raises(Silence):
            await stage.channel.close(key)

        assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED
        assert (await stage.channel.query(key)).word is Word.CLOSED
        assert side.kept_fen(key.number) == 0


async def test_a_scan_that_arrives_after_its_reversal_charges_nobody(stage: Stage):
    """The line was slow: the operator hears of the reversal first, and remembers the number."""
    key = stage.key("SCAN-1", method="barcode")

    assert (await stage.channel.close(key)).answer is CloseAnswer.MISSING
    with pytest.raises(ChannelRefused, match="ALREADY_CLOSED"):
        await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
    assert stage.other_side.taken_fen("SCAN-1") == 0


async def test_who_refuses_on_the_phone_has_declined(stage: Stage):
    ask = await scanned(stage, "SCAN-1", manner="password", then="refuses", after_s=8)
    await stage.channel.prepare(ask)
    await stage.clock.advance(10)
    news = await stage.channel.query(stage.key("SCAN-1", method="barcode"))

    assert (news.word, news.cause) == (Word.DECLINED, Cause.CUSTOMER_CANCELLED)


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


async def test_more_than_the_contract_allows_is_our_mistake(stage: Stage):
    with pytest.raises(ChannelRefused) as refused:
        await stage.channel.prepare(stage.ask("ORDER-1", 50_001))

    assert (refused.value.code, refused.value.cause) == ("AMOUNT_OUTSIDE_CONTRACT", Cause.OUR_MISTAKE)


async def test_a_late_reversal_of_a_paid_scan_says_that_it_is_paid(stage: Stage):
    await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
    await stage.clock.advance(86_401)

    assert (
        await stage.channel.close(stage.key("SCAN-1", method="barcode"))
    ).answer is CloseAnswer.ALREADY_PAID
