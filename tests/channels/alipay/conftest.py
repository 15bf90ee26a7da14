from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alipay_side import BUYER, QUICK, SELLER, SILENCES, VERBS
from conformance import Stage
from sandbox_side import SandboxSide
from standing import Door, Standing, open_door, opened

from wendan.channels.alipay import Alipay, load_credentials
from wendan.channels.http import ChannelOptions
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.alipay import SandboxOptions, SandboxServer, create


@pytest.fixture(scope="session")
def alipay_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("alipay")
    create(directory)
    return directory


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        opened_door.answer = "success"
        yield opened_door


@pytest.fixture
def options(alipay_directory: Path) -> SandboxOptions:
    return SandboxOptions(alipay_directory, faults=QUICK, takes_hyphens=True)


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands


@pytest.fixture
async def channel(
    sandbox: Standing, door: Door, clock: ManualClock, alipay_directory: Path
) -> AsyncIterator[Alipay]:
    credentials = load_credentials(alipay_directory / "alipay.json")
    made = Alipay({credentials.seller_id: credentials}, ChannelOptions(door.url), clock, SeededIds(1))
    yield made
    await made.aclose()


@pytest.fixture
def stage(channel: Alipay, sandbox: Standing, door: Door, clock: ManualClock) -> Stage:
    side = SandboxSide(sandbox, door, clock, VERBS)
    return Stage(channel, SELLER, clock, side, SILENCES, method="jsapi", payer=BUYER)
