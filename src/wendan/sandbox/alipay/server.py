"""Alipay on this machine: keys, alipay.json, and everything at one port."""

from wendan.platform.clock import Clock
from wendan.sandbox.alipay.bench import AlipayBench
from wendan.sandbox.alipay.bills import PATH, BillCounter
from wendan.sandbox.alipay.counter import Counter
from wendan.sandbox.alipay.crypto import Crypto
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.dialect import AlipayDialect
from wendan.sandbox.alipay.holdbook import HoldBook
from wendan.sandbox.alipay.holds import HoldCounter
from wendan.sandbox.alipay.keys import create, write_alipay_json
from wendan.sandbox.alipay.letters import Letters
from wendan.sandbox.alipay.options import SandboxOptions
from wendan.sandbox.alipay.refunds import RefundCounter
from wendan.sandbox.alipay.terms import AlipayTerms, PatientTerms
from wendan.sandbox.alipay.tester import agree, holds
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.server import Outlet
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer


class SandboxServer(AnySandboxServer[AlipayBench]):
    """/gateway.do for merchants and customers' browsers, the bills' address, /_sandbox/ for testers."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        super().__init__(options, clock)
        self.options = options

    def furnish(self, place: Place) -> Outlet[AlipayBench]:
        """Writes alipay.json."""
        keys, options = create(self.options.directory), self.options
        write_alipay_json(keys, place.url, options.mode)
        terms = PatientTerms() if options.calls_thrice else AlipayTerms()
        crypto = Crypto(keys, options.mode, options.timestamp_window_s)
        desk = AlipayDesk.open(place, terms, keys.seller_id, keys=keys, crypto=crypto)
        book, bills = HoldBook(), BillCounter(desk)
        letters = Letters(desk, book)
        bench = AlipayBench.open(desk, letters, holds=book, letters=letters)
        hold_counter = HoldCounter(desk, bench)
        counters = (Counter(desk, bench), RefundCounter(desk, bench.refunds), hold_counter, bills)
        return Outlet(bench, AlipayDialect(desk, counters), (holds, agree), {PATH: bills.serve})
