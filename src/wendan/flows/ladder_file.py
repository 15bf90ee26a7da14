"""What a reminder is decided from, read in one call; and the ladder's first alarm clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.evidence.model import ChainEnd, Happening
from wendan.domains.evidence.service import record
from wendan.domains.evidence.store import CHAIN_END
from wendan.domains.members.model import Address, Consent
from wendan.domains.members.store import ADDRESSES, CONSENTS_LEFT
from wendan.domains.messages.model import Kind, Message
from wendan.domains.messages.store import MESSAGES_OF_ORDER, SENT_TODAY
from wendan.domains.ordering.model import Entry, Order, OrderState, Purpose
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.payments.states import LIVE
from wendan.domains.payments.store import PAYMENTS_OF_ORDER
from wendan.domains.recovery.model import Policy, Rung
from wendan.domains.recovery.rules.ladder import IN_PAGE, WAYS, Reach, RungFacts, SkipReason, rung_due
from wendan.domains.recovery.service import wake_at_rung
from wendan.flows.house import House, Stamp
from wendan.notify.ways import Ways
from wendan.platform.changes import NOTHING, Changes

# At a till or a kiosk the customer stands before us; a platform reminds its own customers.
REMINDED: Final = (Entry.MINI_PROGRAM, Entry.H5, Entry.TABLE)
WECHAT: Final = "wechat"


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
    sent_today: int
    chain_end: ChainEnd | None

    @property
    def rungs(self) -> list[Message]:
        """What was decided of the ladder so far."""
        return [message for message in self.messages if message.kind is Kind.RUNG]

    def message(self, message_id: UUID) -> Message | None:
        """The message with this id."""
        return next((message for message in self.messages if message.id == message_id), None)

    def address(self, way: str) -> Address | None:
        """Where the diner is reached by this way."""
        return next((address for address in self.addresses if address.way == way), None)

    def consent(self, template_id: str) -> Consent | None:
        """The oldest consent that is left for this template."""
        return next((each for each in self.consents if each.template_id == template_id), None)

    def evidence(self, stamp: Stamp, *happenings: Happening) -> Changes:
        """The happenings as the next links of the order's chain."""
        return record(self.chain_end, (self.order.store_id, self.order.id), list(happenings), stamp.now)

    def facts(self, ways: Ways, rung: Rung, now: datetime, own: Message | None = None) -> RungFacts:
        """Everything the rung's decision rests on; `own` is the rung's message where it has one already."""
        others = [message for message in self.rungs if message is not own]
        counted = sum(_counts(message) for message in others)
        is_own_of_today = own is not None and own.sending_at is not None
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
            sent_of_order=counted,
            sent_today=self.sent_today - is_own_of_today,
            reach={WAYS[rung.channel]: self._reach(ways, rung, own)},
        )

    def _reach(self, ways: Ways, rung: Rung, own: Message | None) -> Reach:
        way = WAYS[rung.channel]
        if way == IN_PAGE:
            return Reach(is_set_up=True)
        address = self.address(way)
        needs_consent = way == WECHAT and own is None
        return Reach(
            is_set_up=way in ways.messengers,
            has_address=address is not None,
            is_allowed=address is None or address.is_allowed,
            has_consent=not needs_consent or self.consent(ways.template(way, rung.template)) is not None,
        )


def _counts(message: Message) -> bool:
    return message.sending_at is not None or message.reason == SkipReason.HOLD_OUT


def _paying_since(payments: Sequence[Payment]) -> datetime | None:
    return max((payment.requested_at for payment in payments if payment.state in LIVE), default=None)


async def read_ladder_file(house: House, store_id: UUID, order_id: UUID) -> LadderFile:
    """In one round trip; the order's policy is kept."""
    store, order, payments, messages, consents, addresses, sent, chain_end = await house.database.read(
        STORE_BY_ID,
        ORDER_BY_ID,
        PAYMENTS_OF_ORDER,
        MESSAGES_OF_ORDER,
        CONSENTS_LEFT,
        ADDRESSES,
        SENT_TODAY,
        CHAIN_END,
        store_id=store_id,
        order_id=order_id,
        now=house.clock.now(),
    )
    assert store is not None
    assert order is not None
    policy = await house.policies.of_order(order)
    return LadderFile(store, order, policy, payments, messages, consents, addresses, sent.today, chain_end)


def first_rung(order: Order, policy: Policy) -> Changes:
    """The alarm clock of a new order's first reminder, where anybody may be reminded of it."""
    due_at = rung_due(policy.reminding, 1, order.placed_at)
    if due_at is None or order.entry not in REMINDED or order.purpose is not Purpose.MEAL:
        return NOTHING
    return wake_at_rung(order.store_id, order.id, due_at)
