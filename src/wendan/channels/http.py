"""How every channel is reached: the house's HTTP client, with the address under which channels call us."""

from dataclasses import dataclass

from wendan.platform.http import MOST_ANSWER_BYTES, Domains, Question, Received
from wendan.platform.http import HttpClient as ChannelHttp

__all__ = ["MOST_ANSWER_BYTES", "ChannelHttp", "ChannelOptions", "Domains", "Question", "Received"]


@dataclass(frozen=True, slots=True)
class ChannelOptions:
    """How we reach channels and how they reach us; times in real seconds."""

    public_url: str  # without a closing slash; callbacks go to {public_url}/callbacks/{channel}/{account}
    answer_timeout_s: float = 5.0  # for a whole answer
    connect_timeout_s: float = 2.0
    connections: int = 50

    def notify_url(self, channel: str, account: str) -> str:
        """Where this channel calls about this account."""
        return f"{self.public_url.rstrip('/')}/callbacks/{channel}/{account}"
