"""The desk with the operator's keys and its students' cards on it."""

from dataclasses import dataclass

from wendan.sandbox.campus_card.crypto import Crypto
from wendan.sandbox.campus_card.keys import Keys
from wendan.sandbox.campus_card.options import SandboxOptions
from wendan.sandbox.core.desk import Desk


@dataclass(frozen=True, slots=True)
class CampusCardDesk(Desk):
    """`account` is the merchant's number."""

    options: SandboxOptions
    keys: Keys
    crypto: Crypto
