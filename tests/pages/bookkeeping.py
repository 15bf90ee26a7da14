"""A restaurant whose money goes through sandboxes, and the mornings on which its bills come.

Nothing rings by itself and no callback arrives: what money we hear of, and when a bill is fetched, the test says.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from wendan.api.server import open_doors
from wendan.app import beside, open_house
from wendan.cli.demonstration.people import Restaurant, open_restaurant
from wendan.cli.drilling.cashier import Cashier as Wallets
from wendan.cli.drilling.stage import temporary_place
from wendan.cli.sandboxes import file_of, standing
from wendan.cli.serve import answer_until
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS, STORES
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.model import QUERY_TIMER, Payment
from wendan.domains.reconciliation.model import Bill
from wendan.domains.reconciliation.store.tables import BILL_BY_ID
from wendan.domains.refunds.model import DRIVE_TIMER
from wendan.domains.shifts.model import Cashier, ShiftView
from wendan.flows.checkout import place
from wendan.flows.fetch_bill import follow_bill
from wendan.flows.house import House
from wendan.flows.pay import PayRequest, pay
from wendan.flows.refund import RefundRequest, drive, refund_order
from wendan.flows.shifts import Count, close_shift, open_shift, read_shift
from wendan.flows.sweep import sweep
from wendan.flows.take_cash import CashOnTable, take_cash
from wendan.flows.want_bills import BILLS_OF, clock_of, want_bills
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.listening import listen
from wendan.platform.migrations import migrate
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan

NOON = datetime(2026, 11, 9, 4, 0, tzinfo=UTC)
DINER = UUID(int=7)
# Larger differences are a person's; twice as large, two people's (four_eyes_above_fen).
BY_ITSELF_UP_TO_FEN = 10_000
METHODS = {"wechat": "native", "alipay": "qr"}


@dataclass
class BooksTown:
    house: House
    clock: ManualClock
    restaurant: Restaurant
    benches: dict[str, Bench]
    url: str
    keys: int = 0
    drawers: dict[UUID, ShiftView] = field(default_factory=dict)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    @property
    def today(self) -> date:
        return (self.clock.now() + timedelta(hours=8)).date()

    async def rows(self, sql: str, *arguments: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.house.reports.fetch(sql, *arguments)]

    async def places(self, dish: str, portions: int = 1, store_id: UUID | None = None) -> Order:
        store_id = store_id or self.restaurant.store_id
        items = await self.house.database.read(ITEMS, store_id=store_id)
        chosen = next(item for item in items if item.name == dish)
        wish = Wish(store_id, DINER, self.key(), Entry.H5, None, "", self.key())
        return (await place(self.house, wish, [BasketLine(chosen.id, portions)])).order

    async def pays_unheard(self, order: Order, channel: str = "wechat") -> Payment:
        """The money moves at the channel, and nobody tells us."""
        press = PayRequest(order.store_id, order.id, DINER, channel, METHODS[channel], None, None, self.key())
        payment = await pay(self.house, press)
        shown = {"number": payment.number, "channel": channel, "parameters": payment.parameters}
        assert await Wallets(self.benches).pay(shown) == "paid"
        return payment

    async def eats(
        self, dish: str = "卤肉饭", portions: int = 1, channel: str = "wechat", store_id: UUID | None = None
    ) -> Order:
        """A meal that is paid, and known to be."""
        order = await self.places(dish, portions, store_id)
        payment = await self.pays_unheard(order, channel)
        await sweep(
            self.house, clock_at(payment.store_id, QUERY_TIMER, payment.id, order.id, self.clock.now())
        )
        return order

    async def eats_promoted(self, dish: str = "卤肉饭") -> int:
        """Such a meal, of which the merchant's own promotion at the channel paid so many fen."""
        desk = self.benches["wechat"].desk
        plan, desk.fate.plan = desk.fate.plan, FaultPlan(promoted=1.0)
        await self.eats(dish)
        desk.fate.plan = plan
        return list(desk.books.trades.values())[-1].promoted_fen

    async def pays_cash(self, dish: str, name: str, store_id: UUID | None = None) -> None:
        """Over the counter, to this cashier."""
        order = await self.places(dish, 1, store_id)
        cashier = Cashier(UUID(int=sum(name.encode())), name, None)
        if cashier.staff_id not in self.drawers:
            opened = await open_shift(self.house, order.store_id, cashier, Fen(20_000), self.key())
            self.drawers[cashier.staff_id] = opened.shift
        await take_cash(
            self.house, CashOnTable(order.store_id, order.id, order.total_fen, cashier, self.key())
        )

    async def counts_drawers(self, missing_fen: int = 0) -> None:
        """In the evening every cashier counts; the first drawer lacks so much."""
        for shift in self.drawers.values():
            standing = await read_shift(self.house, shift.store_id, shift.id)
            count = Count(Fen(standing.expected_fen - missing_fen), 0, "")
            await close_shift(self.house, shift.store_id, shift.id, count)
            missing_fen = 0
        self.drawers.clear()

    async def gives_back(self, order: Order, amount_fen: int) -> None:
        wish = RefundRequest(order.store_id, order.id, Fen(amount_fen), self.key(), "staff", "wish")
        refund = await refund_order(self.house, wish)
        for _ in range(2):
            await drive(
                self.house, clock_at(refund.store_id, DRIVE_TIMER, refund.id, order.id, self.clock.now())
            )
            await self.clock.advance(60)

    async def until_a_day_of(self, fate: BillFault | None, channel: str = "wechat") -> date:
        """Noon of the next day whose bill has this fate."""
        while True:
            await self.until(self.today + timedelta(days=1), time(12))
            if self.benches[channel].desk.fate.of_bill(self.today.isoformat(), 0) is fate:
                return self.today

    async def until(self, day: date, at: time) -> None:
        """A moment in Beijing."""
        moment = datetime.combine(day, at, UTC) - timedelta(hours=8)
        await self.clock.advance((moment - self.clock.now()).total_seconds())

    async def morning(self) -> list[Bill]:
        """The next day at ten past ten: the bills of the day before are wanted and fetched; those of the channels."""
        yesterday = self.today
        await self.until(yesterday + timedelta(days=1), time(10, 10))
        wanted: dict[UUID, Bill] = {}
        for store in await self.house.database.read(STORES):
            wanted |= {bill.id: bill for bill in await want_bills(self.house, store, yesterday)}
        rung = [
            await self.rings(bill)
            for bill in sorted(wanted.values(), key=lambda bill: (bill.channel != "wechat", bill.channel))
        ]
        return [bill for bill in rung if bill.of_id is None]

    async def rings(self, bill: Bill) -> Bill:
        """What the worker does when this bill's alarm clock rings."""
        await follow_bill(self.house, clock_of(bill.id, self.clock.now()))
        found = await self.house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill.id)
        assert found is not None
        return found


def clock_at(store_id: UUID, kind: str, subject_id: UUID, order_id: UUID, now: datetime) -> Timer:
    return Timer(store_id, kind, subject_id, order_id, now)


@asynccontextmanager
async def open_books_town(
    faults: FaultPlan, channels: tuple[str, ...] = ("wechat",), seed: int = 1
) -> AsyncIterator[BooksTown]:
    """Database, sandboxes, house and server, and the demo's restaurant with its staff."""
    clock = ManualClock(NOON)
    async with temporary_place() as room, AsyncExitStack() as stack:
        benches = {
            channel: await stack.enter_async_context(standing(channel, room / "sandbox", clock, faults, seed))
            for channel in channels
        }
        postgres = await stack.enter_async_context(EmbeddedPostgres(room / "data"))
        await stack.enter_async_context(beside(postgres.supervise()))
        await migrate(postgres.url)
        listening = stack.enter_context(listen("127.0.0.1", 0))
        port = listening.getsockname()[1]
        settings = settings_of(room, postgres.url, port, channels)
        house = await stack.enter_async_context(open_house(settings, clock, SeededIds(seed)))
        app = await stack.enter_async_context(open_doors(house))
        stopped = asyncio.Event()
        serving = asyncio.create_task(answer_until(stopped, app, listening))
        accounts = {channel: bench.desk.account for channel, bench in benches.items()}
        restaurant = await open_restaurant(SimpleNamespace(house=house, accounts=accounts))
        yield BooksTown(house, clock, restaurant, benches, f"http://127.0.0.1:{port}")
        stopped.set()
        await serving


def settings_of(room: Path, database_url: str, port: int, channels: tuple[str, ...]) -> Settings:
    chosen = {
        f"{channel.replace('-', '_')}_file": file_of(channel, room / "sandbox" / channel)
        for channel in channels
    }
    return Settings(
        database_url=database_url,
        data_dir=room / "data",
        port=port,
        public_url="http://127.0.0.1:1",
        reconcile_by_itself_up_to_fen=BY_ITSELF_UP_TO_FEN,
        login_per_minute=1_000_000,
        cashier_needs_device=False,
        log_level="warning",
        **chosen,
    )
