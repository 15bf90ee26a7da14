"""How WeChat Pay writes its trade bill of type ALL: back-ticks, yuan, and a line of totals (channels.md §1.16)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from wendan.kernel.money import yuan_text
from wendan.sandbox.core.payouts import Payout

BOM: Final = b"\xef\xbb\xbf"
COLUMNS: Final = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTALS: Final = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FAILED: Final = ("FAIL", "CHANGE")
RATE_PER_10000: Final = 54
RATE: Final = "0.54%"
LINES_AT_ONCE: Final = 4096


def fee_of(fen: int) -> int:
    """To whole fen, halves up."""
    return (fen * RATE_PER_10000 + 5000) // 10000


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row; a payment where it has no refund number. `state` is SUCCESS, REFUND or REVOKED; a refund's fee is negative.

    `promoted_fen` of the amount is not settled, whichever way it goes.
    """

    at: str
    account: str
    reference: str
    number: str
    kind: str
    state: str
    fen: int
    fee_fen: int
    refund_reference: str = ""
    refund_number: str = ""
    refund_status: str = ""
    currency: str = "CNY"
    goods: str = "订单"
    attached: str = ""
    app: str = "wx8888888888888888"
    payer: str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
    promoted_fen: int = 0

    @property
    def is_back(self) -> bool:
        """Whether money goes back."""
        return self.state != "SUCCESS"

    @property
    def settled_fen(self) -> int:
        """What is settled of it."""
        return self.fen - self.promoted_fen

    @property
    def moved_fen(self) -> int:
        """What moves on the merchant's account: nothing for a refund that has failed by the day's end."""
        return 0 if self.refund_status in FAILED else -self.settled_fen if self.is_back else self.settled_fen


def line_of(row: BillRow) -> str:
    """27 fields, each behind a back-tick; commas and line ends in names arrive escaped."""
    amount, settled, nothing = yuan_text(row.fen), yuan_text(row.settled_fen), "0.00"
    paid, back = (nothing, amount) if row.is_back else (amount, nothing)
    due, due_back = (nothing, settled) if row.is_back else (settled, nothing)
    coupon = nothing if row.is_back else yuan_text(row.promoted_fen)
    fields = (
        *(row.at, row.app, row.account, "0", "", row.reference, row.number, row.payer, row.kind, row.state),
        *("OTHERS", row.currency, due, coupon),
        *(row.refund_reference or "0", row.refund_number or "0", due_back),
        *(nothing, "ORIGINAL" if row.is_back else "", row.refund_status, _escaped(row.goods)),
        *(row.attached, f"{yuan_text(row.fee_fen)}000", RATE, paid, back, ""),
    )
    return "`" + ",`".join(fields)


def _escaped(name: str) -> str:
    return name.replace("\n", "\\n").replace(",", "\\ ")


def bill_text(rows: Iterable[BillRow], *, line_end: str = "\r\n", with_bom: bool = True) -> Iterator[bytes]:
    """The whole file, in pieces."""
    yield (BOM if with_bom else b"") + (COLUMNS + line_end).encode()
    count = fees = 0
    paid, back, due, due_back = [0] * 4
    lines: list[str] = []
    for row in rows:
        count, fees = count + 1, fees + row.fee_fen
        if row.is_back:
            back, due_back = back + row.fen, due_back + row.settled_fen
        else:
            paid, due = paid + row.fen, due + row.settled_fen
        lines.append(line_of(row) + line_end)
        if len(lines) == LINES_AT_ONCE:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()
    sums = (str(count), yuan_text(due), yuan_text(due_back), "0.00", f"{yuan_text(fees)}000", yuan_text(paid))
    yield (TOTALS + line_end + "`" + ",`".join((*sums, yuan_text(back))) + line_end).encode()


FUND_COLUMNS: Final = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号"
FUND_TOTALS: Final = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


def fund_text(
    rows: Iterable[BillRow],
    payouts: Iterable[Payout] = (),
    *,
    line_end: str = "\r\n",
    with_bom: bool = True,
) -> bytes:
    """The flow of funds that the same movements make, and the payouts before them (channels.md §1.17)."""
    lines: list[str] = []
    moved = {"收入": [0, 0], "支出": [0, 0]}
    balance = 0
    for flow in (*map(_paid_out, payouts), *(each for row in rows for each in _flows_of(row))):
        way, balance = ("收入" if flow.fen > 0 else "支出"), balance + flow.fen
        moved[way][0] += 1
        moved[way][1] += abs(flow.fen)
        number = flow.number or f"f{flow.at[:10].replace('-', '')}{len(lines):09d}"
        fields = (flow.at, flow.business, number, flow.kind, flow.kind, way, yuan_text(abs(flow.fen)))
        after = (yuan_text(balance), "system", "", flow.voucher)
        lines.append("`" + ",`".join((*fields, *after)) + line_end)
    counts = (str(len(lines)), *(text for n, fen in moved.values() for text in (str(n), yuan_text(fen))))
    head = FUND_COLUMNS + line_end
    foot = FUND_TOTALS + line_end + "`" + ",`".join(counts) + line_end
    return (BOM if with_bom else b"") + (head + "".join(lines) + foot).encode()


@dataclass(frozen=True, slots=True)
class _Flow:
    """One row of the flow of funds; what came is positive. Without a number it gets its place in the file."""

    at: str
    kind: str
    fen: int
    business: str
    voucher: str
    number: str = ""


def _flows_of(row: BillRow) -> Iterator[_Flow]:
    """The money, and its fee as a row of its own."""
    kind = "退款" if row.is_back else "交易"
    business, voucher = row.refund_reference or row.reference, row.refund_number or row.number
    for name, fen in ((kind, row.moved_fen), ("扣除交易手续费", -row.fee_fen)):
        if fen:
            yield _Flow(row.at, name, fen, business, voucher)


def _paid_out(payout: Payout) -> _Flow:
    at = payout.at.strftime("%Y-%m-%d %H:%M:%S")
    return _Flow(at, "提现", -payout.fen, payout.number, payout.number, payout.number)
