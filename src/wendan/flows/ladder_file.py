"""What a reminder is decided from, read in one call; and the ladder's first alarm clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.evidence.model import ChainEnd, Happening
from wendan.domains.evidence.service import record
from wendan.domains.evidence.store import CHAIN_END
from wendan.domains.members.model import Address, Consent, ServiceWindow
from wendan.domains.members.store import ADDRESSES, CONSENTS_LEFT, OPEN_WINDOW
from wendan.domains.messages.model import About, DayCount, Kind, Message
from wendan.domains.messages.service import count
from wendan.domains.messages.store import MESSAGES_OF_ORDER, TOLD_ON_DAY
from wendan.domains.ordering.model import Entry, Order, OrderState, Purpose
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.payments.states import LIVE
from wendan.domains.payments.store import PAYMENTS_OF_ORDER
from wendan.domains.recovery.model import Policy, Rung
from wendan.domains.recovery.rules.ladder import IN_PAGE, LEFT_OUT, WAYS, Reach, RungFacts, rung_due
from wendan.domains.recovery.service import wake_at_rung
from wendan.flows.house import House, Stamp
from wendan.notify.ways import Ways
from wendan.platform.changes import NOTHING, Changes

# At a till or a kiosk the customer stands before us; a platform reminds its own customers.
REMINDED: Final = (Entry.MINI_PROGRAM, Entry.H5, Entry.TABLE)
WECHAT: Final = "wechat"
SERVICE: Final = "wechat-service"


@dataclass(frozen=True, slots=True)
class LadderFile:
    """An unpaid order as its reminders see it: what was said, what is allowed, where the money stands."""

    store: Store
    order: Order
    policy: Policy
    payments: Sequence[Payment]
    messages: Sequence[Message]
    consents: Sequence[Consent]
    addresses: Sequence[Address]
    told_on_day: DayCount | None
    chain_end: ChainEnd | None
    kind: Kind
    window: ServiceWindow | None = None

    @property
    def own(self) -> list[Message]:
        """What was decided of this kind so far."""
        return [message for message in self.messages if message.kind is self.kind]

    def about(self, rung: int) -> About:
        """The order's message of this kind with this number."""
        order = self.order
        return About(order.store_id, order.id, order.diner_id, self.kind, rung)

    def message(self, message_id: UUID) -> Message | None:
        """The message with this id."""
        return next((message for message in self.messages if message.id == message_id), None)

    def address(self, way: str) -> Address | None:
        """Where the diner is reached by this way; by customer service, while a window is open."""
        if way == SERVICE and (window := self.window) is not None:
            return Address(self.order.store_id, window.diner_id, way, window.sealed, True, window.opened_at)
        return next((address for address in self.addresses if address.way == way), None)

    def consent(self, template_id: str) -> Consent | None:
        """The oldest consent that is left for this template."""
        return next((each for each in self.consents if each.template_id == template_id), None)

    def evidence(self, stamp: Stamp, *happenings: Happening) -> Changes:
        """The happenings as the next links of the order's chain."""
        return record(self.chain_end, (self.order.store_id, self.order.id), list(happenings), stamp.now)

    def facts(self, ways: Ways, rung: Rung, now: datetime, own: Message | None = None) -> RungFacts:
        """Everything the rung's decision rests on; `own` is the rung's message where it has one already."""
        return RungFacts(
            now=now,
            order_id=self.order.id,
            placed_at=self.order.placed_at,
            expires_at=self.order.expires_at,
            awaits_payment=self.order.state is OrderState.AWAITING_PAYMENT,
            timezone=self.store.timezone,
            paying_since=_paying_since(self.payments),
            is_uncertain=any(
                each.state is PaymentState.UNKNOWN or each.fate is Fate.IN_CASE for each in self.payments
            ),
            sent_of_order=self.sent_of_order(own),
            sent_today=self.sent_today(now, own),
            reach={WAYS[rung.channel]: self.reach(ways, WAYS[rung.channel], rung.template, own)},
        )

    def sent_of_order(self, own: Message | None = None) -> int:
        """How many others of this kind were said of the order, or left out for the comparison."""
        return sum(_counts(message) for message in self.own if message is not own)

    def sent_today(self, now: datetime, own: Message | None = None) -> int:
        """How many others of this kind the diner heard on the store's day."""
        known = self.told_on_day
        if known is None or known.day != self._day(now):
            return 0
        return known.version - (own is not None and self._day(own.planned_at) == known.day)

    def count(self, rung: int, now: datetime) -> Changes:
        """One more of this kind for the diner today, guarded."""
        return count(self.about(rung), self.told_on_day, self._day(now))

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.store.timezone)).date()

    def reach(self, ways: Ways, way: str, template: str, own: Message | None = None) -> Reach:
        """What is known of this way to the diner; a message that has its consent already needs none."""
        if way == IN_PAGE:
            return Reach(is_set_up=True)
        address = self.address(way)
        if way == SERVICE and own is not None:
            # It has taken its message of the window already.
            return Reach(is_set_up=way in ways.messengers)
        needs_consent = way == WECHAT and own is None
        return Reach(
            is_set_up=way in ways.messengers,
            has_address=address is not None,
            is_allowed=address is None or address.is_allowed,
            has_window=way != SERVICE or address is not None,
            has_consent=not needs_consent or self.consent(ways.template(way, template)) is not None,
        )


def _counts(message: Message) -> bool:
    return message.sending_at is not None or message.reason in LEFT_OUT


def _paying_since(payments: Sequence[Payment]) -> datetime | None:
    return max((payment.requested_at for payment in payments if payment.state in LIVE), default=None)


async def read_ladder_file(
    house: House, store_id: UUID, order_id: UUID, kind: Kind = Kind.RUNG
) -> LadderFile:
    """In one round trip, as messages of this kind see it; the order's policy is kept."""
    (
        store,
        order,
        payments,
        messages,
        consents,
        addresses,
        window,
        told,
        chain_end,
    ) = await house.database.read(
        STORE_BY_ID,
        ORDER_BY_ID,
        PAYMENTS_OF_ORDER,
        MESSAGES_OF_ORDER,
        CONSENTS_LEFT,
        ADDRESSES,
        OPEN_WINDOW,
        TOLD_ON_DAY,
        CHAIN_END,
        store_id=store_id,
        order_id=order_id,
        kind=kind,
        now=house.clock.now(),
    )
    assert store is not None
    assert order is not None
    policy = await house.policies.of_order(order)
    said = (payments, messages, consents, addresses, told, chain_end)
    return LadderFile(store, order, policy, *said, kind, window)


def first_rung(order: Order, policy: Policy) -> Changes:
    """The alarm clock of a new order's first reminder, where anybody may be reminded of it."""
    due_at = rung_due(policy.reminding, 1, order.placed_at)
    if due_at is None or order.entry not in REMINDED or order.purpose is not Purpose.MEAL:
        return NOTHING
    return wake_at_rung(order.store_id, order.id, due_at)
