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
    reverse_wait_s: float = 0.0  # a reversal sooner after the scan is put off; WeChat advises 15 s
    reverse_within_s: float = 7 * 86400.0  # a later one is refused; the real figure is written nowhere
    recalls: int = 0  # how often v2 wants one reversal repeated first
    types_as_error: bool = (
        False  # v3 answers a customer who types with an error, as v2 does, instead of a state
    )
    score_pays_after_s: float = 2.0  # from a completed service order to its money
    bill_url_life_s: float = 300.0  # 30 on older pages
    bill_without_bom: bool = False
    bill_line_end: str = "\r\n"
