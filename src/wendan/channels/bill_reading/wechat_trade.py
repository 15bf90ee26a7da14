"""WeChat Pay's trade bill, ALL, SUCCESS or REFUND, read by column name (channels.md §1.16)."""

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import (
    MONEY,
    all_of,
    beijing_times,
    constant,
    counted_from,
    fen,
    millifen,
    owed_of_either,
    rate_ppm,
    translated,
)
from wendan.channels.bill_reading.spool import spooling
from wendan.channels.bill_reading.unpacking import Unpacked
from wendan.channels.bill_reading.wechat_form import WORDS, Form, TickedBill
from wendan.kernel.bills import Asked, BillFacts, BillOutcome, Movement

# Older layouts are shorter and have other names (channels.md §1.16).
ALIASES: Final = {
    "商户appid": "公众账号ID",
    "子商户号": "特约商户号",
    "总金额": "订单金额",
    "企业红包金额": "代金券金额",
    "商户号码": "商户号",
}
REQUIRED: Final = (
    "交易时间",
    "商户号",
    "微信订单号",
    "商户订单号",
    "交易类型",
    "交易状态",
    "货币种类",
    "手续费",
    "订单金额",
)
REFUND_COLUMNS: Final = ("微信退款单号", "商户退款单号", "退款状态")
OPTIONAL: Final = ("退款申请时间", "商户数据包", "费率", *REFUND_COLUMNS)
AMOUNTS: Final = ("应结订单金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额")
WANTED: Final = {**dict.fromkeys((*REQUIRED, *OPTIONAL), WORDS), **dict.fromkeys(AMOUNTS, MONEY)}
TOTALS: Final = {
    "应结订单总金额": "应结订单金额",
    "退款总金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "手续费总金额": "手续费",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}
MOVEMENTS: Final = {
    "SUCCESS": Movement.PAYMENT,
    "REFUND": Movement.REFUND,
    "REVOKED": Movement.REVERSAL,
}
# A row is never brought up to date: what was on its way stays so (channels.md §1.16).
REFUND_OUTCOMES: Final = {
    "SUCCESS": BillOutcome.SUCCEEDED,
    "PROCESSING": BillOutcome.PROCESSING,
    "FAIL": BillOutcome.FAILED,
    "CHANGE": BillOutcome.FAILED,
}
# A PayScore debit carries WeChat's own number; the merchant's stands in its attachment (channels.md §1.16).
SCORE_TYPE, SCORE_MARK = "AUTH", r"^wxzff\|[^|]*\|(?P<number>[^|]+)$"
# A part of a fee that goes back with a part of the money is rounded anew each time: by a fen at most.
ROUNDING_MILLIFEN: Final = 1000


FORM: Final = Form(REQUIRED, ALIASES, WANTED, "总交易单数", TOTALS)


def read_trade_bill(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every row to the spool once the whole file is proved; nothing otherwise. Raises BillRefused."""
    unpacked = Unpacked(file, asked.proof)
    lines = Lines(unpacked.pieces())
    bill = TickedBill(lines, FORM)
    with spooling(spool_path, asked) as spool:
        for block in lines.blocks():
            first_line = bill.rows + 2
            spool.take(_Rows(bill.cut(block), asked, first_line).table())
        return spool.publish(unpacked.prove() + bill.prove())


class _Rows:
    """The rows of one block in the spool's form; what is not understood is marked, never dropped."""

    def __init__(self, cells: pa.Table, asked: Asked, first_line: int) -> None:
        self._cells, self._asked, self._first_line = cells, asked, first_line
        self._is_refund = pc.equal(cells["交易状态"], "REFUND")
        self._is_back = pc.or_(self._is_refund, pc.equal(cells["交易状态"], "REVOKED"))

    def table(self) -> pa.Table:
        cells, rows = self._cells, self._cells.num_rows
        movement = translated(cells["交易状态"], MOVEMENTS)
        payment_number, amount = self._payment_number(), self._amount()
        number = pc.if_else(self._is_refund, self._column("商户退款单号"), payment_number)
        promoted, is_sound = self._promoted(amount)
        fee, at, outcome = millifen(cells["手续费"]), self._times(), self._outcome()
        owed = self._owed(amount, promoted, fee)
        understood = (
            *(pc.is_valid(movement), pc.is_valid(outcome), pc.is_valid(at)),
            *(pc.greater(amount, 0), is_sound, pc.not_equal(number, "")),
        )
        columns = {
            "line": counted_from(self._first_line, rows),
            "movement": pc.fill_null(movement, Movement.PAYMENT.value),
            "number": number,
            "payment_number": payment_number,
            "reference": pc.if_else(self._is_refund, self._column("微信退款单号"), cells["微信订单号"]),
            "amount_fen": pc.abs(amount),
            "promoted_fen": promoted,
            "fee_millifen": fee,
            "owed_millifen": owed,
            "outcome": pc.fill_null(outcome, BillOutcome.PROCESSING.value),
            "account": cells["商户号"],
            "currency": cells["货币种类"],
            "method": cells["交易类型"],
            "happened_at": at,
            "is_understood": all_of(*understood),
        }
        return pa.table(columns)

    def _column(self, name: str, otherwise: str = "") -> pa.ChunkedArray | pa.Array:
        is_there = name in self._cells.column_names
        return self._cells[name] if is_there else constant(otherwise, self._cells.num_rows)

    def _payment_number(self) -> pa.ChunkedArray:
        numbers = self._cells["商户订单号"]
        is_score = pc.equal(self._cells["交易类型"], SCORE_TYPE)
        if not pc.any(is_score).as_py():
            return numbers
        named = pc.extract_regex(self._column("商户数据包"), SCORE_MARK)
        return pc.if_else(is_score, pc.coalesce(pc.struct_field(named, "number"), numbers), numbers)

    def _amount(self) -> pa.ChunkedArray:
        """What our number was asked for: with what WeChat's coupons paid of it."""
        back = next((n for n in ("申请退款金额", "退款金额") if n in self._cells.column_names), None)
        paid = fen(self._cells["订单金额"])
        return pc.if_else(self._is_back, fen(self._cells[back]), paid) if back else paid

    def _promoted(self, amount: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
        """What of the amount is not settled, for coupons that the merchant did not pay WeChat for (免充值券), and whether it can be.

        应结订单金额 = 订单金额 − 免充值券金额, 退款金额 = 申请退款金额 − 免充值券退款金额. A layout without both settles all.
        """
        settled = pc.if_else(
            self._is_back,
            self._settled("退款金额", "申请退款金额"),
            self._settled("应结订单金额", "订单金额"),
        )
        kept = pc.subtract(amount, pc.coalesce(settled, amount))
        is_sound = pc.and_(pc.greater_equal(kept, 0), pc.less_equal(kept, amount))
        return pc.if_else(self._is_back, pc.negate(kept), kept), is_sound

    def _settled(self, name: str, beside: str) -> pa.ChunkedArray | pa.Scalar:
        columns = self._cells.column_names
        return (
            fen(self._cells[name]) if name in columns and beside in columns else pa.scalar(None, pa.int64())
        )

    def _times(self) -> pa.ChunkedArray:
        """A refund's row is of the day on which it was accepted."""
        accepted = "退款申请时间"
        name = accepted if accepted in self._cells.column_names else "交易时间"
        return beijing_times(self._cells[name])

    def _outcome(self) -> pa.ChunkedArray:
        of_refund = translated(self._column("退款状态"), REFUND_OUTCOMES)
        return pc.if_else(self._is_refund, of_refund, BillOutcome.SUCCEEDED.value)

    def _owed(
        self, amount: pa.ChunkedArray, promoted: pa.ChunkedArray, fee: pa.ChunkedArray
    ) -> pa.ChunkedArray:
        """By the rate agreed, or by the bill's own; the fee itself where there is neither."""
        agreed = self._asked.rate_ppm
        ppm = pa.scalar(agreed, pa.int64()) if agreed is not None else rate_ppm(self._column("费率"))
        signed = pc.if_else(self._is_back, pc.negate(amount), amount)
        owed = pc.coalesce(owed_of_either(signed, promoted, fee, ppm), fee)
        is_rounding = pc.less_equal(pc.abs(pc.subtract(owed, fee)), ROUNDING_MILLIFEN)
        return pc.if_else(pc.and_(self._is_back, is_rounding), fee, owed)
