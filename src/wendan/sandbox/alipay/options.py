"""How one Alipay sandbox stands and behaves."""

from dataclasses import dataclass

from wendan.sandbox.alipay.keys import Mode
from wendan.sandbox.core.options import Options


@dataclass(frozen=True, slots=True)
class SandboxOptions(Options):
    """What only Alipay's can vary."""

    mode: Mode = Mode.PUBLIC_KEY
    misspells: bool = False  # AQC.SYSTEM_ERROR
    cancel_retries: int = 0  # how often a cancel of one trade answers retry_flag=Y first
    calls_thrice: bool = False  # three immediate tries before the usual gaps, as the face-to-face pages say
    tells_refunds: bool = False  # a partial refund sends TRADE_SUCCESS again (unverified)
    refund_seen_after_s: float = 0.0  # a refund's query knows nothing of it so long
    timestamp_window_s: float | None = None  # None: any well-formed timestamp
    bill_url_life_s: float = 30.0
    takes_hyphens: bool = False  # in order numbers, which Alipay refuses
