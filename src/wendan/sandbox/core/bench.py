"""What a tester, a drill or a test has at hand of one channel: the same shape whichever it is."""

from dataclasses import dataclass
from typing import Any, Self

from wendan.sandbox.core.codes import Codes
from wendan.sandbox.core.courier import Courier, Pen
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.refunds import Refunds
from wendan.sandbox.core.scanner import Scanner
from wendan.sandbox.core.wallet import CheckInvocation, Wallet, takes_no_invocation


@dataclass(frozen=True, slots=True)
class Bench:
    """The channel's desk, its customers, and what is on its way to the merchant."""

    desk: Desk
    courier: Courier
    wallet: Wallet
    codes: Codes
    scanner: Scanner
    refunds: Refunds

    @classmethod
    def open(
        cls, desk: Desk, pen: Pen, check_invocation: CheckInvocation = takes_no_invocation, **own: Any
    ) -> Self:
        """Whatever was on its way before a restart goes on; `own` are the fields of the channel's subclass."""
        courier = Courier(desk, pen)
        wallet, refunds = Wallet(desk, courier, check_invocation), Refunds(desk, courier)
        scanner = Scanner(desk, wallet)
        for part in (courier, refunds, scanner):
            part.resume()
        return cls(desk, courier, wallet, Codes(desk), scanner, refunds, **own)

    def would_tell(self, number: str) -> bool:
        """Whether the fault plan lets a callback about this payment arrive at all."""
        terms, fate = self.desk.terms, self.desk.fate
        key = terms.notice_id(terms.paid_kind, number)
        return bool(terms.paid_kind) and CallbackFault.LOST not in fate.of_callback(key)

    def visit(self, address: str) -> None:
        """A customer's browser opens an address the merchant signed; most channels know of the payment before.

        Raises NotPossible.
        """
