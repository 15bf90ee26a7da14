"""The bill of a day: every fen that moved, one row each, and a line of totals."""

import csv
import io
from datetime import date, datetime, time, timedelta

from wendan.kernel.times import BEIJING
from wendan.sandbox.campus_card.answers import masked
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.campus_card.words import Complaint
from wendan.sandbox.core.bill_faults import LATE_HOUR, BillFault, spoilt, untrue
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.wire import Answer, Request

COLUMNS = ("kind", "number", "reference", "payment", "amount_fen", "fee_fen", "moved_at", "card")
Row = tuple[str, str, str, str, int, int, str, str]


class BillCounter:
    def __init__(self, desk: CampusCardDesk) -> None:
        self._desk = desk
        self._fetched: dict[date, int] = {}

    def bill(self, request: Request) -> Answer:
        """Of a day that is over, from the small hours of the next."""
        try:
            day = date.fromisoformat(request.path.rpartition("/")[2])
        except ValueError:
            raise Complaint(400, "MALFORMED", "日期格式错误") from None
        ready_at = datetime.combine(day + timedelta(days=1), time(), BEIJING)
        fault, seed = (
            self._desk.fate.of_bill(day.isoformat(), self._fetched.get(day, 0)),
            self._desk.fate.seed,
        )
        ready_at += timedelta(
            hours=LATE_HOUR if fault is BillFault.LATE else self._desk.options.bill_ready_hour
        )
        if self._desk.now() < ready_at.timestamp() or fault is BillFault.MISSING:
            raise Complaint(404, "BILL_NOT_READY", "账单尚未生成")
        rows = sorted(self._rows(day.isoformat()), key=lambda row: (row[6], row[1]))
        rows = untrue(fault, rows, seed, _altered)
        if not rows:
            raise Complaint(404, "BILL_EMPTY", "当日无交易")
        self._fetched[day] = self._fetched.get(day, 0) + 1
        return Answer(200, spoilt(fault, _text(rows, is_row_lost=fault is BillFault.ROW_LOST), seed))

    def _rows(self, day: str) -> list[Row]:
        books, rows = self._desk.books, []
        for trade in books.trades.values():
            if trade.taken_fen is not None and rfc3339(trade.taken_at)[:10] == day:
                moved = (trade.taken_fen, 0, rfc3339(trade.taken_at), masked(trade.payer))
                rows.append(("payment", trade.number, trade.reference, "", *moved))
        for refund in books.refunds.values():
            if refund.status != "SUCCESS" or refund.ended_at is None or rfc3339(refund.ended_at)[:10] != day:
                continue
            asked = refund.asked
            kind = "reversal" if asked.number.startswith("reverse*") else "refund"
            back = (-asked.fen, 0, rfc3339(refund.ended_at), masked(books.trades[asked.payment].payer))
            rows.append((kind, asked.number, refund.reference, asked.payment, *back))
        return rows


def _text(rows: list[Row], *, is_row_lost: bool) -> bytes:
    """A lost row is still in the totals."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(rows[is_row_lost:])
    table.writerow(
        ("total", len(rows), "", "", sum(row[4] for row in rows), sum(row[5] for row in rows), "", "")
    )
    return written.getvalue().encode()


def _altered(row: Row) -> Row:
    kind, number, reference, payment, fen, fee, at, card = row
    return (kind, number, reference, payment, fen + (1 if fen > 0 else -1), fee, at, card)
