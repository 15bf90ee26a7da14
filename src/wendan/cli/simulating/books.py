"""Some days whose bills must find what nobody told us: real sandboxes, lost callbacks, queries that find no ear, bad bills.

Some pay in cash, into a drawer that is counted wrong on the last day, some by what they have paid in before, and of some
the merchant's own promotion at the channel pays a part.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from wendan.app import beside, open_house
from wendan.cli.drilling.menu import drill_store
from wendan.cli.sandboxes import file_of, standing
from wendan.cli.simulating.deaf import Deaf, Mute
from wendan.cli.simulating.own_money import GIFTS, MEMBERS, MISSING, Drawer, top_up
from wendan.cli.simulating.paid_out import money_outside
from wendan.cli.simulating.run import FAST
from wendan.cli.simulating.timeline import Timeline
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Wish
from wendan.domains.payments.model import Payment
from wendan.flows.checkout import place
from wendan.flows.cook import acknowledge
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.refund import RefundRequest, refund_order
from wendan.flows.roll import roll
from wendan.kernel.money import NO_FEN
from wendan.platform.clock import ManualClock, stopwatch
from wendan.platform.ids import Ids, SeededIds
from wendan.platform.migrations import migrate
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.settings import Settings
from wendan.promises import find_breaches
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import CallbackFault, FaultPlan
from wendan.sandbox.core.wallet import NotPossible, Pay

# Ten in the morning in Shanghai, a Monday.
BEGINS_AT: Final = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPEN_FOR: Final = timedelta(hours=12)
AFTERWARDS: Final = timedelta(days=5)
"""What no bill explains is a person's after three days."""
STRIDE: Final = timedelta(minutes=10)
"""How much of an idle time is one tick: a number of which nobody hears is asked about twice a minute till its bill comes."""
OWN_WAYS: Final = ("balance", "cash")
METHODS: Final = {"wechat": "native", "alipay": "qr", "unionpay": "qr", "campus-card": "link"}
PAYS, GIVES_BACK, DEAF = 0.93, 0.06, 0.12
ASKED_AFTER_S: Final = (10, 30, 60, 300, 1800, 7200)
FAULTS: Final = FaultPlan(
    callbacks={CallbackFault.LOST: 1.0},
    promoted=0.1,
    bills={
        BillFault.LATE: 0.15,
        BillFault.CUT: 0.15,
        BillFault.FLIPPED: 0.1,
        BillFault.ROW_LOST: 0.1,
        BillFault.ROW_LEFT_OUT: 0.1,
        BillFault.ALTERED: 0.1,
    },
)
_UNSEEN: Final = (
    "SELECT id FROM ticket WHERE store_id = $1 AND acknowledged_at IS NULL AND state <> 'CANCELLED'"
)
_FOUND: Final = """SELECT category, state, count(*) AS count, sum(abs(gap_fen))::bigint AS fen FROM difference
    GROUP BY category, state ORDER BY category, state"""
_WITH_PEOPLE: Final = """SELECT day, channel, category, number, gap_fen, words FROM difference
    WHERE state = 'IN_CASE' ORDER BY day, channel, number"""
_DRAWERS: Final = "SELECT number, gap_fen FROM difference WHERE category = 'drawer-differs'"
_BILLS: Final = """SELECT state, count(*) AS count, sum(asked_times)::bigint AS asked FROM bill WHERE day < $1
    GROUP BY state ORDER BY state"""
_ORPHANS: Final = """SELECT count(*) FROM difference AS d WHERE d.state = 'IN_CASE' AND d.case_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM exception_case AS c WHERE c.store_id = d.store_id AND c.id = d.case_id
        AND c.owner <> '' AND c.deadline IS NOT NULL)"""


@dataclass(frozen=True, slots=True)
class BooksPlan:
    """How many days, and the seed of all of it."""

    orders: int  # a day
    days: int
    seed: int


@dataclass
class Street:
    """Who comes, and how they pay."""

    timeline: Timeline
    store: Store
    rice: UUID
    benches: Mapping[str, Bench]
    ids: Ids
    drawer: Drawer
    came: Counter[str] = field(default_factory=Counter)

    async def comes(self, n: int) -> None:
        """Orders rice, and most pay within a minute and a half."""
        house, store_id = self.timeline.house, self.store.store_id
        ways = (*METHODS, *OWN_WAYS)
        channel = ways[int(self.ids.chance() * len(ways))]
        diner = MEMBERS[n % len(MEMBERS)] if channel == "balance" else UUID(int=n + 1)
        self.came[channel] += 1
        wish = Wish(store_id, diner, f"books-{n}", Entry.H5, None, "", f"{n}")
        order = (await place(house, wish, [BasketLine(self.rice, 1 + n % 3)])).order
        if channel == "cash":
            self.timeline.after(60 * self.ids.chance(), partial(self.drawer.takes, order))
            return
        who = str(diner) if channel == "balance" else None
        method = METHODS.get(channel, "account")
        press = PayRequest(store_id, order.id, diner, channel, method, who, "14.23.150.211", f"press-{n}")
        payment = await pay(house, press)
        if channel in METHODS and self.ids.chance() < PAYS:
            self.timeline.after(10 + 80 * self.ids.chance(), partial(self.pays, payment))

    async def pays(self, payment: Payment) -> None:
        """In the channel's app."""
        bench = self.benches[payment.channel]
        trade = bench.desk.books.trades.get(payment.number)
        if trade is None:
            return
        try:
            await bench.wallet.pay(trade, Pay())
        except NotPossible:
            return
        if self.ids.chance() < GIVES_BACK:
            self.timeline.after(3600 * self.ids.chance(), partial(self.wants_back, payment))

    async def cooks(self) -> None:
        """The kitchen's screen has seen what came since the last time."""
        house = self.timeline.house
        for row in await house.reports.fetch(_UNSEEN, self.store.store_id):
            await acknowledge(house, self.store.store_id, row["id"], "厨房屏")

    async def wants_back(self, payment: Payment) -> None:
        """All of it, by the staff's hand; refused where it is not known to be paid."""
        wish = RefundRequest(
            payment.store_id, payment.order_id, payment.amount_fen, f"back-{payment.number}", "店员", "退"
        )
        await refund_order(self.timeline.house, wish)


async def run_books(plan: BooksPlan, directory: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """What was found, what became of it, and what must be nothing; `tell` hears which day it is."""
    took_s = stopwatch()
    async with EmbeddedPostgres(directory / "data", options=FAST) as postgres, beside(postgres.supervise()):
        await migrate(postgres.url)
        async with _open_street(plan, directory, postgres.url) as street:
            await _live(plan, street, tell)
            return {
                "seed": plan.seed,
                "days": plan.days,
                **await _judged(street),
                "took_s": round(took_s(), 1),
            }


@asynccontextmanager
async def _open_street(plan: BooksPlan, directory: Path, url: str) -> AsyncIterator[Street]:
    clock, ids = ManualClock(BEGINS_AT), SeededIds(plan.seed)
    async with AsyncExitStack() as stack:
        benches = {
            channel: await stack.enter_async_context(
                standing(channel, directory, clock, FAULTS, plan.seed + n)
            )
            for n, channel in enumerate(METHODS)
        }
        files: dict[str, Any] = {
            f"{channel.replace('-', '_')}_file": file_of(channel, directory / channel) for channel in METHODS
        }
        settings = Settings(
            database_url=url,
            data_dir=directory / "data",
            public_url="http://127.0.0.1:9",
            query_schedule_s=ASKED_AFTER_S,
            top_up_gifts=GIFTS,
            **files,
        )
        opened = await stack.enter_async_context(open_house(settings, clock, ids))
        told, hears_from = Counter[str](), BEGINS_AT + timedelta(days=plan.days + 2)

        def is_deaf(number: str) -> bool:
            # By the number alone, until the last bill has come.
            return clock.now() < hears_from and sum(number.encode()) % 100 < DEAF * 100

        deaf = {name: Deaf(opened.channels[name], is_deaf) for name in METHODS}
        deaf["balance"] = Mute(opened.channels["balance"], is_deaf)
        house = replace(opened, channels={**opened.channels, **deaf})
        accounts = {channel: bench.desk.account for channel, bench in benches.items()}
        store = await open_store(house, drill_store(accounts, plan.orders * plan.days * 4))
        items = await house.database.read(ITEMS, store_id=store.store_id)
        rice = next(item.id for item in items if item.name == "米饭")
        timeline = Timeline(house, clock, STRIDE)
        drawer = Drawer(timeline, store, SeededIds(plan.seed + 200))
        yield Street(timeline, store, rice, benches, SeededIds(plan.seed + 100), drawer, told)


async def _live(plan: BooksPlan, street: Street, tell: Callable[[str], None]) -> None:
    timeline = street.timeline
    for day in range(plan.days + AFTERWARDS.days):
        begins = BEGINS_AT + timedelta(days=day)
        tell(f"day {day + 1}")
        if day < plan.days:
            _keep_shop(plan, street, day, begins)
        for n in range(plan.orders if day < plan.days else 0):
            at = begins + OPEN_FOR * street.ids.chance()
            timeline.at(at, partial(street.comes, day * plan.orders + n))
        for minute in range(0, 24 * 60, 30):
            await timeline.run_until(begins + timedelta(minutes=minute + 30))
            await street.cooks()
            await roll(timeline.house)


def _keep_shop(plan: BooksPlan, street: Street, day: int, begins: datetime) -> None:
    """The drawer is opened, the members pay in, and an hour after the last order the drawer is counted."""
    timeline, drawer = street.timeline, street.drawer
    timeline.at(begins, partial(drawer.opens, day))
    for n in range(len(MEMBERS)):
        paying_in = partial(top_up, timeline, street.store, street.benches, day * len(MEMBERS) + n)
        timeline.at(begins, paying_in)
    wrong_by = MISSING if day == plan.days - 1 else NO_FEN
    timeline.at(begins + OPEN_FOR + timedelta(hours=1), partial(drawer.counts, wrong_by))


async def _judged(street: Street) -> dict[str, Any]:
    house = street.timeline.house
    found = [dict(row) for row in await house.reports.fetch(_FOUND)]
    bills = [
        dict(row) for row in await house.reports.fetch(_BILLS, house.clock.now().date() - timedelta(days=1))
    ]
    counts = Counter[str]()
    # A drawer that was counted wrong is a person's from the first: whether it was found is judged by itself.
    for each in (one for one in found if one["category"] != "drawer-differs"):
        counts[each["state"]] += each["count"]
    unexplained = sum(each["fen"] for each in found if each["state"] in ("OPEN", "WAITING"))
    by_itself, everything = counts["SETTLED"] + counts["GONE"], sum(counts.values())
    drawers = {row["number"]: row["gap_fen"] for row in await house.reports.fetch(_DRAWERS)}
    [orphans] = await house.reports.fetch(_ORPHANS)
    outside = await money_outside(house, street.store.merchant_id, BEGINS_AT.date())
    must_be_nothing = {
        "unexplained_fen": unexplained,
        "drawers_missed_or_invented": len(drawers.items() ^ street.drawer.miscounted.items()),
        "bills_not_closed": sum(b["count"] for b in bills if b["state"] not in ("CLOSED", "EMPTY")),
        "left_with_channels_yuan": outside.left_yuan,
        "paid_beyond_fen": outside.beyond_fen,
        "cases_without_owner_or_deadline": orphans["count"],
        "broken_timers": sum(street.timeline.broken.values()),
        "breaches": len(breaches := await find_breaches(house.reports, house.clock.now())),
    }
    share = by_itself / everything if everything else 1.0
    return {
        "orders": dict(street.came),
        "bills": bills,
        "found": found,
        "with_people": [dict(row) for row in await house.reports.fetch(_WITH_PEOPLE)],
        "differences": everything,
        "drawers": drawers,
        "owed": outside.owed_fen,
        "repaired_share": round(share, 4),
        **must_be_nothing,
        "told_breaches": [asdict(each) for each in breaches[:20]],
        "is_good": share >= 0.95 and not any(must_be_nothing.values()),
    }
