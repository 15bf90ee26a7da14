"""What a tester has at hand of UnionPay alone."""

from dataclasses import dataclass

import msgspec

from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.wallet import NotPossible
from wendan.sandbox.unionpay.counter import Counter
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.words import Complaint, Fields


@dataclass(frozen=True, slots=True)
class UnionPayBench(Bench):
    """With the browser that brings a merchant's form."""

    desk: UnionPayDesk

    def visit(self, address: str) -> None:
        """The customer's browser posts the form that the page was given: its fields as JSON. Raises NotPossible."""
        fields = msgspec.json.decode(address, type=Fields)
        try:
            self.desk.crypto.check(fields)
            Counter(self.desk, self.wallet).enter("wap", fields)
        except Complaint as complaint:
            raise NotPossible(f"form-refused-{complaint.code}") from None
