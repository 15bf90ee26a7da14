"""The desk with UnionPay's keys on it."""

from dataclasses import dataclass

from wendan.sandbox.core.desk import Desk
from wendan.sandbox.unionpay.crypto import Crypto
from wendan.sandbox.unionpay.keys import Keys
from wendan.sandbox.unionpay.options import SandboxOptions


@dataclass(frozen=True, slots=True)
class UnionPayDesk(Desk):
    """`account` is the merId."""

    options: SandboxOptions
    keys: Keys
    crypto: Crypto
