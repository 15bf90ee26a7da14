import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# two_books.py, the towns of this folder and of tests/flows, and tests/sandbox/standing.py are shared by name.
for folder in (Path(__file__).parent, *(Path(__file__).parents[1] / each for each in ("sandbox", "flows"))):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from bill_town import BillTown, open_bill_town  # noqa: E402 - found by the path above


@pytest.fixture
async def commanded_town(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator["BillTown"]:
    """The commands find this town by their settings."""
    async with open_bill_town(database, tmp_path) as opened:
        settings = opened.house.settings
        for name, value in {
            "DATABASE_URL": database,
            "WECHAT_FILE": str(settings.wechat_file),
            "DATA_DIR": str(settings.data_dir),
        }.items():
            monkeypatch.setenv(f"WENDAN_{name}", value)
        yield opened
