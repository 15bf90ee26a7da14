"""日报 as tables: what a merchant's stores took and gave back, for whoever downloads it and for the groups it is sent to."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.insight.model import DayLine
from wendan.domains.insight.store import DAY_LINES
from wendan.flows.house import House
from wendan.platform.tables import Cell, Sheet, as_csv, as_workbook

HEADING: Final = (
    *(
        "日期",
        "门店",
        "渠道",
        "方式",
        "收银员",
        "终端",
        "收款笔数",
        "收款（元）",
        "退款笔数",
        "退款（元）",
        "优惠（元）",
    ),
    *("商家优惠（元）", "手续费（元）"),
)


async def read_day_lines(house: House, merchant_id: UUID | None, since: date, until: date) -> list[DayLine]:
    """The lines of these days, the newest first; at most twenty thousand. Without a merchant those of every one."""
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    store_ids = [store.store_id for store in stores]
    return await house.reports.read(DAY_LINES, store_ids=store_ids, since=since, until=until)


def csv_of_days(lines: Iterable[DayLine]) -> bytes:
    """Amounts in yuan."""
    return as_csv(HEADING, _cells(lines))


async def workbook_of_days(lines: Iterable[DayLine]) -> bytes:
    """An Excel workbook, amounts in yuan."""
    return await asyncio.to_thread(as_workbook, [Sheet("日报", HEADING, list(_cells(lines)))])


def _cells(lines: Iterable[DayLine]) -> Iterable[tuple[Cell, ...]]:
    for line in lines:
        where = (line.day.isoformat(), line.store, line.channel, line.method, line.cashier, line.terminal)
        paid, back = (line.paid, line.paid_fen / 100), (line.returned, line.returned_fen / 100)
        kept_back = (line.discount_fen / 100, line.promoted_fen / 100, line.fee_fen / 100)
        yield (*where, *paid, *back, *kept_back)
