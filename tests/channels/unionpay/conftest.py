from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conformance import Stage
from sandbox_side import SandboxSide
from standing import Door, Standing, open_door, opened

from wendan.channels.http import ChannelOptions
from wendan.channels.unionpay import UnionPay, load_credentials
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.unionpay import AnswerFault, FaultPlan, Keys, SandboxOptions, SandboxServer, create
from wendan.sandbox.unionpay.keys import MER_ID
from wendan.sandbox.unionpay.terms import UnionPayTerms

VERBS = {"prepare": "qr", "query": "query", "close": "query", "refund": "refund", "query_refund": "query"}
CERTAIN = {AnswerFault.SLOW, AnswerFault.LIMITED, AnswerFault.OVER_LIMIT, AnswerFault.RISKY}


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
    return Stage(channel, MER_ID, clock, SandboxSide(sandbox, door, clock, VERBS), silences, method="qr")
