"""Links, codes, asking, closing, reversing: what each request does to the books."""

from datetime import datetime
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from wendan.sandbox.campus_card import answers
from wendan.sandbox.campus_card.bench import CampusCardBench
from wendan.sandbox.campus_card.cards import refused
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.campus_card.terms import REASONS
from wendan.sandbox.campus_card.words import Complaint, ok
from wendan.sandbox.core import events
from wendan.sandbox.core.codes import CodeRefused
from wendan.sandbox.core.refunds import RefundWish
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wire import Answer, Request

Number = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,32}$")]
Fen = Annotated[int, Meta(ge=1)]
Text = Annotated[str, Meta(min_length=1, max_length=127)]
Url = Annotated[str, Meta(max_length=255, pattern=r"^https?://[^\s?#]+$")]
Code = Annotated[str, Meta(pattern=r"^\d{16,24}$")]
T = TypeVar("T", bound=msgspec.Struct)


class _Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    number: Number
    amount_fen: Fen
    description: Text
    expires_at: datetime


class LinkOrder(_Order, frozen=True):
    notify_url: Url
    return_url: Annotated[str, Meta(max_length=512)] | None = None


class CodeOrder(_Order, frozen=True):
    code: Code
    terminal: Annotated[str, Meta(max_length=32)] | None = None


_CODES: Final = {"unknown": "CODE_UNKNOWN", "used": "CODE_USED", "expired": "CODE_EXPIRED"}
MOST_TOMBSTONES: Final = 10_000


class Counter:
    def __init__(self, desk: CampusCardDesk, bench: CampusCardBench) -> None:
        self._desk, self._bench = desk, bench
        self._tombstones: dict[str, None] = {}

    async def link(self, request: Request) -> Answer:
        """A page for the student; the same number with the same content again is the same page."""
        asked = read(LinkOrder, request.body)
        trade = self._known("link", asked)
        if trade is None:
            trade = self._entered("link", asked, asked.notify_url)
            await self._bench.wallet.fulfil_wish(trade)
        return self._told(trade)

    async def barcode(self, request: Request) -> Answer:
        """PAID at once, PENDING while the student confirms on the phone, or refused."""
        asked = read(CodeOrder, request.body)
        trade = self._known("barcode", asked)
        if trade is None:
            trade = await self._charged(asked)
        if trade.wallet == "failed":
            raise refused(REASONS.get(trade.cause, trade.cause))
        return self._told(trade)

    def query(self, request: Request) -> Answer:
        return self._told(self._found(request.path.rpartition("/")[2]))

    def close(self, request: Request) -> Answer:
        """Unpaid for good; a paid one is refused."""
        trade = self._found(request.path.split("/")[-2], is_over=True)
        if trade.order.method != "link":
            raise Complaint(409, "WRONG_METHOD", "付款码支付请使用撤销")
        if trade.taken_fen is not None:
            raise Complaint(409, "ALREADY_PAID", "已支付")
        if trade.state(self._desk.now()) is not State.CLOSED:
            self._desk.books.record(events.Closed(self._desk.now(), trade.number))
        return self._told(trade)

    async def reverse(self, request: Request) -> Answer:
        """Of a scan: unpaid for good, and what was paid goes back at once."""
        desk, trade = self._desk, self._found(request.path.split("/")[-2], is_over=True)
        if trade.order.method != "barcode":
            raise Complaint(409, "WRONG_METHOD", "链接支付请使用关单")
        if trade.closed_at is None:
            if desk.now() - trade.order.at > desk.options.reverse_within_s:
                raise Complaint(409, "REVERSE_TOO_LATE", "已过撤销时限，请退款")
            await self._give_back(trade)
            desk.books.record(events.Closed(desk.now(), trade.number))
        return self._told(trade)

    async def _charged(self, asked: CodeOrder) -> Trade:
        desk = self._desk
        try:
            shown = self._bench.codes.use(asked.code)
        except CodeRefused as no:
            raise Complaint(422, _CODES[no.reason], "付款码无效") from None
        trade = self._entered("barcode", asked, "")
        if code := self._bench.cards.refusal(shown.payer, asked.amount_fen, desk.now()):
            desk.books.record(events.Tried(desk.now(), trade.number, "failed", code))
            raise refused(code)
        await self._bench.scanner.charge(trade, shown)
        return trade

    async def _give_back(self, trade: Trade) -> None:
        left_fen = (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS", "PROCESSING")
        if left_fen > 0:
            wish = RefundWish(f"reverse*{trade.number}", trade.number, left_fen, "撤销")
            await self._bench.refunds.end(self._bench.refunds.ask(wish), "SUCCESS")

    def _known(self, method: str, asked: _Order) -> Trade | None:
        """The payment this number names already. Raises Complaint when it names another."""
        desk = self._desk
        trade = desk.books.trades.get(asked.number)
        if trade is None:
            if asked.number in self._tombstones:
                raise Complaint(409, "ALREADY_CLOSED", "该单号已关闭")
            return None
        if (trade.order.method, trade.order.content) != (method, _content(asked)):
            raise Complaint(409, "NUMBER_USED", "单号重复且内容不一致")
        if method == "link" and trade.taken_fen is not None:
            raise Complaint(409, "ALREADY_PAID", "已支付")
        if trade.closed_at is not None or trade.state(desk.now()) is State.CLOSED:
            raise Complaint(409, "ALREADY_CLOSED", "已关闭")
        return trade

    def _entered(self, method: str, asked: _Order, notify_url: str) -> Trade:
        desk = self._desk
        if len(desk.books.trades) >= desk.options.most_payments:
            raise Complaint(429, "TOO_MANY_REQUESTS", "沙箱订单数量超限")
        if asked.amount_fen > desk.options.most_fen:
            raise Complaint(400, "AMOUNT_OUTSIDE_CONTRACT", "超出合同单笔上限")
        if asked.expires_at.tzinfo is None:
            raise Complaint(400, "MALFORMED", "expires_at缺少时区")
        desk.books.record(
            events.Ordered(
                at=desk.now(),
                number=asked.number,
                account=desk.account,
                method=method,
                total_fen=asked.amount_fen,
                expires_at=asked.expires_at.timestamp(),
                description=asked.description,
                notify_url=notify_url,
                content=_content(asked),
            )
        )
        return desk.books.trades[asked.number]

    def _found(self, number: str, *, is_over: bool = False) -> Trade:
        """`is_over`: whoever comes later with a number nobody knows finds it closed."""
        number = unquote(number)
        trade = self._desk.books.trades.get(number)
        if trade is None:
            if is_over and len(self._tombstones) < MOST_TOMBSTONES:
                self._tombstones[number] = None
            raise Complaint(404, "PAYMENT_UNKNOWN", "无此支付")
        return trade

    def _told(self, trade: Trade) -> Answer:
        return ok(answers.payment(self._desk, trade))


def read(kind: type[T], body: bytes) -> T:
    """Strictly. Raises Complaint (400)."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Complaint(400, "MALFORMED", str(wrong)) from None


def _content(asked: _Order) -> str:
    """What must stay the same under one number."""
    kept: dict[str, Any] = msgspec.to_builtins(asked)
    return msgspec.json.encode(kept, order="sorted").decode()
