"""Money held and not taken: by scan and by code, taken in parts, given back, undone; silence is silence."""

from datetime import timedelta
from typing import Any

import pytest
from alipay_side import SELLER
from conformance import Stage
from standing import Standing

from wendan.channels.alipay import Alipay
from wendan.channels.port import ChannelRefused, RefundAsk, RefundKey
from wendan.channels.preauth import CaptureAsk, HoldAsk, HoldKey, HoldWord, PreAuthorising, ReleaseAsk
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, Word
from wendan.sandbox.core.faults import AnswerFault

KEY = HoldKey(SELLER, "HOLD1")


def ask(stage: Stage, auth_code: str | None = None, amount_fen: int = 20000) -> HoldAsk:
    now = stage.clock.now()
    return HoldAsk(SELLER, "HOLD1", Fen(amount_fen), "火锅 定金", now, now + timedelta(minutes=30), auth_code)


async def held(stage: Stage, channel: Alipay) -> HoldKey:
    side: Any = stage.other_side
    prepared = await channel.freeze(ask(stage, await side.shows(manner="at-once", payer="2088111122223333")))
    assert prepared.news is not None
    return HoldKey(SELLER, "HOLD1", prepared.news.reference)


def capture(hold: HoldKey, number: str, amount_fen: int, *, is_last: bool = True) -> CaptureAsk:
    return CaptureAsk(hold, number, Fen(amount_fen), "火锅", "2088111122223333", is_last)


def test_alipay_can_hold_money(channel: Alipay):
    verbs: PreAuthorising = channel

    assert verbs


async def test_a_scanned_customers_money_is_held_at_once(stage: Stage, channel: Alipay):
    hold = await held(stage, channel)
    news = await channel.query_freeze(hold)

    assert (news.word, news.held_fen, news.taken_fen, news.left_fen) == (HoldWord.HELD, 20000, 0, 20000)
    assert (news.reference, news.payer) == (hold.reference, "2088111122223333")


async def test_a_code_holds_nothing_until_the_customer_agrees(
    stage: Stage, channel: Alipay, sandbox: Standing
):
    prepared = await channel.freeze(ask(stage))
    before = await channel.query_freeze(KEY)
    await sandbox.call("POST", f"/holds/{prepared.parameters['code_url'].rpartition('/')[2]}/agree")
    after = await channel.query_freeze(KEY)

    assert [news.word for news in (before, after)] == [HoldWord.ACCEPTED, HoldWord.HELD]


async def test_whoever_types_a_password_first_is_asked_about(stage: Stage, channel: Alipay):
    side: Any = stage.other_side
    prepared = await channel.freeze(ask(stage, await side.shows(manner="password")))

    assert (prepared.news, prepared.parameters) == (None, {})
    assert (await channel.query_freeze(KEY)).word is HoldWord.ACCEPTED


async def test_too_little_balance_holds_nothing(stage: Stage, channel: Alipay):
    side: Any = stage.other_side
    with pytest.raises(ChannelRefused) as refused:
        await channel.freeze(ask(stage, await side.shows(manner="poor")))

    assert refused.value.cause is Cause.BALANCE_INSUFFICIENT
    assert (await channel.query_freeze(KEY)).word is HoldWord.CLOSED


async def test_held_money_becomes_a_payment_like_any_other_and_the_rest_goes_back(
    stage: Stage, channel: Alipay, sandbox: Standing
):
    hold = await held(stage, channel)
    news = await channel.capture(capture(hold, "MEAL1", 15000))
    again = await channel.capture(capture(hold, "MEAL1", 15000))
    key = stage.key("MEAL1")
    asked = await channel.query(key)
    left = await channel.query_freeze(hold)
    refund = RefundAsk(RefundKey(SELLER, "BACK1", stage.begun_at, key), Fen(500), Fen(15000), "少一份菜")

    assert (news.word, news.amount_fen, again.reference) == (Word.SUCCEEDED, 15000, news.reference)
    assert (asked.word, asked.amount_fen) == (Word.SUCCEEDED, 15000)
    assert (left.word, left.taken_fen, left.left_fen) == (HoldWord.CLOSED, 15000, 0)
    assert (await channel.refund(refund)).word is Word.SUCCEEDED
    assert sandbox.bench.desk.books.trades["MEAL1"].taken_fen == 15000


async def test_it_is_taken_in_parts_and_never_more_than_is_held(stage: Stage, channel: Alipay):
    hold = await held(stage, channel)
    await channel.capture(capture(hold, "MEAL1", 15000, is_last=False))
    between = await channel.query_freeze(hold)
    with pytest.raises(Silence):  # a word of this kind stands in no table of ours, and money might have moved
        await channel.capture(capture(hold, "MEAL2", 5001, is_last=False))

    assert (between.word, between.left_fen) == (HoldWord.HELD, 5000)
    assert (await channel.query(stage.key("MEAL2"))).word is Word.MISSING


async def test_giving_back_twice_under_one_number_gives_back_once(stage: Stage, channel: Alipay):
    hold = await held(stage, channel)
    release = ReleaseAsk(hold, "FREE1", Fen(5000), "改小份")
    first, second = await channel.unfreeze(release), await channel.unfreeze(release)

    assert (first.left_fen, second.left_fen) == (15000, 15000)
    assert first.word is HoldWord.HELD


@pytest.mark.parametrize(
    "fault", ["lost", "system-error-after", "unavailable-before", "reset-before", "missigned"]
)
async def test_an_unclear_freeze_is_silence_and_can_be_undone(
    stage: Stage, channel: Alipay, sandbox: Standing, fault: str
):
    side: Any = stage.other_side
    sandbox.bench.desk.fate.script("freeze", [AnswerFault(fault)])
    with pytest.raises(Silence):
        await channel.freeze(ask(stage, await side.shows(manner="at-once")))
    is_there = "before" not in fault

    assert (await channel.query_freeze(KEY)).word is (HoldWord.HELD if is_there else HoldWord.MISSING)
    assert (await channel.cancel(KEY)).word is (HoldWord.CLOSED if is_there else HoldWord.MISSING)
    assert (await channel.query_freeze(KEY)).left_fen in (0, None)


async def test_an_unclear_capture_is_queried_as_a_payment(stage: Stage, channel: Alipay, sandbox: Standing):
    hold = await held(stage, channel)
    sandbox.bench.desk.fate.script("pay", [AnswerFault.LOST])
    with pytest.raises(Silence):
        await channel.capture(capture(hold, "MEAL1", 15000))

    assert (await channel.query(stage.key("MEAL1"))).word is Word.SUCCEEDED
