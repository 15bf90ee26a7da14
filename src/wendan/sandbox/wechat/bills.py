"""The trade bill of a day, from the sandbox's own books: an address with a hash, then the file (channels.md §1.16)."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import parse_qs

from wendan.kernel.times import BEIJING
from wendan.platform.ids import SystemIds
from wendan.sandbox.core.bill_faults import LATE_HOUR, BillFault, spoilt, untrue
from wendan.sandbox.core.payouts import Payout, payout_of
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.core.wire import Answer, Letter, Receive, Request, Scope, Send, put, read_request
from wendan.sandbox.wechat.bill_text import FAILED, BillRow, bill_text, fee_of, fund_text
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.orders import order_of
from wendan.sandbox.wechat.terms import TRADE_TYPES
from wendan.sandbox.wechat.words import Complaint, ok

FILE: Final = "/v3/billdownload/file"
READY_AT_HOUR: Final = 10
LONGEST_BACK: Final = timedelta(days=92)
MOST_ADDRESSES: Final = 1000
ENDINGS: Final = {"SUCCESS": "SUCCESS", "CLOSED": "FAIL", "ABNORMAL": "CHANGE"}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    given_at: float


class BillCounter:
    """Makes the file when it is asked for; addresses live some minutes."""

    def __init__(self, desk: WechatDesk) -> None:
        self._desk, self._ids = desk, SystemIds()
        self._files: dict[str, _File] = {}
        self._fetched: dict[str, int] = {}

    def address(self, request: Request) -> Answer:
        """Of one day's bill with its SHA-1, from ten the next morning on."""
        asked = _asked(request)
        if asked.get("bill_type", "ALL") != "ALL":
            raise Complaint(400, "PARAM_ERROR", "沙箱只有 ALL 类型的账单")
        day, fault, rows = self._rows(asked)
        _demand_some(rows)
        return self._given(asked, fault, b"".join(self._text(rows)), day)

    def funds_address(self, request: Request) -> Answer:
        """The same for the flow of funds, with what went to the bank."""
        asked = _asked(request)
        if asked.get("account_type", "BASIC") != "BASIC":
            raise Complaint(400, "PARAM_ERROR", "沙箱只有 BASIC 账户的资金账单")
        day, fault, rows = self._rows(asked)
        options, payouts = self._desk.options, payouts_of(self._desk, day)
        _demand_some([*payouts, *rows])
        text = fund_text(rows, payouts, line_end=options.bill_line_end, with_bom=not options.bill_without_bom)
        return self._given(asked, fault, text, day)

    def _rows(self, asked: dict[str, str]) -> tuple[date, BillFault | None, list[BillRow]]:
        day = self._day(asked.get("bill_date", ""))
        fault = self._desk.fate.of_bill(day.isoformat(), self._fetched.get(day.isoformat(), 0))
        self._demand_made(day, fault)
        return day, fault, untrue(fault, list(rows_of(self._desk, day)), self._desk.fate.seed, _altered)

    def _given(self, asked: dict[str, str], fault: BillFault | None, text: bytes, day: date) -> Answer:
        if asked.get("tar_type", "GZIP") != "GZIP":
            raise Complaint(400, "PARAM_ERROR", "tar_type 只能是 GZIP")
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
        if fault is BillFault.ROW_LOST:
            text = _without_a_row(text)
        content = gzip.compress(text, mtime=0) if "tar_type" in asked else text
        self._fetched[day.isoformat()] = self._fetched.get(day.isoformat(), 0) + 1
        token = self._ids.nonce()
        self._files[token] = _File(spoilt(fault, content, self._desk.fate.seed), self._desk.now())
        if len(self._files) > MOST_ADDRESSES:
            del self._files[next(iter(self._files))]
        url = f"{self._desk.url}{FILE}?token={token}"
        return ok({"hash_type": "SHA1", "hash_value": digest, "download_url": url})

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The file, unsigned, to whoever signs the request, while its address lives."""
        request = await read_request(scope, receive)
        try:
            if request is None:
                raise Complaint(400, "PARAM_ERROR", "参数错误")
            self._desk.crypto.check(request, self._desk.clock.now())
            token = parse_qs(request.query).get("token", [""])[0]
            file = self._files.get(token)
            if file is None or self._desk.now() - file.given_at >= self._desk.options.bill_url_life_s:
                raise Complaint(400, "INVALID_REQUEST", "下载地址已失效")
        except Complaint as complaint:
            headers = {"Content-Type": "application/json; charset=utf-8"}
            await put(send, Letter(complaint.body, headers, complaint.status))
            return
        await put(send, Letter(file.content, {"Content-Type": "application/octet-stream"}))

    def _day(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise Complaint(400, "PARAM_ERROR", "账单日期格式错误") from None
        today = datetime.fromtimestamp(self._desk.now(), BEIJING).date()
        if not today - LONGEST_BACK <= day < today:
            raise Complaint(400, "INVALID_REQUEST", "账单日期超出可下载范围")
        return day

    def _demand_made(self, day: date, fault: BillFault | None) -> None:
        """Raises Complaint."""
        hour = LATE_HOUR if fault is BillFault.LATE else READY_AT_HOUR
        ready_at = datetime.combine(day + timedelta(days=1), time(hour), BEIJING)
        if fault is BillFault.MISSING or self._desk.now() < ready_at.timestamp():
            raise Complaint(400, "STATEMENT_CREATING", "账单生成中，请稍后再试")

    def _text(self, rows: list[BillRow]) -> Iterator[bytes]:
        options = self._desk.options
        return bill_text(rows, line_end=options.bill_line_end, with_bom=not options.bill_without_bom)


def _demand_some(rows: Sequence[object]) -> None:
    """Raises Complaint."""
    if not rows:
        raise Complaint(400, "NO_STATEMENT_EXIST", "请求的账单日期当天无交易")


def payouts_of(desk: WechatDesk, day: date) -> list[Payout]:
    """What went to the bank in this day's night."""
    if not desk.fate.plan.pays_out:
        return []
    moved: Counter[date] = Counter()
    for trade in desk.books.trades.values():
        if trade.taken_fen is not None:
            moved[_day(trade.taken_at)] += trade.settled_fen - fee_of(trade.settled_fen)
    for refund in desk.books.refunds.values():
        gone = refund.settled_fen - fee_of(refund.settled_fen)
        moved[_day(refund.asked.at)] -= gone
        if refund.ended_at is not None and ENDINGS[refund.status] != "SUCCESS":
            moved[_day(refund.ended_at)] += gone
    paid = payout_of(moved, day)
    return [] if paid is None else [paid]


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, BEIJING).date()


def _asked(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.query).items()}


def rows_of(desk: WechatDesk, day: date) -> Iterator[BillRow]:
    """Every payment taken and every refund accepted on this day in Beijing, by time; as they stood at its end."""
    until = datetime.combine(day + timedelta(days=1), time(), BEIJING).timestamp()
    books = desk.books
    rows = [(t.taken_at, _of_payment(desk, t)) for t in books.trades.values() if t.taken_fen is not None]
    rows += [
        (r.asked.at, _of_refund(desk, r, books.trades[r.asked.payment], until))
        for r in books.refunds.values()
    ]
    for at, row in sorted(rows, key=lambda each: each[0]):
        if until - 86400 <= at < until:
            yield row


def _of_payment(desk: WechatDesk, trade: Trade) -> BillRow:
    assert trade.taken_fen is not None, "nothing was taken"
    order = order_of(trade)
    return BillRow(
        at=_time(trade.taken_at),
        account=desk.account,
        reference=trade.reference,
        number=trade.number,
        kind=TRADE_TYPES[trade.order.method],
        state="SUCCESS",
        fen=trade.taken_fen,
        fee_fen=fee_of(trade.settled_fen),
        goods=trade.order.description,
        attached=order.attach or "",
        app=desk.keys.appid,
        payer=trade.payer,
        promoted_fen=trade.promoted_fen,
    )


def _of_refund(desk: WechatDesk, refund: Refund, trade: Trade, until: float) -> BillRow:
    """A row that is written once: what came later is not in it."""
    is_known = refund.ended_at is not None and refund.ended_at < until
    is_undone = refund.asked.number.startswith("reverse*")
    status = ENDINGS[refund.status] if is_known else "PROCESSING"
    return replace(
        _of_payment(desk, trade),
        at=_time(refund.asked.at),
        state="REVOKED" if is_undone else "REFUND",
        fen=refund.asked.fen,
        fee_fen=0 if status in FAILED else -fee_of(refund.settled_fen),
        promoted_fen=refund.asked.promoted_fen,
        refund_number="" if is_undone else refund.asked.number,
        refund_reference="" if is_undone else refund.reference,
        refund_status=status,
    )


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _altered(row: BillRow) -> BillRow:
    return replace(row, fen=row.fen + 1)


def _without_a_row(text: bytes) -> bytes:
    first, _, *rest = text.split(b"\n")
    return b"\n".join([first, *rest]) if rest else text
