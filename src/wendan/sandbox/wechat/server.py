"""WeChat Pay on this machine: keys, wechat.json, and everything at one port."""

from functools import partial

from wendan.platform.clock import Clock
from wendan.platform.ids import SystemIds
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.server import Outlet
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer
from wendan.sandbox.wechat.app import check_invocation
from wendan.sandbox.wechat.apps import Apps
from wendan.sandbox.wechat.authorisations import CHANGE, PAGE, Authorisations
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.bills import FILE, BillCounter
from wendan.sandbox.wechat.codepay import CodePayCounter
from wendan.sandbox.wechat.counter import Counter
from wendan.sandbox.wechat.crypto import Crypto
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.dialect import WechatDialect
from wendan.sandbox.wechat.keys import create, write_wechat_json
from wendan.sandbox.wechat.letters import Letters
from wendan.sandbox.wechat.logins import PATH, Logins
from wendan.sandbox.wechat.micropay import MicroPayDialect
from wendan.sandbox.wechat.options import SandboxOptions
from wendan.sandbox.wechat.refunds import RefundCounter
from wendan.sandbox.wechat.score import ScoreCounter
from wendan.sandbox.wechat.scorebook import ScoreBook
from wendan.sandbox.wechat.terms import WechatTerms
from wendan.sandbox.wechat.tester import confirm, forge, login, scores
from wendan.sandbox.wechat.till import Till
from wendan.sandbox.wechat.versions import Versions


class SandboxServer(AnySandboxServer[WechatBench]):
    """/v3 and v2's /pay for merchants, /sns and /connect for who opens their pages, /_sandbox/ for testers."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        super().__init__(options, clock)
        self.options = options

    def furnish(self, place: Place) -> Outlet[WechatBench]:
        """Writes wechat.json."""
        keys, mode = create(self.options.directory), self.options.mode
        write_wechat_json(keys, place.url, mode)
        ids = SystemIds()
        apps = Apps.open(keys, place.clock, ids)
        own = {"keys": keys, "crypto": Crypto(keys, mode), "scores": ScoreBook(), "apps": apps}
        desk = WechatDesk.open(place, WechatTerms(), keys.mchid, **own)
        letters, logins = Letters(desk), Logins(apps.mini_program, ids)
        bench = WechatBench.open(
            desk, letters, partial(check_invocation, desk), letters=letters, logins=logins
        )
        till = Till(desk, bench)
        bills = BillCounter(desk)
        counters = (
            Counter(desk, bench.wallet),
            RefundCounter(desk, bench.refunds),
            CodePayCounter(desk, till),
            ScoreCounter(desk, bench),
            bills,
        )
        dialect = Versions(WechatDialect(desk, counters), MicroPayDialect(desk, till))
        authorisations = Authorisations(apps.service, ids)
        doors = {
            PATH: logins.serve,
            PAGE: authorisations.serve_page,
            CHANGE: authorisations.serve_change,
            FILE: bills.serve,
        }
        return Outlet(bench, dialect, (login, forge, scores, confirm), doors)
