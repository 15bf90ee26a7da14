from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conformance import Stage
from standing import Door, Standing, open_door, opened, until

from wendan.channels.http import ChannelOptions
from wendan.channels.unionpay import UnionPay, load_credentials
from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.unionpay import AnswerFault, FaultPlan, Keys, SandboxOptions, SandboxServer, create
from wendan.sandbox.unionpay.keys import MER_ID
from wendan.sandbox.unionpay.terms import UnionPayTerms

VERBS = {"prepare": "qr", "query": "query", "close": "query", "refund": "refund", "query_refund": "query"}
ENDINGS = {Word.SUCCEEDED: "SUCCESS", Word.CLOSED: "CLOSED", Word.DECLINED: "ABNORMAL"}
CERTAIN = {AnswerFault.SLOW, AnswerFault.LIMITED, AnswerFault.OVER_LIMIT, AnswerFault.RISKY}


@dataclass
class UnionPaySide:
    sandbox: Standing
    door: Door
    clock: ManualClock

    async def pay(self, number: str) -> None:
        assert (await self.sandbox.pay(number))[0] == 200

    async def can_pay(self, number: str) -> bool:
        return (await self.sandbox.pay(number))[0] == 200

    async def end_refund(self, number: str, word: Word) -> None:
        status, _ = await self.sandbox.call("POST", f"/refunds/{number}/end", {"status": ENDINGS[word]})
        assert status == 200

    def spoil(self, verb: str, fault: str) -> None:
        self.sandbox.bench.desk.fate.script(VERBS[verb], [AnswerFault(fault)])

    def taken_fen(self, number: str) -> int:
        return self.sandbox.bench.desk.books.trades[number].taken_fen or 0

    def reference(self, number: str) -> str | None:
        trade = self.sandbox.bench.desk.books.trades.get(number)
        return trade.reference if trade and trade.taken_fen else None

    async def callback(self) -> tuple[dict[str, str], bytes]:
        await self.clock.advance(1)
        came: Any = await until(lambda: self.door.came)
        return came[0]


@pytest.fixture(scope="session")
def unionpay_keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return create(tmp_path_factory.mktemp("unionpay"))


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        yield opened_door


@pytest.fixture
def unionpay_options(unionpay_keys: Keys) -> SandboxOptions:
    plan = FaultPlan(hold_s=0.05, slow_s=0.05)
    return SandboxOptions(unionpay_keys.directory, faults=plan, refund_wait_s=3600)


@pytest.fixture
async def sandbox(unionpay_options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(unionpay_options, clock)) as stands:
        yield stands


@pytest.fixture
async def channel(sandbox: Standing, door: Door, clock: ManualClock) -> AsyncIterator[UnionPay]:
    directory: Path = sandbox.bench.desk.keys.directory
    credentials = load_credentials(directory / "unionpay.json")
    channel = UnionPay({credentials.mer_id: credentials}, ChannelOptions(door.url), clock, SeededIds(1))
    yield channel
    await channel.aclose()


@pytest.fixture
def stage(channel: UnionPay, sandbox: Standing, door: Door, clock: ManualClock) -> Stage:
    silences = sorted(UnionPayTerms().faults - CERTAIN)
    return Stage(channel, MER_ID, clock, UnionPaySide(sandbox, door, clock), silences, method="qr")
