"""What carries a letter."""

from typing import Protocol

from wendan.platform.outbox import Letter


class Notifier(Protocol):
    """One way to reach people."""

    async def deliver(self, letter: Letter) -> None:
        """Return once the letter has arrived. Raises Silence when that is not certain: it is sent again."""

    async def aclose(self) -> None:
        """Close connections."""
