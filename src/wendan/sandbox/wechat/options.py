from dataclasses import dataclass, field
from pathlib import Path

from wendan.sandbox.wechat.faults import FaultPlan
from wendan.sandbox.wechat.keys import Mode


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How one sandbox stands and behaves."""

    directory: Path  # keys and wechat.json; made when missing, reused when there
    port: int = 0  # 0: any free one
    host: str = "127.0.0.1"
    mode: Mode = Mode.MIXED
    faults: FaultPlan = field(default_factory=FaultPlan)
    seed: int = 1
    journal: Path | None = None  # None: books live in memory only
    close_wait_s: float = 0.0  # a close sooner after ordering is refused; the real figure is written nowhere
    takes_loopback: bool = True  # notify URLs and client addresses on loopback, which WeChat refuses
    refund_wait_s: float = 5.0  # least time a refund is PROCESSING; by chance up to four times as long
    refund_gap_s: float = 60.0  # least time between two refunds of one payment
    callback_limit_s: float = 5.0  # real seconds a merchant has to acknowledge
    most_payments: int = 200_000  # above it ordering is refused, so that memory stays bounded
