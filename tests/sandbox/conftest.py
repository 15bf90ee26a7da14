import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import FaultPlan, SandboxOptions, create

# What stands here and in tests/sandbox is shared by name: conformance.py, standing.py.
for folder in (Path(__file__).parent, Path(__file__).parents[1] / "channels"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@pytest.fixture(scope="session")
def wechat_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wechat")
    create(directory)
    return directory


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 21, 4, 0, tzinfo=UTC))


@pytest.fixture
async def door() -> AsyncIterator[Any]:
    from standing import open_door

    async with open_door() as opened:
        yield opened


@pytest.fixture
def options(wechat_directory: Path) -> SandboxOptions:
    return SandboxOptions(wechat_directory, faults=FaultPlan(hold_s=0.05, slow_s=0.05))


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Any]:
    from standing import standing

    async with standing(options, clock) as stands:
        yield stands


@pytest.fixture
async def merchant(sandbox: Any, clock: ManualClock, door: Any) -> AsyncIterator[Any]:
    from merchant import Merchant

    stranger = Merchant(sandbox.url, sandbox.bench.desk.keys, clock, f"{door.url}/notify")
    yield stranger
    await stranger.aclose()
