"""WeChat scans customers by v3 and by v2, whichever the credentials say; both keep what every channel promises."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from barcodes import BarcodeConformance
from conformance import Stage
from sandbox_side import SandboxSide
from standing import open_door, standing
from wechat_side import QUICK, V2_VERBS, VERBS

from wendan.channels.http import ChannelOptions
from wendan.channels.port import ChannelRefused, CloseAnswer, PaymentAsk
from wendan.channels.wechat import WechatPay, load_credentials
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.wechat import FaultPlan, SandboxOptions

WAYS = {"v3": {}, "v2-md5": {"barcode": "v2"}, "v2-hmac": {"barcode": "v2", "v2_sign_type": "HMAC-SHA256"}}
UNCLEAR = [
    *("time-out-before", "time-out-after", "lost", "reset-before", "reset-after", "missigned", "accepted"),
    *("system-error-before", "system-error-after", "unavailable-before", "unavailable-after"),
]


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def options(wechat_directory: Path) -> SandboxOptions:
    return SandboxOptions(wechat_directory, faults=QUICK)


@pytest.fixture
async def stage(
    way: str, options: SandboxOptions, wechat_directory: Path, clock: ManualClock
) -> AsyncIterator[Stage]:
    async with open_door() as door, standing(options, clock) as sandbox:
        credentials = msgspec.structs.replace(load_credentials(wechat_directory / "wechat.json"), **WAYS[way])
        channel = WechatPay({credentials.mchid: credentials}, ChannelOptions(door.url), clock, SeededIds(1))
        side = SandboxSide(sandbox, door, clock, VERBS if way == "v3" else V2_VERBS)
        yield Stage(channel, credentials.mchid, clock, side, UNCLEAR, method="barcode")
        await channel.aclose()


async def scanned(stage: Stage, number: str, **wish: Any) -> PaymentAsk:
    side: Any = stage.other_side
    return replace(stage.ask(number), auth_code=await side.shows(**wish))


class TestScanning(BarcodeConformance):
    async def test_an_unclear_scan_is_silence_whatever_went_wrong(self, stage: Stage) -> None:
        for n, fault in enumerate(stage.silences):
            ask = await scanned(stage, f"SCAN-{n}", manner="at-once")
            stage.other_side.spoil("barcode", fault)
            with pytest.raises(Silence):
                await stage.channel.prepare(ask)
            word = (await stage.channel.query(stage.key(f"SCAN-{n}"))).word

            assert word is (Word.MISSING if "before" in fault or fault == "accepted" else Word.SUCCEEDED)

    async def test_a_customer_with_the_merchants_own_coupon_has_paid_the_whole_order(
        self, stage: Stage
    ) -> None:
        side: Any = stage.other_side
        side.sandbox.bench.desk.fate.plan = FaultPlan(promoted=1.0)
        prepared = await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
        asked = await stage.channel.query(stage.key("SCAN-1"))
        trade = side.sandbox.bench.desk.books.trades["SCAN-1"]

        assert trade.settled_fen < trade.taken_fen == 1250
        assert prepared.news is not None
        assert [(news.word, news.amount_fen) for news in (prepared.news, asked)] == [
            (Word.SUCCEEDED, 1250)
        ] * 2

    async def test_an_unclear_query_is_silence_and_asking_again_tells(self, stage: Stage) -> None:
        await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
        for fault in stage.silences:
            stage.other_side.spoil("query", fault)
            with pytest.raises(Silence):
                await stage.channel.query(stage.key("SCAN-1"))

            assert (await stage.channel.query(stage.key("SCAN-1"))).word is Word.SUCCEEDED

    async def test_an_unclear_reversal_is_never_taken_for_one(self, stage: Stage) -> None:
        for n, fault in enumerate(stage.silences):
            key = stage.key(f"SCAN-{n}")
            await stage.channel.prepare(await scanned(stage, key.number, manner="password", then="waits"))
            for _ in range(3):  # v2 repeats by itself what it is told to repeat
                stage.other_side.spoil("reverse", fault)
            with suppress(Silence):
                assert (await stage.channel.close(key)).answer is CloseAnswer.NOT_YET
            side: Any = stage.other_side
            side.sandbox.bench.desk.fate._script.clear()

            assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED
            assert (await stage.channel.query(key)).word is Word.CLOSED

    async def test_a_payment_that_succeeded_meanwhile_is_reversed_with_its_money(self, stage: Stage) -> None:
        side: Any = stage.other_side
        side.spoil("barcode", "lost")
        with pytest.raises(Silence):
            await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
        key = stage.key("SCAN-1")

        assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED
        assert (await stage.channel.query(key)).word is Word.CLOSED
        assert (side.taken_fen("SCAN-1"), side.kept_fen("SCAN-1")) == (1250, 0)
        assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED

    async def test_who_refuses_the_password_has_declined(self, stage: Stage) -> None:
        ask = await scanned(stage, "SCAN-1", manner="password", then="refuses", after_s=8)
        await stage.channel.prepare(ask)
        await stage.clock.advance(10)

        assert (await stage.channel.query(stage.key("SCAN-1"))).word is Word.DECLINED

    async def test_scanning_what_is_paid_is_a_duplicate(self, stage: Stage) -> None:
        await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))

        assert refused.value.cause is Cause.DUPLICATE_REFUSED
        side: Any = stage.other_side
        assert side.kept_fen("SCAN-1") == 1250

    async def test_a_scanned_payment_is_refunded_like_any_other(self, stage: Stage) -> None:
        prepared = await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))
        assert prepared.news is not None
        news = await stage.channel.refund(stage.refund("BACK-1", "SCAN-1", 300))
        again = await stage.channel.query(stage.key("SCAN-1", prepared.news.reference))

        assert (news.word, again.word) == (Word.ACCEPTED, Word.SUCCEEDED)

    @pytest.mark.parametrize(
        ("fault", "cause"),
        [
            ("over-limit", Cause.LIMIT_EXCEEDED),
            ("risky", Cause.RISK_CHECK),
            ("limited", Cause.CHANNEL_BUSY),
        ],
    )
    async def test_a_certain_no_says_why_and_took_nothing(
        self, stage: Stage, fault: str, cause: Cause
    ) -> None:
        stage.other_side.spoil("barcode", fault)
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(await scanned(stage, "SCAN-1", manner="at-once"))

        assert refused.value.cause is cause
        assert stage.other_side.taken_fen("SCAN-1") == 0


class TestOptions:
    @pytest.fixture(params=["wait", "late", "recalls", "endless", "error"])
    def case(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def options(self, wechat_directory: Path, case: str) -> SandboxOptions:
        more: dict[str, dict[str, Any]] = {
            "wait": {"reverse_wait_s": 15.0},
            "late": {"reverse_within_s": 60.0},
            "recalls": {"recalls": 2},
            "endless": {"recalls": 99},
            "error": {"types_as_error": True},
        }
        return SandboxOptions(wechat_directory, faults=QUICK, **more[case])

    async def test_a_reversal_ends_as_the_other_side_wants_it(
        self, stage: Stage, way: str, case: str
    ) -> None:
        key = stage.key("SCAN-1")
        ask = await scanned(stage, "SCAN-1", manner="password", then="pays", after_s=30)
        prepared = await stage.channel.prepare(ask)
        assert prepared.news is None
        if case == "late":
            await stage.clock.advance(61)
        first = (await stage.channel.close(key)).answer
        await stage.clock.advance(16)
        second = (await stage.channel.close(key)).answer

        by_v3 = {
            "wait": [CloseAnswer.NOT_YET, CloseAnswer.CLOSED],
            "late": [CloseAnswer.NOT_YET, CloseAnswer.NOT_YET],
            "recalls": [CloseAnswer.CLOSED] * 2,
            "endless": [CloseAnswer.CLOSED] * 2,
            "error": [CloseAnswer.CLOSED] * 2,
        }
        by_v2 = by_v3 | {
            "late": [CloseAnswer.ALREADY_PAID] * 2,
            "endless": [CloseAnswer.NOT_YET] * 2,
        }
        assert [first, second] == (by_v3 if way == "v3" else by_v2)[case]
