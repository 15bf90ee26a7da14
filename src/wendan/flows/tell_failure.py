"""A payment failed while its customer's page was closed: they are told why, that their money is safe, and the way back.

An open page shows the failure within moments and says so (`show_failure`), which takes the clock away. When the clock
rings instead, a message goes out by the same machinery as reminders, under the same guard: never after the payment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.messages.model import Content, Kind, Message
from wendan.domains.messages.service import skip
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.payments.model import Fate, Payment, PaymentState, Shown
from wendan.domains.payments.service import hush_failure, keep_shown, wake_teller
from wendan.domains.payments.store import PAYMENT_BY_ID, SHOWN_OF_PAYMENT
from wendan.domains.recovery.model import Failures
from wendan.domains.recovery.rules.failures import FailureFacts, decide_failure
from wendan.domains.recovery.rules.ladder import WAYS, Decision, Send, Skip, Stop, Wait
from wendan.flows.house import House
from wendan.flows.ladder_file import LadderFile, read_ladder_file
from wendan.flows.say import say
from wendan.flows.tell import tell
from wendan.kernel.causes import ADVICE
from wendan.kernel.money import yuan_text
from wendan.kernel.news import Cause
from wendan.platform.changes import NOTHING
from wendan.platform.timers import Timer

PAY_PAGE: Final = "/diner/#/pages/pay/index"


@dataclass(frozen=True, slots=True)
class FailureFile:
    """One failed attempt with its order, and whether a page has shown it."""

    ladder: LadderFile
    payment: Payment
    is_shown: bool

    @property
    def policy(self) -> Failures:
        """How the order's policy tells of failures."""
        return self.ladder.policy.failures

    def decide(self, house: House, now: datetime, own: Message | None = None) -> Decision:
        """What becomes of it now; `own` is its message where it has one already."""
        ladder, payments = self.ladder, self.ladder.payments
        is_last = all(each.attempt <= self.payment.attempt for each in payments)
        awaits = ladder.order.state is OrderState.AWAITING_PAYMENT
        facts = FailureFacts(
            now=now,
            timezone=ladder.store.timezone,
            expires_at=ladder.order.expires_at,
            is_news=awaits and is_last and self.payment.state is PaymentState.FAILED and not self.is_shown,
            is_uncertain=any(
                each.state is PaymentState.UNKNOWN or each.fate is Fate.IN_CASE for each in payments
            ),
            sent_of_order=ladder.sent_of_order(own),
            sent_today=ladder.sent_today(now, own),
            reach={
                WAYS[channel]: ladder.reach(house.ways, WAYS[channel], self.policy.template, own)
                for channel in self.policy.ways
            },
        )
        return decide_failure(self.policy, facts)


async def read_failure_file(house: House, place: tuple[UUID, UUID], payment_id: UUID) -> FailureFile:
    """Read anew for every decision."""
    shown = await house.database.read(SHOWN_OF_PAYMENT, store_id=place[0], payment_id=payment_id)
    ladder = await read_ladder_file(house, *place, Kind.FAILURE)
    payment = next(each for each in ladder.payments if each.id == payment_id)
    return FailureFile(ladder, payment, shown is not None)


async def tell_failure(house: House, timer: Timer) -> None:
    """The alarm clock of one failed attempt."""
    message = await house.decide("tell-failure", lambda: _tell_once(house, timer))
    if message is not None:
        await tell(house, message)
    house.hints.changed(timer.store_id, timer.order_id)


async def _tell_once(house: House, timer: Timer) -> Message | None:
    file = await read_failure_file(house, (timer.store_id, timer.order_id), timer.subject_id)
    stamp, ladder, number = house.stamp(), file.ladder, file.payment.attempt
    message, changes = None, NOTHING
    if any(each.rung == number for each in ladder.own):
        decision: Decision = Stop()
    else:
        decision = file.decide(house, stamp.now)
    match decision:
        case Wait(until):
            await house.database.commit(wake_teller(file.payment, until))
            return None
        case Skip(reason):
            channel = file.policy.ways[-1] if file.policy.ways else None
            content = Content(WAYS[channel] if channel else "", file.policy.template, {})
            changes = skip(ladder.about(number), content, stamp.id(), (reason, stamp.now))
        case Send() as sending:
            message, changes = say(ladder, number, _content(house, file, sending), stamp)
        case Stop():
            pass
    await house.database.commit(changes + hush_failure(file.payment, stamp.now))
    return message


def _content(house: House, file: FailureFile, sending: Send) -> Content:
    """What happened, whether the money is safe, and one tap back to where it is paid."""
    order, store, payment = file.ladder.order, file.ladder.store, file.payment
    cause = payment.cause or Cause.CUSTOMER_LEFT
    words, address = ADVICE[cause].zh, file.ladder.address(sending.way)
    return Content(
        way=sending.way,
        template=house.ways.template(sending.way, sending.template),
        variables={
            "shop": store.name,
            "amount": yuan_text(order.total_fen),
            "happened": words.happened,
            "money": words.money,
            "advice": words.advice,
            "cause": cause,
            "hint": f"{words.happened}，点此重新支付",
            "expires_at": f"{order.expires_at.astimezone(ZoneInfo(store.timezone)):%Y-%m-%d %H:%M}",
            "link": f"{house.settings.base_url}{PAY_PAGE}?store={order.store_id}&order={order.id}",
            "store_id": str(order.store_id),
            "order_id": str(order.id),
            "payment": str(payment.id),
        },
        recipient="" if address is None else address.sealed,
        not_after=sending.not_after,
    )


async def show_failure(house: House, place: tuple[UUID, UUID], diner_id: UUID, payment_id: UUID) -> None:
    """The diner's page has shown it: no message is needed any more. Raises OrderIsUnknown."""
    await house.decide("shown", lambda: _show_once(house, place, diner_id, payment_id))


async def _show_once(house: House, place: tuple[UUID, UUID], diner_id: UUID, payment_id: UUID) -> None:
    payment, order, shown = await house.database.read(
        PAYMENT_BY_ID,
        ORDER_BY_ID,
        SHOWN_OF_PAYMENT,
        store_id=place[0],
        order_id=place[1],
        payment_id=payment_id,
    )
    if order is None or order.diner_id != diner_id or payment is None or payment.order_id != order.id:
        raise OrderIsUnknown
    if shown is None:
        now = house.clock.now()
        kept = keep_shown(Shown(order.store_id, payment.id, order.id, now))
        await house.database.commit(kept + hush_failure(payment, now))
