"""The whole house behind its real doors: PostgreSQL, uvicorn on a free port, WeChat Pay's sandbox on another."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from wendan.api.server import open_doors
from wendan.app import open_house
from wendan.cli.serve import answer_until
from wendan.platform.clock import SystemClock
from wendan.platform.ids import SystemIds
from wendan.platform.listening import listen
from wendan.platform.settings import Settings
from wendan.sandbox.wechat import SandboxOptions, SandboxServer, create

if str(Path(__file__).parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope="session")
def wechat_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wechat")
    create(directory)
    return directory


@pytest.fixture
async def sandbox(wechat_directory: Path) -> AsyncIterator[str]:
    """The sandbox's url."""
    server = SandboxServer(SandboxOptions(wechat_directory), SystemClock())
    yield await server.start()
    await server.stop()


@pytest.fixture
def settings(database: str, wechat_directory: Path, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database,
        database_pool_size=4,
        data_dir=tmp_path,
        wechat_file=wechat_directory / "wechat.json",
        login_per_minute=40,
    )


@pytest.fixture
async def town(settings: Settings, sandbox: str) -> AsyncIterator[Any]:
    """A served house with one store, and the means to ask it: see town.py."""
    from town import Town, open_shop

    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        ready = settings.model_copy(update={"port": port})
        stopped = asyncio.Event()
        async with open_house(ready, SystemClock(), SystemIds()) as house, open_doors(house) as app:
            serving = asyncio.create_task(answer_until(stopped, app, listening))
            async with Town(house, ready.base_url, sandbox, await open_shop(house)) as opened:
                yield opened
            stopped.set()
            await serving


@pytest.fixture
async def owned(town: Any) -> Any:
    """The same house with an owner who has set it up: see people.py."""
    from people import set_up

    return await set_up(town)
