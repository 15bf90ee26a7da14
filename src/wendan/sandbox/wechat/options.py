"""How one WeChat Pay sandbox stands and behaves."""

from dataclasses import dataclass

from wendan.sandbox.core.options import Options
from wendan.sandbox.wechat.keys import Mode


@dataclass(frozen=True, slots=True)
class SandboxOptions(Options):
    """What only WeChat's can vary."""

    mode: Mode = Mode.MIXED
    close_wait_s: float = 0.0  # a close sooner after ordering is refused; the real figure is written nowhere
    takes_loopback: bool = True  # notify URLs and client addresses on loopback, which WeChat refuses
    refund_gap_s: float = 60.0  # least time between two refunds of one payment
