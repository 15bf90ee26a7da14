"""A store whose money goes through a channel's sandbox, and the mornings on which its bills are fetched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.cli.sandboxes import file_of, standing
from wendan.cli.simulating.books import METHODS
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.model import QUERY_TIMER, Payment
from wendan.domains.reconciliation.model import Bill, Difference
from wendan.domains.reconciliation.store.tables import BILL_BY_ID, DIFFERENCES_OF_BILL
from wendan.domains.refunds.model import DRIVE_TIMER, Refund
from wendan.flows.checkout import place
from wendan.flows.fetch_bill import follow_bill
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.refund import RefundRequest, drive, refund_order
from wendan.flows.sweep import sweep
from wendan.flows.want_bills import BILLS_OF, clock_of, want_bills
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import Breach, find_breaches
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.faults import FaultPlan
from wendan.sandbox.core.wallet import Pay

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DINER = UUID(int=7)


@dataclass
class BillTown:
    house: House
    clock: ManualClock
    store: Store
    channel: str
    bench: Bench
    keys: int = 0

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    async def orders(self) -> tuple[Order, Payment]:
        """Rice for 2 yuan, its code shown and not yet paid."""
        items = await self.house.database.read(ITEMS, store_id=self.store.store_id)
        rice = next(item for item in items if item.name == "米饭")
        wish = Wish(self.store.store_id, DINER, self.key(), Entry.H5, None, "", self.key())
        order = (await place(self.house, wish, [BasketLine(rice.id, 1)])).order
        press = PayRequest(
            *(order.store_id, order.id, DINER),
            *(self.channel, METHODS[self.channel], None, "14.23.150.211", self.key()),
        )
        return order, await pay(self.house, press)

    async def pays(self, payment: Payment, promoted_fen: int = 0) -> None:
        """Of which the merchant's own promotion at the channel pays `promoted_fen`."""
        trade = self.bench.desk.books.trades[payment.number]
        await self.bench.wallet.pay(trade, Pay(promoted_fen=promoted_fen))

    async def asks(self, payment: Payment) -> None:
        """Our alarm clock of this payment."""
        clock = Timer(payment.store_id, QUERY_TIMER, payment.id, payment.order_id, self.clock.now())
        await sweep(self.house, clock)

    async def eats(self, promoted_fen: int = 0) -> tuple[Order, Payment]:
        """A meal that is paid and known to be."""
        order, payment = await self.orders()
        await self.pays(payment, promoted_fen)
        await self.asks(payment)
        return order, payment

    async def gives_back(self, order: Order, amount: int = 200) -> Refund:
        wish = RefundRequest(order.store_id, order.id, Fen(amount), self.key(), "staff", "wish")
        refund = await refund_order(self.house, wish)
        await self.drives(refund)
        return refund

    async def drives(self, refund: Refund) -> None:
        await drive(
            self.house, Timer(refund.store_id, DRIVE_TIMER, refund.id, refund.order_id, self.clock.now())
        )

    async def morning(self, days: int = 1) -> None:
        """The next day, ten past ten."""
        at = datetime(2026, 11, 23, 2, 10, tzinfo=UTC) + timedelta(days=days)
        await self.clock.advance((at - self.clock.now()).total_seconds())

    async def wants(self, day: date = TODAY, channel: str | None = None) -> Bill:
        wanted = await want_bills(self.house, self.store, day)
        [bill] = [each for each in wanted if each.channel == (channel or self.channel)]
        return bill

    async def rings_all(self, day: date = TODAY) -> None:
        """Every bill of a day, those of drawers and members' accounts included."""
        for bill in await want_bills(self.house, self.store, day):
            await self.rings(bill)

    async def rings(self, bill: Bill) -> Bill:
        await follow_bill(self.house, clock_of(bill.id, self.clock.now()))
        return await self.bill(bill)

    async def bill(self, bill: Bill) -> Bill:
        found = await self.house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill.id)
        assert found is not None
        return found

    async def cases(self) -> list[dict]:
        found = await self.house.reports.fetch("SELECT * FROM exception_case ORDER BY opened_at")
        return [dict(row) for row in found]

    async def differences(self, bill: Bill) -> list[Difference]:
        return await self.house.reports.read(DIFFERENCES_OF_BILL, bill_id=bill.id)

    async def breaches(self) -> list[Breach]:
        """Of the books: this town has no worker whose alarm clocks would ring."""
        found = await find_breaches(self.house.reports, self.clock.now())
        return [breach for breach in found if breach.promise in ("P1", "P6", "P7", "P8")]


@asynccontextmanager
async def open_bill_town(
    database: str, room: Path, faults: FaultPlan | None = None, channel: str = "wechat"
) -> AsyncIterator[BillTown]:
    clock = ManualClock(NOON)
    async with standing(channel, room, clock, faults or FaultPlan(), seed=1) as bench:
        field = f"{channel.replace('-', '_')}_file"
        settings = Settings(
            **{field: file_of(channel, room / channel)},
            database_url=database,
            data_dir=room / "wendan",
            public_url="http://127.0.0.1:1",
        )
        async with open_house(settings, clock, SeededIds(1)) as house:
            store = await open_store(house, drill_store({channel: bench.desk.account}, 100))
            yield BillTown(house, clock, store, channel, bench)
