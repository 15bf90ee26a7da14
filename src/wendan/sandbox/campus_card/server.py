"""A campus card's operator on this machine: keys, campus-card.json, and everything at one port."""

from wendan.platform.clock import Clock
from wendan.sandbox.campus_card.bench import CampusCardBench
from wendan.sandbox.campus_card.bills import BillCounter
from wendan.sandbox.campus_card.cards import Cards
from wendan.sandbox.campus_card.counter import Counter
from wendan.sandbox.campus_card.crypto import Crypto
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.campus_card.dialect import CampusCardDialect
from wendan.sandbox.campus_card.keys import create, write_campus_card_json
from wendan.sandbox.campus_card.letters import Letters
from wendan.sandbox.campus_card.options import SandboxOptions
from wendan.sandbox.campus_card.refunds import RefundCounter
from wendan.sandbox.campus_card.terms import CampusCardTerms
from wendan.sandbox.campus_card.tester import cards, pay_by_card, rotate, set_card
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.server import Outlet
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer


class SandboxServer(AnySandboxServer[CampusCardBench]):
    """/v1 for merchants, /_sandbox/ for testers and for the students' page."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        super().__init__(options, clock)
        self.options = options

    def furnish(self, place: Place) -> Outlet[CampusCardBench]:
        """Writes campus-card.json."""
        keys = create(self.options.directory)
        write_campus_card_json(keys, place.url)
        desk = CampusCardDesk.open(place, CampusCardTerms(), keys.merchant, keys=keys, crypto=Crypto(keys))
        bench = CampusCardBench.open(desk, Letters(desk), cards=Cards(desk.books))
        counters = (Counter(desk, bench), RefundCounter(desk, bench.refunds), BillCounter(desk))
        testers = (cards, set_card, pay_by_card, rotate)
        return Outlet(bench, CampusCardDialect(desk, counters), testers)
