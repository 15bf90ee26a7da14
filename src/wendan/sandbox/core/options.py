"""How one sandbox stands; a channel subclasses it for what only it can vary."""

from dataclasses import dataclass, field
from pathlib import Path

from wendan.sandbox.core.faults import FaultPlan


@dataclass(frozen=True, slots=True)
class Options:
    """How one sandbox stands and behaves."""

    directory: Path  # keys and credentials; made when missing, reused when there
    port: int = 0  # 0: any free one
    host: str = "127.0.0.1"
    faults: FaultPlan = field(default_factory=FaultPlan)
    seed: int = 1
    journal: Path | None = None  # None: books live in memory only
    refund_wait_s: float = 5.0  # least time a refund is PROCESSING; by chance up to four times as long
    callback_limit_s: float = 5.0  # real seconds a merchant has to acknowledge
    most_payments: int = 200_000  # above it ordering is refused, so that memory stays bounded
