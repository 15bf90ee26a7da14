"""How one UnionPay sandbox stands and behaves."""

from dataclasses import dataclass

from wendan.sandbox.core.options import Options


@dataclass(frozen=True, slots=True)
class SandboxOptions(Options):
    """What only UnionPay's can vary; where the real figure is written nowhere, both ways can be tried."""

    callback_limit_s: float = 10.0  # real seconds a merchant has to acknowledge
    result_wait_s: float = 0.0  # longest time a query still says 05 after the money moved; by chance less
    unpaid_code: str = "34"  # what a query says of an order that nobody has paid: 34, or 05 as origRespCode
    refuses_repeats: bool = False  # the same QR order again is 12 instead of the same code
