import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wendan.platform.clock import ManualClock
from wendan.sandbox.post import FaultPlan, SandboxOptions, SandboxServer

# What stands here and in tests/sandbox is shared by name: messenger_side.py, standing.py.
for folder in (Path(__file__).parent, Path(__file__).parents[1] / "sandbox"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 21, 4, 0, tzinfo=UTC))


@pytest.fixture
async def post(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Any]:
    """The other side of every way, standing."""
    from standing import opened

    options = SandboxOptions(tmp_path, faults=FaultPlan(hold_s=0.05, slow_s=0.05))
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands
