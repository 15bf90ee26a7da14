import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import create

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
