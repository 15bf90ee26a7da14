"""In which hand a channel writes its bills: whoever knows that, and has the file, needs nothing else of the channel."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from wendan.kernel.bills import Asked, BillFacts


class Layout(StrEnum):
    """What a file of bills looks like."""

    WECHAT = "wechat-trade"
    ALIPAY = "alipay-trade"
    UNIONPAY = "unionpay-clearing"
    CAMPUS_CARD = "campus-card-day"
    OWN = "own-day"


def read_bill(layout: Layout, file: Path, asked: Asked, spool: Path) -> BillFacts:
    """Write its rows to `spool` once the whole file is proved (kernel/bills.py). Blocks. Raises BillRefused."""
    # pyarrow takes its time to load, and only who reads bills needs it.
    import pyarrow as pa  # noqa: PLC0415

    try:
        return _reader(layout)(file, asked, spool)
    finally:
        # Arrow keeps what it has had for its next table; a process that reads bills at night has other work by day.
        pa.default_memory_pool().release_unused()


def _reader(layout: Layout) -> Callable[[Path, Asked, Path], BillFacts]:
    match layout:
        case Layout.WECHAT:
            from wendan.channels.bill_reading import wechat_trade  # noqa: PLC0415

            return wechat_trade.read_trade_bill
        case Layout.ALIPAY:
            from wendan.channels.bill_reading import alipay_trade  # noqa: PLC0415

            return alipay_trade.read_trade_bill
        case Layout.UNIONPAY:
            from wendan.channels.bill_reading import unionpay_clearing  # noqa: PLC0415

            return unionpay_clearing.read_clearing_bill
        case Layout.CAMPUS_CARD:
            from wendan.channels.bill_reading import campus_card_day  # noqa: PLC0415

            return campus_card_day.read_day_bill
        case Layout.OWN:
            from wendan.channels.bill_reading import own_day  # noqa: PLC0415

            return own_day.read_own_day
