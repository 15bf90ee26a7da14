"""What a tester has at hand of Alipay alone."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from wendan.sandbox.alipay.counter import Counter
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.holdbook import HoldBook
from wendan.sandbox.alipay.letters import Letters
from wendan.sandbox.alipay.requests import parameters_of
from wendan.sandbox.alipay.words import Complaint
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.wallet import NotPossible
from wendan.sandbox.core.wire import Request


@dataclass(frozen=True, slots=True)
class AlipayBench(Bench):
    """With the money that is held, and the pen that writes notices."""

    desk: AlipayDesk
    holds: HoldBook
    letters: Letters

    def visit(self, address: str) -> None:
        """Alipay learns of a wap payment when its signed address is opened."""
        request = Request("GET", f"/gateway.do?{urlsplit(address).query}", {}, b"")
        try:
            self.desk.crypto.check(parameters_of(request), self.desk.clock.now())
            Counter(self.desk, self).open_page(request)
        except Complaint as complaint:
            raise NotPossible(complaint.sub_code) from None
