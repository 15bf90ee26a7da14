"""A store with drawers and members, and the mornings on which the house's own books are held against its payments."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from value_town import MEMBER, NOON, OtherSide, Town

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Order, Purpose
from wendan.domains.reconciliation.model import Bill, Difference
from wendan.domains.reconciliation.store.tables import BILL_BY_ID, DIFFERENCES_OF_BILL
from wendan.domains.refunds.model import Refund
from wendan.domains.shifts.model import Cashier, ShiftView
from wendan.flows.checkout import place
from wendan.flows.fetch_bill import follow_bill
from wendan.flows.menu import open_store
from wendan.flows.refund import RefundRequest
from wendan.flows.return_cash import refund_at_counter
from wendan.flows.shifts import Count, close_shift, open_shift
from wendan.flows.take_cash import CashOnTable, confirm_once, take_cash
from wendan.flows.want_bills import BILLS_OF, clock_of, want_bills
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.promises import Breach, find_breaches

TODAY = date(2026, 11, 23)
WANG = Cashier(UUID(int=8), "小王", None)


@dataclass
class OwnTown(Town):
    async def rice(self) -> Order:
        """For 2 yuan, not yet paid."""
        items = await self.house.database.read(ITEMS, store_id=self.store.store_id)
        rice = next(item for item in items if item.name == "米饭")
        return (await place(self.house, self.wish(Purpose.MEAL), [BasketLine(rice.id, 1)])).order

    async def begins_shift(self, opening: int = 5000) -> ShiftView:
        self.keys += 1
        opened = await open_shift(self.house, self.store.store_id, WANG, Fen(opening), f"shift-{self.keys}")
        return opened.shift

    async def counts(self, shift: ShiftView, counted: int) -> None:
        await close_shift(self.house, shift.store_id, shift.id, Count(Fen(counted), 0, ""))

    def table(self, order: Order) -> CashOnTable:
        self.keys += 1
        return CashOnTable(order.store_id, order.id, Fen(1000), WANG, f"cash-{self.keys}")

    async def eats_for_cash(self) -> Order:
        order = await self.rice()
        await take_cash(self.house, self.table(order))
        return order

    async def confirms_and_dies(self) -> Order:
        """The cashier has pressed 收款, and the process is gone before it settles."""
        order = await self.rice()
        await confirm_once(self.house, self.table(order))
        return order

    async def gives_cash_back(self, order: Order, amount: int = 200) -> Refund:
        self.keys += 1
        wish = RefundRequest(order.store_id, order.id, Fen(amount), f"back-{self.keys}", WANG.name, "退")
        return await refund_at_counter(self.house, wish, WANG)

    async def morning(self, days: int = 1) -> None:
        at = datetime(2026, 11, 23, 2, 10, tzinfo=UTC) + timedelta(days=days)
        await self.clock.advance((at - self.clock.now()).total_seconds())

    async def wants(self, channel: str, day: date = TODAY) -> Bill:
        wanted = await want_bills(self.house, self.store, day)
        [bill] = [each for each in wanted if each.channel == channel]
        return bill

    async def rings_for(self, bill: Bill) -> Bill:
        await follow_bill(self.house, clock_of(bill.id, self.clock.now()))
        found = await self.house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill.id)
        assert found is not None
        return found

    async def next_morning(self, channel: str) -> tuple[Bill, list[Difference]]:
        """Today's bill of this channel, fetched and repaired once, and what it found."""
        await self.morning()
        bill = await self.rings_for(await self.wants(channel))
        return bill, await self.differences(bill)

    async def differences(self, bill: Bill) -> list[Difference]:
        return await self.house.reports.read(DIFFERENCES_OF_BILL, bill_id=bill.id)

    async def cases(self) -> list[dict]:
        found = await self.house.reports.fetch("SELECT * FROM exception_case ORDER BY opened_at, id")
        return [dict(row) for row in found]

    async def breaches(self) -> list[Breach]:
        """Of the books: this town has no worker whose alarm clocks would ring."""
        found = await find_breaches(self.house.reports, self.clock.now())
        return [breach for breach in found if breach.promise in ("P1", "P6", "P7", "P8")]


@asynccontextmanager
async def open_own_town(database: str) -> AsyncIterator[OwnTown]:
    clock = ManualClock(NOON)
    settings = Settings(database_url=database, top_up_gifts=((1000, 55),))
    async with open_house(settings, clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({"wechat": "1900000001"}, 100))
        wechat = OtherSide(clock)
        yield OwnTown(replace(house, channels={**house.channels, "wechat": wechat}), clock, store, wechat)


__all__ = ["MEMBER", "TODAY", "WANG", "OwnTown", "open_own_town"]
