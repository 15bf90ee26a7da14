"""Cancelling while Alipay wants it again, the misspelt unknown, and refunds whose query lags behind."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alipay_side import QUICK
from conformance import Stage

from wendan.channels.port import CloseAnswer
from wendan.kernel.errors import Silence
from wendan.kernel.news import Word
from wendan.sandbox.alipay import SandboxOptions

CASES = {"twice": 2, "for-ever": 99, "misspelt": 0, "lagging": 0}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def options(alipay_directory: Path, case: str) -> SandboxOptions:
    return SandboxOptions(
        alipay_directory,
        faults=QUICK,
        takes_hyphens=True,
        cancel_retries=CASES[case],
        misspells=case == "misspelt",
        refund_seen_after_s=10.0 if case == "lagging" else 0.0,
    )


async def scanned(stage: Stage) -> None:
    side: Any = stage.other_side
    code = await side.shows(manner="password", then="waits", after_s=8)
    await stage.channel.prepare(replace(stage.ask("SCAN-1", method="barcode"), auth_code=code))


async def test_a_cancel_is_repeated_a_few_times_and_then_left_to_the_clock(stage: Stage, case: str):
    await scanned(stage)
    closing = await stage.channel.close(stage.key("SCAN-1", method="barcode"))

    assert closing.answer is (CloseAnswer.NOT_YET if case == "for-ever" else CloseAnswer.CLOSED)


async def test_the_unknown_is_unknown_however_it_is_spelt(stage: Stage, case: str):
    await scanned(stage)
    stage.other_side.spoil("cancel", "system-error-before")
    with pytest.raises(Silence, match="AQC.SYSTEM_ERROR" if case == "misspelt" else "ACQ.SYSTEM_ERROR"):
        await stage.channel.close(stage.key("SCAN-1", method="barcode"))


async def test_a_repeated_refund_is_on_its_way_until_its_query_knows_it(stage: Stage, case: str):
    await stage.paid("ORDER-1")
    refund = stage.refund("BACK-1", "ORDER-1")
    first = await stage.channel.refund(refund)
    second = await stage.channel.refund(refund)
    await stage.clock.advance(11)
    third = await stage.channel.refund(refund)

    assert (first.word, third.word) == (Word.SUCCEEDED, Word.SUCCEEDED)
    assert second.word is (Word.ACCEPTED if case == "lagging" else Word.SUCCEEDED)
