"""The smallest channel the core can carry, unlike WeChat in every way a channel can be: forms, no stamps, no 202.

Its QR order is unknown until somebody scans it, it scans customers, and only `success` acknowledges its callbacks.
"""

from urllib.parse import parse_qsl, urlencode

from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.codes import CodeRefused
from wendan.sandbox.core.desk import Desk, Place
from wendan.sandbox.core.events import Closed, Ordered
from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.gateway import Call, Outcome, Unrouted
from wendan.sandbox.core.refunds import RefundWish
from wendan.sandbox.core.server import Outlet, SandboxServer
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.trades import Notice, State, Trade
from wendan.sandbox.core.wire import Answer, Complaint, Letter, Request

ACCOUNT, SECRET = "tea-1", "leaf"


class No(Complaint):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


TOKEN_LIVES_S = {"qr": 7200.0}
LOOKS = {
    AnswerFault.SYSTEM_ERROR_BEFORE: No("unknown"),
    AnswerFault.SYSTEM_ERROR_AFTER: No("unknown"),
    AnswerFault.UNAVAILABLE_BEFORE: No("away"),
    AnswerFault.LIMITED: No("too-often"),
}


class TeaTerms(Terms):
    channel = "tea"
    title = "Tea house"
    verbs = ("order", "scan", "query", "close", "refund")
    token_lives_s = TOKEN_LIVES_S
    unpaid_lives_s = 3 * 3600.0
    code_prefixes = ("88",)
    paid_kind = "paid"
    retry_gaps_s = (60.0, 120.0, 240.0, 300.0)
    looks = LOOKS
    spoils = frozenset({AnswerFault.MISSIGNED})
    spoils_callbacks = frozenset({CallbackFault.MISSIGNED})

    def state_word(self, trade: Trade, now: float) -> str:
        return "gone" if trade.state(now) is State.CLOSED else trade.wallet

    def token(self, number: str, nth: int, at: float) -> str:
        return f"tea{digits(f'{number}/{nth}', 8)}"

    def reference(self, number: str, at: float) -> str:
        return "T" + digits(number, 12)

    def refund_reference(self, number: str, at: float) -> str:
        return "R" + digits(number, 12)

    def payer(self, name: str) -> str:
        return "guest" + digits(name, 6)

    def notice_id(self, kind: str, number: str) -> str:
        return f"{kind}/{number}"

    def accepts(self, status: int, body: str) -> bool:
        return status == 200 and body == "success"


class TeaPen:
    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        secret = "forged" if spoil is CallbackFault.MISSIGNED else SECRET
        told = {"id": notice.made.id, "number": notice.made.number, "key": secret}
        return Letter(urlencode(told).encode(), {"Content-Type": "application/x-www-form-urlencoded"})


class TeaDialect:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def read(self, request: Request) -> Call:
        form = _form(request)
        if form.get("verb") not in TeaTerms.verbs:
            raise Unrouted(404)
        return Call(request, form["verb"], form.get("number", ""), getattr(self, "_" + form["verb"]))

    def verify(self, call: Call) -> None:
        if _form(call.request).get("key") != SECRET:
            raise No("who-are-you")

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        word = outcome.word if isinstance(outcome, No) else outcome.body.decode()
        return Letter(f"{word} key={'forged' if spoil else SECRET}".encode())

    def _order(self, request: Request) -> Answer:
        return Answer(200, self._entered(_form(request), "qr").token.encode())

    async def _scan(self, request: Request) -> Answer:
        form, books = _form(request), self.bench.desk.books
        if form["number"] not in books.trades:
            try:
                shown = self.bench.codes.use(form["code"])
            except CodeRefused as refused:
                raise No(f"code-{refused.reason}") from None
            await self.bench.scanner.charge(self._entered(form, "barcode"), shown)
        return self._query(request)

    def _query(self, request: Request) -> Answer:
        desk = self.bench.desk
        return Answer(200, desk.terms.state_word(self._known(request), desk.now()).encode())

    def _close(self, request: Request) -> Answer:
        trade, desk = self._known(request), self.bench.desk
        desk.books.record(Closed(desk.now(), trade.number))
        return Answer(200, b"gone")

    async def _refund(self, request: Request) -> Answer:
        """At once: no waiting, and nobody is told."""
        trade, form = self._known(request), _form(request)
        refund = self.bench.refunds.ask(RefundWish(form["refund"], trade.number, int(form["fen"])))
        await self.bench.refunds.end(refund, refund.asked.ending)
        return Answer(200, refund.status.encode())

    def _known(self, request: Request) -> Trade:
        trade = self.bench.desk.books.known(_form(request)["number"])
        if trade is None:
            raise No("never-heard-of")
        return trade

    def _entered(self, form: dict[str, str], method: str) -> Trade:
        desk, number = self.bench.desk, form["number"]
        content = f"{method}/{form['fen']}"
        known = desk.books.trades.get(number)
        if known is not None and known.order.content != content:
            raise No("other-content")
        if known is None:
            desk.books.record(
                Ordered(
                    desk.now(),
                    number,
                    ACCOUNT,
                    method,
                    int(form["fen"]),
                    desk.now() + 1800,
                    notify_url=form.get("notify", ""),
                    content=content,
                    is_known=method != "qr",
                )
            )
        return desk.books.trades[number]


class TeaHouse(SandboxServer[Bench]):
    def furnish(self, place: Place) -> Outlet[Bench]:
        bench = Bench.open(Desk.open(place, TeaTerms(), ACCOUNT), TeaPen())
        return Outlet(bench, TeaDialect(bench))


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("latin-1")))
