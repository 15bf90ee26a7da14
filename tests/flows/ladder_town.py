"""A shop with diners who do not pay, the sandbox of messages across the street, and one hand on the clock."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from waiting import until
from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.members.model import Address, Consent
from wendan.domains.members.service import keep_addresses, keep_consents
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.model import Payment, PaymentWish
from wendan.domains.payments.service import begin
from wendan.domains.recovery.model import PolicyChange
from wendan.domains.recovery.rules.ladder import REMIND_TIMER
from wendan.flows.answers import Answer, news_of
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.checkout import place
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import new_payment
from wendan.flows.settle import Settlement, settle
from wendan.kernel.news import Source, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer, claim_due, give_back
from wendan.promises import find_breaches
from wendan.sandbox.post import FaultPlan, SandboxOptions, SandboxServer
from wendan.sandbox.post.keys import TEMPLATES
from wendan.worker import RINGS

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TEMPLATE = next(iter(TEMPLATES))
PHONE = "13800138000"
EVERYBODY = {"holdout_percent": 0}


SMS = [{"after_minutes": 3, "channel": "sms", "template": "pay-now", "incentive_fen": 0}]


def ladder_clock(order: Order) -> Timer:
    """The order's reminding alarm clock, ringing."""
    return Timer(order.store_id, REMIND_TIMER, order.id, order.id, order.placed_at)


def openid_of(who: str) -> str:
    """As WeChat's look."""
    return f"o{hashlib.sha256(who.encode()).hexdigest()[:27]}"


@dataclass
class LadderTown:
    house: House
    clock: ManualClock
    store: Store
    post: Any
    directory: Path
    placed: int = 0
    diners: dict[str, UUID] = field(default_factory=dict)

    async def sets(self, **reminding: object) -> None:
        """The merchant's ladder from now on; nobody is left out unless the test says so."""
        fields = {"reminding": {**EVERYBODY, **reminding}}
        whose = Whose(self.store.store_id, self.store.merchant_id)
        await change_policy(self.house, whose, PolicyChange(fields, "试一试", "老板"))

    async def order(self, who: str = "小明", *, consents: int = 1, phone: str | None = PHONE) -> Order:
        """An unpaid order of a diner who signed in through WeChat."""
        diner_id = self.diners.setdefault(who, self.house.stamp().id())
        items = await self.house.database.read(ITEMS, store_id=self.store.store_id)
        rice = next(item for item in items if item.name == "米饭")
        self.placed += 1
        wish = Wish(
            self.store.store_id, diner_id, f"key-{self.placed}", Entry.MINI_PROGRAM, None, "", "content"
        )
        order = (await place(self.house, wish, [BasketLine(rice.id, 1)])).order
        await self.allow(order, who, consents)
        if phone is not None:
            await self.gives(order, "sms", phone)
            await self.gives(order, "voice", phone)
        return order

    async def allow(self, order: Order, who: str, count: int) -> None:
        """So many grants, at WeChat and here."""
        openid = openid_of(who)
        stamp = self.house.stamp()
        given = [
            Consent(order.store_id, stamp.id(), order.id, order.diner_id, TEMPLATE, stamp.now)
            for _ in range(count)
        ]
        if given:
            await self.house.database.commit(keep_consents(given))
            await self.gives(order, "wechat", openid)
            self.post.grant(openid, TEMPLATE, count)

    async def gives(self, order: Order, way: str, at: str, *, is_allowed: bool = True) -> None:
        sealed = self.house.addresses.close(at)
        address = Address(order.store_id, order.diner_id, way, sealed, is_allowed, self.clock.now())
        await self.house.database.commit(keep_addresses([address]))

    async def pass_time(self, **how_long: float) -> None:
        """From one due thing to the next, as a worker would."""
        end = self.clock.now() + timedelta(**how_long)
        while True:
            await self.rest()
            rows = await self.house.database.fetch("SELECT min(due_at) AS due_at FROM timer")
            dues = [rows[0]["due_at"], self._agenda_due()]
            due_at = min((due for due in dues if due is not None), default=end)
            now = self.clock.now()
            if now >= end:
                return
            await self.clock.advance(max(0.001, (min(end, due_at) - now).total_seconds()))

    def _agenda_due(self) -> datetime | None:
        due = self.post.desk.agenda.next_due()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    async def rest(self) -> None:
        """Run what is due."""
        agenda = self.post.desk.agenda
        await until(
            lambda: not agenda.under_way and ((due := self._agenda_due()) is None or due > self.clock.now())
        )
        while timers := await claim_due(self.house.database, self.clock.now(), 30, 50):
            for timer in timers:
                await self.ring(timer)
            await give_back(self.house.database, timers, self.clock.now())

    async def ring(self, timer: Timer) -> None:
        await RINGS[timer.kind](self.house, timer)

    async def begins(self, order: Order) -> Payment:
        """The diner has pressed 支付 and looks at the payment app."""
        file, stamp = await read_order_file(self.house, order.store_id, order.id), self.house.stamp()
        assert file is not None
        wish = PaymentWish(f"press-{stamp.id()}", "wechat", "1900000001", "native", None, None)
        payment, changes = begin(new_payment(file, wish, stamp, "01"), stamp.now + timedelta(hours=9))
        await self.house.database.commit(changes)
        return payment

    async def pays(self, order: Order, payment: Payment | None = None) -> Settlement:
        """Known from this moment on."""
        payment = payment or await self.begins(order)
        paid = news_of(payment, Answer(Word.SUCCEEDED, Source.CALLBACK, "{}"), self.clock.now())
        now = self.clock.now()
        news = replace(paid, reference=f"42{payment.number}", amount_fen=payment.amount_fen, happened_at=now)
        return await settle(self.house, news)

    async def told(self, order: Order) -> list[str]:
        """Rung, state and reason of every message of the order."""
        rows = await self.house.database.fetch(
            "SELECT rung, state, reason FROM message WHERE order_id = $1 AND kind = 'rung' ORDER BY rung",
            order.id,
        )
        return [
            f"{row['rung']} {row['state']}" + (f" {row['reason']}" if row["reason"] else "") for row in rows
        ]

    def arrived(self, way: str | None = None) -> list[Any]:
        """What the sandbox really took."""
        return [each for each in self.post.desk.post.posts.values() if way in (None, each.way)]

    async def is_well(self) -> None:
        assert await find_breaches(self.house.reports, self.clock.now()) == []


@asynccontextmanager
async def open_town(
    database: str, directory: Path, faults: FaultPlan | None = None, pay_later_days: int = 30
) -> AsyncIterator[LadderTown]:
    from standing import opened

    clock = ManualClock(NOON)
    options = SandboxOptions(directory, faults=faults or FaultPlan(hold_s=0.05, slow_s=0.05))
    async with opened(SandboxServer(options, clock)) as stands:
        settings = Settings(
            database_url=database,
            data_dir=directory,
            messages_file=directory / "messages.json",
            wechat_message_templates=(TEMPLATE,),
            pay_later_days=pay_later_days,
        )
        async with open_house(settings, clock, SeededIds(1)) as house:
            store = await open_store(house, drill_store({"wechat": "1900000001"}, 1000))
            town = LadderTown(house, clock, store, stands.bench, directory)
            await town.sets()
            yield town
