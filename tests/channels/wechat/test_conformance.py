"""WeChat Pay keeps what every channel promises, in every verification mode, against the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conformance import ChannelConformance, Stage
from sandbox_side import SandboxSide
from standing import open_door, standing
from wechat_side import CERTAIN, QUICK, VERBS

from wendan.channels.http import ChannelOptions
from wendan.channels.wechat import WechatPay, load_credentials
from wendan.kernel.news import Cause, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.wechat import AnswerFault, Mode, SandboxOptions


@pytest.fixture(params=list(Mode))
async def stage(
    request: pytest.FixtureRequest, wechat_directory: Path, clock: ManualClock
) -> AsyncIterator[Stage]:
    options = SandboxOptions(wechat_directory, mode=request.param, faults=QUICK, refund_wait_s=3600)
    async with open_door() as door, standing(options, clock) as sandbox:
        credentials = load_credentials(wechat_directory / "wechat.json")
        channel = WechatPay({credentials.mchid: credentials}, ChannelOptions(door.url), clock, SeededIds(1))
        other_side = SandboxSide(sandbox, door, clock, VERBS)
        silences = [fault for fault in AnswerFault if fault not in CERTAIN]
        yield Stage(channel, credentials.mchid, clock, other_side, silences)
        await channel.aclose()


class TestWechat(ChannelConformance):
    async def test_429_on_a_refund_is_silence_and_the_refund_may_be_there(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        stage.other_side.spoil("refund", "limited")
        with pytest.raises(Exception, match="429"):
            await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))

        assert (await stage.channel.query_refund(stage.refund_key("BACK-1"))).word is Word.ACCEPTED

    @pytest.mark.parametrize("verb", ["prepare", "query", "close"])
    async def test_429_elsewhere_is_a_no_that_may_be_repeated(self, stage: Stage, verb: str) -> None:
        from wendan.channels.port import ChannelRefused

        stage.other_side.spoil(verb, "limited")
        subject = stage.ask("ORDER-1") if verb == "prepare" else stage.key("ORDER-1")
        with pytest.raises(ChannelRefused) as refused:
            await getattr(stage.channel, verb)(subject)

        assert refused.value.retryable

    @pytest.mark.parametrize(
        ("fault", "cause"), [("over-limit", Cause.LIMIT_EXCEEDED), ("risky", Cause.RISK_CHECK)]
    )
    async def test_a_certain_no_says_why_and_took_nothing(
        self, stage: Stage, fault: str, cause: Cause
    ) -> None:
        from wendan.channels.port import ChannelRefused

        stage.other_side.spoil("prepare", fault)
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(stage.ask("ORDER-1"))

        assert (refused.value.cause, refused.value.retryable) == (cause, False)
        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.MISSING

    @pytest.mark.parametrize("fault", ["slow", "skewed"])
    async def test_slow_and_slightly_skewed_answers_are_believed(self, stage: Stage, fault: str) -> None:
        stage.other_side.spoil("prepare", fault)
        prepared = await stage.channel.prepare(stage.ask("ORDER-1"))

        assert prepared.parameters

    async def test_the_wallet_accepts_our_pay_signature(self, stage: Stage) -> None:
        prepared = await stage.channel.prepare(stage.ask("ORDER-1", method="jsapi"))
        given = dict(prepared.parameters)
        side: Any = stage.other_side
        wrong = given | {"nonceStr": "another"}
        refused = await side.sandbox.pay("ORDER-1", invocation=wrong)
        paid = await side.sandbox.pay("ORDER-1", invocation=given)

        assert set(given) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
        assert refused == (409, {"reason": "wrong-pay-signature"})
        assert paid[0] == 200

    async def test_a_repeated_order_is_byte_for_byte_the_same(self, stage: Stage) -> None:
        channel: Any = stage.channel
        ask = stage.ask("ORDER-1")
        merchant = channel._merchants[stage.account]
        first = msgspec.json.encode(channel._order(merchant, ask))
        await stage.clock.advance(300)

        assert msgspec.json.encode(channel._order(merchant, ask)) == first
