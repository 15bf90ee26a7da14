"""The bills of a day, from the sandbox's own books: an address for half a minute, then the file (channels.md §2.10)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from wendan.kernel.times import BEIJING
from wendan.platform.ids import SystemIds
from wendan.sandbox.alipay.bill_files import Row, account_zip, bill_zip, payouts_of, rows_of
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.requests import BillName, parameters_of, read
from wendan.sandbox.alipay.words import failed, ok
from wendan.sandbox.core.bill_faults import LATE_HOUR, BillFault, spoilt, untrue
from wendan.sandbox.core.wire import Answer, Letter, Receive, Request, Scope, Send, put

PATH: Final = "/downloadBillUrl.resource"
READY_AT_HOUR: Final = 9
MOST_ADDRESSES: Final = 1000
BUSINESS, ACCOUNT = "trade", "signcustomer"


@dataclass(frozen=True, slots=True)
class _Given:
    """What an address leads to, and since when."""

    kind: str
    day: date
    at: float


class BillCounter:
    """Hands out addresses that live half a minute."""

    def __init__(self, desk: AlipayDesk) -> None:
        self._desk, self._ids = desk, SystemIds()
        self._addresses: dict[str, _Given] = {}
        self._fetched: dict[date, int] = {}

    def address(self, request: Request) -> Answer:
        """Of one day's bill, from nine the next morning; not there for a day on which nothing moved."""
        asked = read(parameters_of(request), BillName)
        if asked.bill_type not in (BUSINESS, ACCOUNT) or len(asked.bill_date) != len("2026-11-21"):
            raise failed("BILL_NOT_EXIST", "账单不存在")
        try:
            day = date.fromisoformat(asked.bill_date)
        except ValueError:
            raise failed("BILL_NOT_EXIST", "账单不存在") from None
        fault = self._fault(day)
        hour = LATE_HOUR if fault is BillFault.LATE else READY_AT_HOUR
        ready_at = datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING) + timedelta(days=1)
        is_there = self._desk.now() >= ready_at.timestamp() and fault is not BillFault.MISSING
        if not is_there or not self._has_rows(asked.bill_type, day):
            raise failed("NO_BILL_DATA", "没有账单数据")
        code = self._ids.nonce()
        self._addresses[code] = _Given(asked.bill_type, day, self._desk.now())
        if len(self._addresses) > MOST_ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
        return ok(bill_download_url=f"{self._desk.url}{PATH}?fileId={code}", bill_file_code=code)

    async def serve(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """The file, unsigned, while its address lives."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("fileId", [""])[0]
        given = self._addresses.get(asked)
        if given is None or self._desk.now() - given.at >= self._desk.options.bill_url_life_s:
            await put(send, Letter(b"<html>expired</html>", {"Content-Type": "text/html"}, 403))
            return
        await put(send, Letter(self._file(given.kind, given.day), {"Content-Type": "application/zip"}))

    def _has_rows(self, kind: str, day: date) -> bool:
        has_payouts = kind == ACCOUNT and bool(payouts_of(self._desk, day))
        return has_payouts or any(rows_of(self._desk, day))

    def _fault(self, day: date) -> BillFault | None:
        return self._desk.fate.of_bill(day.isoformat(), self._fetched.get(day, 0))

    def _file(self, kind: str, day: date) -> bytes:
        fault, seed = self._fault(day), self._desk.fate.seed
        self._fetched[day] = self._fetched.get(day, 0) + 1
        rows = untrue(fault, list(rows_of(self._desk, day)), seed, _altered)
        zipped = bill_zip if kind == BUSINESS else account_zip
        return spoilt(fault, zipped(self._desk, day, rows, is_row_lost=fault is BillFault.ROW_LOST), seed)


def _altered(row: Row) -> Row:
    return replace(row, fen=row.fen + (1 if row.fen > 0 else -1))
