"""How WeChat Pay writes its trade bill of type ALL: back-ticks, yuan, and a line of totals (channels.md §1.16)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from wendan.kernel.money import yuan_text

BOM: Final = b"\xef\xbb\xbf"
COLUMNS: Final = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTALS: Final = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
RATE_PER_10000: Final = 54
RATE: Final = "0.54%"
LINES_AT_ONCE: Final = 4096


def fee_of(fen: int) -> int:
    """To whole fen, halves up."""
    return (fen * RATE_PER_10000 + 5000) // 10000


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row; a payment where it has no refund number. `state` is SUCCESS, REFUND or REVOKED; a refund's fee is negative."""

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

    @property
    def is_back(self) -> bool:
        """Whether money goes back."""
        return self.state != "SUCCESS"


def line_of(row: BillRow) -> str:
    """27 fields, each behind a back-tick; commas and line ends in names arrive escaped."""
    amount, nothing = yuan_text(row.fen), "0.00"
    paid, back = (nothing, amount) if row.is_back else (amount, nothing)
    fields = (
        *(row.at, row.app, row.account, "0", "", row.reference, row.number, row.payer, row.kind, row.state),
        *("OTHERS", row.currency, paid, nothing, row.refund_reference or "0", row.refund_number or "0", back),
        *(nothing, "ORIGINAL" if row.is_back else "", row.refund_status, _escaped(row.goods)),
        *(row.attached, f"{yuan_text(row.fee_fen)}000", RATE, paid, back, ""),
    )
    return "`" + ",`".join(fields)


def _escaped(name: str) -> str:
    return name.replace("\n", "\\n").replace(",", "\\ ")


def bill_text(rows: Iterable[BillRow], *, line_end: str = "\r\n", with_bom: bool = True) -> Iterator[bytes]:
    """The whole file, in pieces."""
    yield (BOM if with_bom else b"") + (COLUMNS + line_end).encode()
    count = paid = back = fees = 0
    lines: list[str] = []
    for row in rows:
        count, fees = count + 1, fees + row.fee_fen
        paid, back = (paid, back + row.fen) if row.is_back else (paid + row.fen, back)
        lines.append(line_of(row) + line_end)
        if len(lines) == LINES_AT_ONCE:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()
    sums = (str(count), yuan_text(paid), yuan_text(back), "0.00", f"{yuan_text(fees)}000", yuan_text(paid))
    yield (TOTALS + line_end + "`" + ",`".join((*sums, yuan_text(back))) + line_end).encode()
