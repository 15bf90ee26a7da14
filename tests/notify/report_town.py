"""A shop with a drawer, the groups that hear of its days, and the next morning."""

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from openpyxl import load_workbook

from letters import UNSENT
from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.insight.model import DAY_REPORT_TIMER
from wendan.domains.ordering.model import Entry, Wish
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.shifts.model import Cashier
from wendan.flows.audit_night import audit_night
from wendan.flows.carry_files import REST_AFTER_SILENCE, carry_files
from wendan.flows.checkout import place
from wendan.flows.day_report import tell_day
from wendan.flows.deliver import deliver_letters
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.refund import RefundRequest
from wendan.flows.return_cash import refund_at_counter
from wendan.flows.shifts import Count, close_shift, open_shift
from wendan.flows.take_cash import CashOnTable, take_cash
from wendan.kernel.money import Fen
from wendan.notify.port import Notifier
from wendan.notify.ways import letter_carrier
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.sandbox.core.faults import AnswerFault

WANG = Cashier(UUID(int=8), "小王", None)
# Half past midnight in Beijing of the 22nd, and eleven in the morning.
NIGHT, MORNING = datetime(2026, 11, 21, 16, 30, tzinfo=UTC), datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OWNERS = "wecom/owners"


def owners_have_it(content: Any) -> None:
    """Of messages.json: the owners' group has the file, the managers' two hear the words alone."""
    content["wecom"]["robots"]["owners"]["report_file"] = True
    content["reports_to"] = dict.fromkeys((OWNERS, "wecom/managers", "dingtalk/managers"), "*")


def rows_of(workbook: bytes) -> list[tuple[Any, ...]]:
    """Those of its one sheet, the heading first."""
    [sheet] = load_workbook(io.BytesIO(workbook)).worksheets
    return list(sheet.iter_rows(values_only=True))


@dataclass
class ReportTown:
    house: House
    store: Store
    clock: ManualClock
    carrier: Notifier
    post: Any  # the sandbox that stands

    @property
    def said(self) -> list[Any]:
        """What the groups read, in its order."""
        return list(self.post.bench.desk.post.posts.values())

    @property
    def files(self) -> list[Any]:
        """What was uploaded for them."""
        return list(self.post.bench.desk.post.files.values())

    def heard_by(self, robot: str) -> list[str]:
        """Of what kind each message of this group was."""
        way, _, name = robot.partition("/")
        return [told.template for told in self.said if (told.way, told.to) == (way, name)]

    async def letters_left(self) -> int:
        return len(await self.house.database.read(UNSENT))

    def script(self, verb: str, *faults: AnswerFault) -> None:
        self.post.bench.desk.fate.script(verb, list(faults))

    async def sells(self) -> None:
        """Three bowls of rice for cash, one of them given back, and a drawer counted right."""
        house, store = self.house, self.store
        items = await house.database.read(ITEMS, store_id=store.store_id)
        rice = next(item for item in items if item.name == "米饭")
        shift = (await open_shift(house, store.store_id, WANG, Fen(0), "shift-key")).shift
        for n in range(3):
            wish = Wish(store.store_id, WANG.staff_id, f"order-{n}", Entry.POS, None, "", f"{n}")
            order = (await place(house, wish, [BasketLine(rice.id, 1)])).order
            await take_cash(house, CashOnTable(order.store_id, order.id, Fen(200), WANG, f"cash-key-{n}"))
        back = RefundRequest(store.store_id, order.id, Fen(200), "back-key", WANG.name, "退")
        await refund_at_counter(house, back, WANG)
        await close_shift(house, store.store_id, shift.id, Count(Fen(400), 0, ""))

    async def until(self, moment: datetime) -> None:
        await self.clock.advance((moment - self.clock.now()).total_seconds())

    async def night(self) -> Timer:
        """The store's night, and the report's alarm clock that it leaves."""
        if self.clock.now() < NIGHT:
            await self.until(NIGHT)
        store_id = self.store.store_id
        await audit_night(self.house, Timer(store_id, NIGHT_TIMER, store_id, store_id, self.clock.now()))
        [row] = await self.house.reports.fetch(
            "SELECT store_id, kind, subject_id, order_id, due_at FROM timer WHERE kind = $1", DAY_REPORT_TIMER
        )
        return Timer(**row)

    async def morning(self) -> Timer:
        """The day is over, and its letters are written."""
        timer = await self.night()
        await self.until(MORNING)
        await tell_day(self.house, timer)
        return timer

    async def letters_go(self) -> None:
        await deliver_letters(self.house, self.carrier)

    async def files_go(self) -> None:
        """Those as well that had failed, and rested."""
        await self.clock.advance(REST_AFTER_SILENCE.total_seconds())
        await carry_files(self.house)


@asynccontextmanager
async def open_report_town(
    database: str, post: Any, clock: ManualClock, change: Callable[[Any], None]
) -> AsyncIterator[ReportTown]:
    """`change` makes of the sandbox's messages.json the one that the house reads."""
    directory = post.bench.desk.options.directory
    content = json.loads((directory / "messages.json").read_text())
    change(content)
    file = directory / "reports.json"
    file.write_text(json.dumps(content))
    settings = Settings(
        database_url=database, data_dir=directory, messages_file=file, public_url="https://shop.example"
    )
    async with open_house(settings, clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({}, 10))
        async with _carried(house) as carrier:
            yield ReportTown(house, store, clock, carrier, post)


@asynccontextmanager
async def another_process(town: ReportTown) -> AsyncIterator[ReportTown]:
    """The same house, begun again: nothing is left but the database."""
    async with (
        open_house(town.house.settings, town.clock, SeededIds(2)) as house,
        _carried(house) as carrier,
    ):
        yield ReportTown(house, town.store, town.clock, carrier, town.post)


@asynccontextmanager
async def _carried(house: House) -> AsyncIterator[Notifier]:
    carrier = letter_carrier(house.ways, None, house.clock, house.ids)
    yield carrier
    await carrier.aclose()
