"""When a message is looked at again, and what of it people are shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.messages.model import Message, MessageState

# How long one attempt to send may take, time-outs and second addresses included: whoever has said nothing by then is dead.
SENDING_TAKES: Final = timedelta(seconds=45)
# Gaps between questions what became of a message; after the last one nobody asks any more.
ASK_GAPS_S: Final = (20, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)


def ask_at(asked_times: int, now: datetime) -> datetime | None:
    """When to ask next; None when it has been asked often enough."""
    if asked_times >= len(ASK_GAPS_S):
        return None
    return now + timedelta(seconds=ASK_GAPS_S[asked_times])


def rungs_done(messages: Sequence[Message]) -> int:
    """The highest rung that was decided, 0 for none."""
    return max((message.rung for message in messages), default=0)


def said(messages: Sequence[Message]) -> list[Message]:
    """Those that may have reached the customer."""
    return [
        message
        for message in messages
        if message.sending_at is not None and message.state is not MessageState.PLANNED
    ]
