from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conformance import Stage
from sandbox_side import SandboxSide
from standing import Door, Standing, open_door, opened

from wendan.channels.campus_card import CampusCard, load_credentials
from wendan.channels.http import ChannelOptions
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.campus_card import AnswerFault, FaultPlan, SandboxOptions, SandboxServer, create
from wendan.sandbox.campus_card.keys import MERCHANT
from wendan.sandbox.campus_card.terms import CampusCardTerms

VERBS = {
    "prepare": "link",
    "barcode": "barcode",
    "query": "query",
    "close": "close",
    "reverse": "reverse",
    "refund": "refund",
    "query_refund": "query-refund",
}
CERTAIN = {
    AnswerFault.SLOW,
    AnswerFault.SKEWED,
    AnswerFault.LIMITED,
    AnswerFault.OVER_LIMIT,
    AnswerFault.RISKY,
}


@pytest.fixture
def campus_directory(tmp_path: Path) -> Path:
    create(tmp_path)
    return tmp_path


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        opened_door.status, opened_door.answer = 204, ""
        yield opened_door


@pytest.fixture
def options(campus_directory: Path) -> SandboxOptions:
    return SandboxOptions(campus_directory, faults=FaultPlan(hold_s=0.05, slow_s=0.05), refund_wait_s=3600)


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands


@pytest.fixture
async def channel(
    sandbox: Standing, door: Door, clock: ManualClock, campus_directory: Path
) -> AsyncIterator[CampusCard]:
    given = load_credentials(campus_directory / "campus-card.json")
    made = CampusCard({given.merchant: given}, ChannelOptions(door.url), clock, SeededIds(1))
    yield made
    await made.aclose()


@pytest.fixture
def stage(channel: CampusCard, sandbox: Standing, door: Door, clock: ManualClock) -> Stage:
    silences = sorted(CampusCardTerms().faults - CERTAIN)
    return Stage(channel, MERCHANT, clock, SandboxSide(sandbox, door, clock, VERBS), silences, method="link")
