"""Every channel's sandbox by the channel's name: a new one is one line here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from wendan.platform.clock import Clock
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.faults import FaultPlan
from wendan.sandbox.core.server import SandboxServer


def _wechat(clock: Clock, **how: Any) -> SandboxServer[Any]:
    from wendan.sandbox import wechat

    return wechat.SandboxServer(wechat.SandboxOptions(**how), clock)


def _alipay(clock: Clock, **how: Any) -> SandboxServer[Any]:
    from wendan.sandbox import alipay

    return alipay.SandboxServer(alipay.SandboxOptions(**how), clock)


def _unionpay(clock: Clock, **how: Any) -> SandboxServer[Any]:
    from wendan.sandbox import unionpay

    return unionpay.SandboxServer(unionpay.SandboxOptions(**how), clock)


def _campus_card(clock: Clock, **how: Any) -> SandboxServer[Any]:
    from wendan.sandbox import campus_card

    return campus_card.SandboxServer(campus_card.SandboxOptions(**how), clock)


def _messages(clock: Clock, **how: Any) -> SandboxServer[Any]:
    from wendan.sandbox import post

    return post.SandboxServer(post.SandboxOptions(**how), clock)


SANDBOXES: Final[dict[str, Callable[..., SandboxServer[Any]]]] = {
    "wechat": _wechat,
    "alipay": _alipay,
    "unionpay": _unionpay,
    "campus-card": _campus_card,
    "messages": _messages,
}


def variable_of(channel: str) -> str:
    """The setting by which the house learns what the sandbox has written."""
    return f"WENDAN_{channel.upper().replace('-', '_')}_FILE"


def file_of(channel: str, directory: Path) -> Path:
    """What a sandbox writes for the house: the account and its keys."""
    return directory / f"{channel}.json"


@asynccontextmanager
async def standing(
    channel: str, directory: Path, clock: Clock, faults: FaultPlan, seed: int
) -> AsyncIterator[Bench]:
    """The channel's sandbox at a free port, with its keys in a directory of its own."""
    sandbox = SANDBOXES[channel](clock, directory=directory / channel, faults=faults, seed=seed)
    await sandbox.start()
    assert sandbox.bench is not None
    try:
        yield sandbox.bench
    finally:
        await sandbox.stop()
