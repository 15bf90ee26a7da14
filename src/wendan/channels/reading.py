"""What every adapter needs to read its channel's words: where they came from, that they say nothing, what a no means."""

from dataclasses import dataclass
from datetime import datetime

from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a statement came from: which account was asked or called, how, when, and in what words."""

    account: str
    source: Source
    heard_at: datetime
    text: str  # the whole of it, kept as proof
    message_id: str | None = None


class Unreadable(Exception):
    """The words are the channel's but say nothing we know; `reason` as in CallbackRejected."""

    def __init__(self, reason: str = "malformed") -> None:
        super().__init__(reason)
        self.reason = reason


def missing(channel: str, subject: Subject, number: str, heard: Heard) -> ChannelNews:
    """The channel does not know this number, or not yet: a QR code nobody scanned, a page nobody opened."""
    return ChannelNews(
        channel, heard.account, subject, number, Word.MISSING, heard.source, heard.heard_at, heard.text
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a certain no means: the customer's cause, and whether the very same request may succeed later."""

    cause: Cause
    retryable: bool


def refusals(text: str) -> dict[str, Refusal]:
    """Lines of code, cause, `again` or `never`, and words for the reader; a code twice, or another line, fails at import."""
    rows = [line.split(maxsplit=3)[:3] for line in text.strip().splitlines()]
    found = {code: Refusal(Cause(cause), {"again": True, "never": False}[when]) for code, cause, when in rows}
    assert len(found) == len(rows), "each code once"
    return found
