"""UnionPay on this machine: certificates, unionpay.json, and everything at one port."""

from wendan.platform.clock import Clock
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.server import Outlet
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer
from wendan.sandbox.unionpay.bench import UnionPayBench
from wendan.sandbox.unionpay.counter import Counter
from wendan.sandbox.unionpay.crypto import Crypto
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.dialect import UnionPayDialect
from wendan.sandbox.unionpay.keys import MER_ID, create, write_unionpay_json
from wendan.sandbox.unionpay.letters import Letters
from wendan.sandbox.unionpay.options import SandboxOptions
from wendan.sandbox.unionpay.refunds import RefundCounter
from wendan.sandbox.unionpay.terms import UnionPayTerms
from wendan.sandbox.unionpay.tester import go_back


class SandboxServer(AnySandboxServer[UnionPayBench]):
    """/gateway/api for merchants and their customers' browsers, / for settlement files, /_sandbox/ for testers."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        super().__init__(options, clock)
        self.options = options

    def furnish(self, place: Place) -> Outlet[UnionPayBench]:
        """Writes unionpay.json."""
        keys = create(self.options.directory)
        write_unionpay_json(keys, place.url)
        desk = UnionPayDesk.open(place, UnionPayTerms(), MER_ID, keys=keys, crypto=Crypto(keys))
        bench = UnionPayBench.open(desk, Letters(desk))
        dialect = UnionPayDialect(desk, Counter(desk, bench.wallet), RefundCounter(desk, bench.refunds))
        return Outlet(bench, dialect, (go_back,))
