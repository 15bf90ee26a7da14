"""The desk with Alipay's keys on it."""

from dataclasses import dataclass

from wendan.sandbox.alipay.crypto import Crypto
from wendan.sandbox.alipay.keys import Keys
from wendan.sandbox.alipay.options import SandboxOptions
from wendan.sandbox.core.desk import Desk


@dataclass(frozen=True, slots=True)
class AlipayDesk(Desk):
    """`account` is the seller's id."""

    options: SandboxOptions
    keys: Keys
    crypto: Crypto
