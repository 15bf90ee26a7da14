"""Three different things: an answer to the caller, silence of a channel, a lost race.

A refusal's docstring is its English message, its class name its stable code; the Chinese stands in
`wendan.api.words`. A bug is none of these: it is an assert that stops.
"""

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """Wendan refuses this request."""

    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.message())
        self.facts = facts

    @classmethod
    def code(cls) -> str:
        """Stable code: the class name in kebab-case, `OrderIsClosed` -> `order-is-closed`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def message(cls) -> str:
        """First line of the docstring: what happened, in English."""
        return (cls.__doc__ or "").strip().splitlines()[0]


class Silence(Exception):
    """The channel gave no certain answer: time-out, lost connection, 5xx, 202, SYSTEM_ERROR.

    Silence is not an answer: whatever was asked may have happened. Ask again until certain.
    """


class GuardLost(Exception):
    """Somebody else changed what this decision was based on: read again, decide again."""

    def __init__(self, guard: str) -> None:
        super().__init__(guard)
        self.guard = guard
