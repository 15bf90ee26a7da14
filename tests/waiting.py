"""Waiting for what must come true: the only place where tests let time pass."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Final

# Doors count how often they are asked.
LONGEST_PAUSE_S: Final = 0.05


async def until(
    claim: Callable[[], Any], within_s: float = 10.0, otherwise: str = "it never came true"
) -> Any:
    """Wait until the claim, or what it is awaited to, holds; its value. Fails after `within_s` with `otherwise`."""
    pause_s = 0.001
    deadline = asyncio.get_running_loop().time() + within_s
    while True:
        value = claim()
        if inspect.isawaitable(value):
            value = await value
        if value:
            return value
        assert asyncio.get_running_loop().time() < deadline, otherwise
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        await asyncio.sleep(pause_s)
