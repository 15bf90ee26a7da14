"""How one campus card sandbox stands and behaves."""

from dataclasses import dataclass

from wendan.sandbox.core.options import Options


@dataclass(frozen=True, slots=True)
class SandboxOptions(Options):
    """What only the campus card's can vary."""

    most_fen: int = 50_000  # the contract's most for one payment
    reverse_within_s: float = 86_400.0
    refund_within_s: float = 180 * 86_400.0
    bill_ready_hour: int = 2  # of the next day, in Beijing
