"""Money that WeChat answers for: agreed to, taken once, given back, undone; silence is silence."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conformance import Stage
from sandbox_side import SandboxSide
from standing import Standing, open_door, standing
from wechat_side import QUICK, VERBS

from waiting import until
from wendan.channels.http import ChannelOptions
from wendan.channels.port import ChannelRefused, PaymentKey, RefundAsk, RefundKey
from wendan.channels.preauth import CaptureAsk, HoldAsk, HoldKey, HoldWord, PreAuthorising, ReleaseAsk
from wendan.channels.wechat import PayScore, WechatPay, load_credentials
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, Subject, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.wechat import SandboxOptions

MCHID = "1230000109"
KEY = HoldKey(MCHID, "HOLD1")


@pytest.fixture
async def stage(wechat_directory: Path, clock: ManualClock) -> AsyncIterator[Stage]:
    options = SandboxOptions(wechat_directory, faults=QUICK, refund_wait_s=3600)
    async with open_door() as door, standing(options, clock) as sandbox:
        given = load_credentials(wechat_directory / "wechat.json")
        channel = WechatPay({given.mchid: given}, ChannelOptions(door.url), clock, SeededIds(1))
        yield Stage(channel, MCHID, clock, SandboxSide(sandbox, door, clock, VERBS), [])
        await channel.aclose()


@pytest.fixture
async def score(stage: Stage, wechat_directory: Path) -> AsyncIterator[PayScore]:
    side: Any = stage.other_side
    given = load_credentials(wechat_directory / "wechat.json")
    options, ids = ChannelOptions(side.door.url), SeededIds(2)
    transport = Transport(options, stage.clock, ids)
    made = PayScore({given.mchid: Merchant(given)}, transport, options, stage.clock, ids)
    yield made
    await transport.aclose()


def sandbox_of(stage: Stage) -> Standing:
    side: Any = stage.other_side
    return side.sandbox  # type: ignore[no-any-return]


def ask(stage: Stage, amount_fen: int = 20000) -> HoldAsk:
    until_then = stage.begun_at + timedelta(minutes=30)
    return HoldAsk(MCHID, "HOLD1", Fen(amount_fen), "火锅定金", stage.begun_at, until_then)


async def held(stage: Stage, score: PayScore) -> HoldKey:
    await score.freeze(ask(stage))
    assert (await sandbox_of(stage).call("POST", "/scores/HOLD1/confirm"))[0] == 200
    return HoldKey(MCHID, "HOLD1", (await score.query_freeze(KEY)).reference)


def capture(hold: HoldKey, amount_fen: int, *, is_last: bool = True) -> CaptureAsk:
    return CaptureAsk(hold, "MEAL1", Fen(amount_fen), "火锅", "o1", is_last)


def test_payscore_can_hold_money(score: PayScore):
    verbs: PreAuthorising = score

    assert verbs
    assert score.serves(MCHID)
    assert not score.serves("1900009999")


async def test_the_customer_agrees_on_wechats_page_which_opens_only_for_our_signature(
    stage: Stage, score: PayScore
):
    prepared = await score.freeze(ask(stage))
    given = dict(prepared.parameters)
    business = given.pop("businessType")
    before = await score.query_freeze(KEY)
    path = "/scores/HOLD1/confirm"
    refused = await sandbox_of(stage).call("POST", path, {"invocation": given | {"nonce_str": "another"}})
    agreed = await sandbox_of(stage).call("POST", path, {"invocation": given})
    after = await score.query_freeze(KEY)

    assert (business, set(given)) == (
        "wxpayScoreUse",
        {"mch_id", "package", "timestamp", "nonce_str", "sign_type", "sign"},
    )
    assert refused == (409, {"reason": "wrong-pay-signature"})
    assert agreed[0] == 200
    assert [news.word for news in (before, after)] == [HoldWord.ACCEPTED, HoldWord.HELD]
    assert (after.held_fen, after.taken_fen, after.left_fen) == (20000, 0, 20000)
    assert after.payer


async def test_the_same_hold_again_is_the_same_hold(stage: Stage, score: PayScore):
    first, second = await score.freeze(ask(stage)), await score.freeze(ask(stage))

    assert first.parameters["package"] == second.parameters["package"]
    with pytest.raises(ChannelRefused):
        await score.freeze(ask(stage, 20001))


async def test_what_is_taken_is_on_its_way_and_then_paid_and_refunded_by_wechats_number(
    stage: Stage, score: PayScore
):
    hold = await held(stage, score)
    on_its_way = await score.capture(capture(hold, 15000))
    again = await score.capture(capture(hold, 15000))
    await stage.clock.advance(3)
    await until(lambda: sandbox_of(stage).bench.desk.scores.by_number["HOLD1"].paid_at)
    paid = await score.query_capture(hold, "MEAL1")
    left = await score.query_freeze(hold)

    assert [news.word for news in (on_its_way, again, paid)] == [Word.ACCEPTED] * 2 + [Word.SUCCEEDED]
    assert (paid.number, paid.amount_fen, paid.currency) == ("MEAL1", 15000, "CNY")
    assert (left.word, left.taken_fen, left.left_fen) == (HoldWord.CLOSED, 15000, 0)
    now = stage.begun_at
    payment = PaymentKey(MCHID, "MEAL1", "payscore", now, now, paid.reference)
    refund = RefundAsk(RefundKey(MCHID, "BACK1", now, payment), Fen(500), Fen(15000), "少一份菜")
    assert (await stage.channel.refund(refund)).word is Word.ACCEPTED


async def test_it_is_taken_once_and_never_more_than_was_agreed(stage: Stage, score: PayScore):
    hold = await held(stage, score)
    for asked in (capture(hold, 20001), capture(hold, 5000, is_last=False)):
        with pytest.raises(ChannelRefused) as refused:
            await score.capture(asked)
        assert refused.value.cause is Cause.OUR_MISTAKE
    await score.capture(capture(hold, 5000))
    with pytest.raises(ChannelRefused):
        await score.capture(capture(hold, 6000))

    assert (await score.query_freeze(hold)).word is HoldWord.CLOSED


async def test_all_of_it_is_given_back_or_nothing(stage: Stage, score: PayScore):
    hold = await held(stage, score)
    with pytest.raises(ChannelRefused, match="WHOLE_RELEASE_ONLY"):
        await score.unfreeze(ReleaseAsk(hold, "FREE1", Fen(5000), "改小份"))
    assert (await score.query_freeze(hold)).word is HoldWord.HELD
    release = ReleaseAsk(hold, "FREE1", Fen(20000), "不来了")
    first, second = await score.unfreeze(release), await score.unfreeze(release)

    assert (first.word, second.word, second.left_fen) == (HoldWord.CLOSED, HoldWord.CLOSED, 0)
    assert (await score.query_capture(hold, "MEAL1")).word is Word.CLOSED


async def test_a_completed_order_is_not_cancelled_any_more(stage: Stage, score: PayScore):
    hold = await held(stage, score)
    await score.capture(capture(hold, 15000))

    assert (await score.cancel(hold)).word is HoldWord.CLOSED
    assert (await score.query_capture(hold, "MEAL1")).word is Word.ACCEPTED


async def test_nobody_agreed_for_thirty_days(stage: Stage, score: PayScore):
    await score.freeze(ask(stage))
    await stage.clock.advance(30 * 86400)

    assert (await score.query_freeze(KEY)).word is HoldWord.CLOSED
    assert (await sandbox_of(stage).call("POST", "/scores/HOLD1/confirm"))[0] == 409


async def test_a_scanned_customer_cannot_be_held(stage: Stage, score: PayScore):
    from dataclasses import replace

    with pytest.raises(ChannelRefused, match="NOT_BY_SCANNING"):
        await score.freeze(replace(ask(stage), auth_code="131234567890123456"))


async def test_its_callbacks_tell_of_the_hold_and_of_the_payment_under_its_number(
    stage: Stage, score: PayScore
):
    side: Any = stage.other_side
    hold = await held(stage, score)
    await stage.clock.advance(1)
    await until(lambda: len(side.door.came) == 1)
    await score.capture(capture(hold, 15000))
    await stage.clock.advance(2)
    await stage.clock.advance(1)
    await until(lambda: len(side.door.came) == 2)

    heard = [stage.channel.hear(MCHID, headers, body, stage.clock.now()) for headers, body in side.door.came]
    agreed, paid = sorted((news for news in heard if news is not None), key=lambda news: news.subject)
    assert (agreed.subject, agreed.number, agreed.word) == (Subject.HOLD, "HOLD1", Word.SUCCEEDED)
    assert (agreed.amount_fen, bool(agreed.payer)) == (20000, True)
    # What was taken bears the number of its hold: WeChat names no other of ours.
    assert (paid.subject, paid.number, paid.word) == (Subject.PAYMENT, "HOLD1", Word.SUCCEEDED)
    assert paid.amount_fen == 15000
    asked = await stage.channel.query(PaymentKey(MCHID, "HOLD1", "payscore", stage.begun_at, stage.begun_at))
    nothing = await stage.channel.query(
        PaymentKey(MCHID, "HOLD9", "payscore", stage.begun_at, stage.begun_at)
    )
    assert nothing.word is Word.MISSING
    assert (asked.word, asked.reference) == (Word.SUCCEEDED, paid.reference)


@pytest.mark.parametrize(
    "fault", ["lost", "system-error-after", "unavailable-before", "reset-before", "missigned", "accepted"]
)
async def test_every_unclear_answer_is_silence_and_asking_again_finds_the_truth(
    stage: Stage, score: PayScore, fault: str
):
    def spoil(verb: str) -> None:
        sandbox_of(stage).bench.desk.fate.script(verb, [AnswerFault(fault)])

    spoil("score-create")
    with pytest.raises(Silence):
        await score.freeze(ask(stage))
    is_there = "before" not in fault and fault != "accepted"
    assert (await score.query_freeze(KEY)).word is (HoldWord.ACCEPTED if is_there else HoldWord.MISSING)
    hold = await held(stage, score)
    spoil("score-query")
    with pytest.raises(Silence):
        await score.query_freeze(hold)
    spoil("score-complete")
    with pytest.raises(Silence):
        await score.capture(capture(hold, 15000))
    word = (await score.query_capture(hold, "MEAL1")).word
    assert word is (Word.ACCEPTED if is_there else Word.MISSING)
    assert (await score.capture(capture(hold, 15000))).word is Word.ACCEPTED


async def test_an_unclear_hold_can_be_undone(stage: Stage, score: PayScore):
    assert (await score.cancel(KEY)).word is HoldWord.MISSING
    await score.freeze(ask(stage))
    sandbox_of(stage).bench.desk.fate.script("score-cancel", [AnswerFault.LOST])
    with pytest.raises(Silence):
        await score.cancel(KEY)

    assert (await score.cancel(KEY)).word is HoldWord.CLOSED
