"""How one sandbox of messages stands and behaves."""

from dataclasses import dataclass

from wendan.sandbox.core.options import Options


@dataclass(frozen=True, slots=True)
class SandboxOptions(Options):
    """What only messages can vary; where the real figure is written nowhere, it can be tried."""

    token_life_s: int = 7200
    token_grace_s: float = 300.0  # how long an access token outlives the next one; unverified at WeChat
    robot_per_minute: int = 20
    keyword: str = ""  # DingTalk's robot wants it in every message
    delivery_wait_s: float = (
        3.0  # least time until an operator has delivered; by chance up to four times as long
    )
    said_messages: int = 5  # what a person's word opens, and looking in
    said_opens_s: float = 48 * 3600.0
    entered_messages: int = 2
    entered_opens_s: float = 60.0
    most_messages: int = 100_000  # the oldest are forgotten above it
