from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from standing import Standing, opened

from wendan.platform.clock import ManualClock
from wendan.sandbox.alipay import Keys, SandboxOptions, SandboxServer, create
from wendan.sandbox.core.faults import FaultPlan


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return create(tmp_path_factory.mktemp("alipay"))


@pytest.fixture
def options(keys: Keys, tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(keys.directory, faults=FaultPlan(hold_s=0.05), journal=tmp_path / "books.jsonl")


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands
