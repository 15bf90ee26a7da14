"""What customers do, step by step, with the product's own flows."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from wendan.cli.simulating.other_side import MonthChannel
from wendan.cli.simulating.people import (
    LOOKS_AT_PAGE,
    MOVED_BY,
    REMEMBERS,
    TRIES_AGAIN,
    Coming,
    Habit,
)
from wendan.cli.simulating.timeline import Timeline
from wendan.domains.catalog.model import BasketLine
from wendan.domains.kitchen.errors import TicketIsUnknown
from wendan.domains.messages.model import Kind
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.model import Payment
from wendan.flows.checkout import place
from wendan.flows.contact import Contact, set_contact
from wendan.flows.cook import hand_over
from wendan.flows.give_feedback import DinersOrder, consent
from wendan.flows.pay import PayRequest, pay
from wendan.flows.settle import settle
from wendan.flows.tell_failure import show_failure
from wendan.kernel.news import Cause
from wendan.notify.port import Message
from wendan.platform.ids import Ids

CALLBACK_LOST: Final = 0.01
ENTRIES: Final = ((Entry.MINI_PROGRAM, 0.7), (Entry.H5, 0.2), (Entry.TABLE, 0.1))
PAGE_RUNG, SECONDS_A_MINUTE = 2, 60
RUNG_OF_WAY: Final = {"wechat": 1, "voice": 3}
FIRST_SEEN_S: Final = 15.0
NEXT_RUNG_AT: Final = {1: 10.0, 2: 25.0, 3: 30.0}


@dataclass(slots=True)
class Visit:
    """One order in its customer's hands. `moved_by`: the rung that made them pay, if one did; `remembers_at`: the minute
    in which they would have paid by themselves.
    """

    n: int
    coming: Coming
    order: Order
    presses: int = 0
    is_settled: bool = False
    moved_by: int | None = None
    remembers_at: float | None = None


@dataclass
class Town:
    """The stores, their dishes, and everybody's orders."""

    timeline: Timeline
    channel: MonthChannel
    ids: Ids
    stores: list[tuple[UUID, list[UUID]]]
    visits: dict[str, Visit] = field(default_factory=dict)
    moved: Counter[int] = field(default_factory=Counter)
    lost_callbacks: int = 0
    came: int = 0
    _known: set[tuple[int, UUID]] = field(default_factory=set)

    async def come(self, coming: Coming) -> None:
        """A customer orders, and goes on as their habit is."""
        self.came += 1
        n, customer = self.came, coming.customer
        store_id, dishes = self.stores[customer.store]
        entry = self._entry()
        basket = [
            BasketLine(dish, 1) for dish in {dishes[int(self.ids.chance() * len(dishes))] for _ in range(2)}
        ]
        wish = Wish(store_id, customer.id, f"month-{n:08}", entry, None, "", f"{n}")
        order = (await place(self.timeline.house, wish, basket)).order
        visit = self.visits[str(order.id)] = Visit(n, coming, order)
        if coming.habit is not Habit.PROMPT:
            await self._give_contact(visit, entry)
        self._go_on(visit)

    def _entry(self) -> Entry:
        roll = self.ids.chance()
        for entry, share in ENTRIES:
            roll -= share
            if roll < 0:
                return entry
        return ENTRIES[0][0]

    async def _give_contact(self, visit: Visit, entry: Entry) -> None:
        """What the pages ask for at submit; those who pay at once are never written to, so it is left out for them."""
        house, order, customer = self.timeline.house, visit.order, visit.coming.customer
        if entry is Entry.MINI_PROGRAM and customer.allows_message:
            whose = DinersOrder(order.store_id, order.id, order.diner_id)
            await consent(house, whose, [house.ways.template("wechat", "pay-now")], f"o-{customer.id.int:x}")
        key = (customer.store, customer.id)
        if customer.has_number and key not in self._known:
            self._known.add(key)
            number = f"13{customer.id.int % 10**9:09}"
            await set_contact(
                house, order.store_id, order.diner_id, Contact(number, allows_sms=True, allows_calls=True)
            )

    def _go_on(self, visit: Visit) -> None:
        timeline, chance = self.timeline, self.ids.chance
        match visit.coming.habit:
            case Habit.PROMPT | Habit.DECLINED:
                timeline.after(FIRST_SEEN_S + 30 * chance(), lambda: self.press(visit))
            case Habit.TWICE:
                timeline.after(FIRST_SEEN_S, lambda: self.press(visit))
                timeline.after(FIRST_SEEN_S + 10, lambda: self.press(visit, method="h5"))
            case Habit.FORGETFUL:
                if chance() < REMEMBERS:
                    visit.remembers_at = 1 + 28 * chance()
                    timeline.after(SECONDS_A_MINUTE * visit.remembers_at, lambda: self.remember(visit))
                if chance() < LOOKS_AT_PAGE:
                    timeline.after(SECONDS_A_MINUTE * 10 + 30, lambda: self.look(visit))
            case Habit.GONE:
                pass

    async def remember(self, visit: Visit) -> None:
        """Nobody said a word, or nobody had to."""
        if visit.presses == 0 and visit.moved_by is None:
            await self.press(visit)

    async def press(self, visit: Visit, method: str = "native", coupon: UUID | None = None) -> None:
        """支付; then the password, half a minute later at most."""
        order = visit.order
        visit.presses += 1
        payment = await pay(
            self.timeline.house,
            PayRequest(
                order.store_id,
                order.id,
                order.diner_id,
                self.channel.name,
                method,
                None,
                "127.0.0.1" if method == "h5" else None,
                f"press-{visit.n:08}-{visit.presses}",
                coupon_id=coupon,
            ),
        )
        self.timeline.after(5 + 25 * self.ids.chance(), lambda: self.type_password(visit, payment))

    async def type_password(self, visit: Visit, payment: Payment) -> None:
        """Money moves, or the bank says no; now and then the callback about it is lost."""
        house = self.timeline.house
        if visit.coming.habit is Habit.DECLINED and visit.presses == 1:
            await settle(house, self.channel.decline(payment.number, Cause.BALANCE_INSUFFICIENT))
            # Their page is open: it shows the failure, and says so.
            order = visit.order
            await show_failure(house, (order.store_id, order.id), order.diner_id, payment.id)
            if self.ids.chance() < TRIES_AGAIN:
                self.timeline.after(20 + 60 * self.ids.chance(), lambda: self.press(visit, method="h5"))
            return
        news = self.channel.take(payment.number)
        if news is None:
            return
        if self.ids.chance() < CALLBACK_LOST:
            self.lost_callbacks += 1
        else:
            await settle(house, news)
        if not visit.is_settled:
            visit.is_settled = True
            if visit.moved_by is not None and not _would_have_paid(visit, visit.moved_by):
                self.moved[visit.moved_by] += 1
            self.timeline.after(10 + 30 * self.ids.chance(), lambda: self.fetch(visit))

    async def fetch(self, visit: Visit) -> None:
        """The customer takes the meal. Cooking is not simulated: it is handed over before anybody misses it."""
        try:
            await hand_over(self.timeline.house, visit.order.store_id, visit.order.id, "counter")
        except TicketIsUnknown:
            self.timeline.after(SECONDS_A_MINUTE, lambda: self.fetch(visit))

    def reached(self, message: Message) -> None:
        """A message is on the customer's phone."""
        visit = self.visits.get(message.variables.get("order_id", ""))
        rung = RUNG_OF_WAY.get("wechat" if message.template == "pay-now" else "voice", 0)
        if visit is not None:
            self._maybe_moved(visit, rung, None)

    async def look(self, visit: Visit) -> None:
        """The order's page is open when the second rung's dialog stands on it."""
        order = visit.order
        messages = await self.timeline.house.database.read(
            MESSAGES_OF_ORDER, store_id=order.store_id, order_id=order.id
        )
        shown = next(
            (m for m in messages if m.kind is Kind.RUNG and m.rung == PAGE_RUNG and m.sending_at), None
        )
        if shown is not None:
            self._maybe_moved(visit, PAGE_RUNG, shown.coupon_id)

    def _maybe_moved(self, visit: Visit, rung: int, coupon: UUID | None) -> None:
        is_open = visit.coming.habit is Habit.FORGETFUL and visit.presses == 0 and visit.moved_by is None
        if is_open and self.ids.chance() < MOVED_BY[rung]:
            visit.moved_by = rung
            self.timeline.after(15 + 60 * self.ids.chance(), lambda: self.press(visit, coupon=coupon))


def _would_have_paid(visit: Visit, rung: int) -> bool:
    """By themselves, before the next rung: then the rung changed nothing that is measured of it."""
    return visit.remembers_at is not None and visit.remembers_at < NEXT_RUNG_AT[rung]
