"""The ladder's alarm clock: a rung is told, left out or waited for, and nobody is reminded of what is paid.

What is sent was written down as SENDING before, in a commit that the order's next version guards: whoever learns of
the payment first makes that commit fail. Between it and the call nothing is read and nothing decided.
"""

from dataclasses import replace
from datetime import timedelta
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.evidence.model import Happening
from wendan.domains.messages.model import Content, Message, MessageState
from wendan.domains.messages.rules import rungs_done
from wendan.domains.messages.service import skip
from wendan.domains.promotions.model import Origin, Terms
from wendan.domains.recovery.rules.ladder import (
    LEFT_OUT,
    WAYS,
    Send,
    Skip,
    Stop,
    Wait,
    decide_rung,
    rung_due,
)
from wendan.domains.recovery.service import hush, wake_at_rung
from wendan.flows.give_coupon import give
from wendan.flows.house import House, Stamp
from wendan.flows.ladder_file import LadderFile, read_ladder_file
from wendan.flows.say import say
from wendan.flows.tell import tell
from wendan.kernel.money import NO_FEN, Fen, yuan_text
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer


async def remind(house: House, timer: Timer) -> None:
    """The alarm clock of an order's next rung."""
    message = await house.decide("remind", lambda: _climb_once(house, timer))
    if message is None:
        return
    if message.state is MessageState.SENDING:
        await tell(house, message)
    house.hints.changed(timer.store_id, timer.order_id)


async def _climb_once(house: House, timer: Timer) -> Message | None:
    """The message that is to be sent or stands on the page; None when nobody is told anything now."""
    file = await read_ladder_file(house, timer.store_id, timer.order_id)
    stamp, order, reminding = house.stamp(), file.order, file.policy.reminding
    number = rungs_done(file.own) + 1
    if number > len(reminding.rungs):
        await house.database.commit(hush(order.store_id, order.id, stamp.now))
        return None
    rung = reminding.rungs[number - 1]
    message, changes = None, NOTHING
    match decide_rung(reminding, number, file.facts(house.ways, rung, stamp.now)):
        case Stop():
            changes = hush(order.store_id, order.id, stamp.now)
        case Wait(until):
            changes = wake_at_rung(order.store_id, order.id, until)
        case Skip(reason):
            content = Content(WAYS[rung.channel], rung.template, {}, incentive_fen=rung.incentive_fen)
            changes = skip(file.about(number), content, stamp.id(), (reason, stamp.now))
            if reason in LEFT_OUT:
                changes += file.count(number, stamp.now)
            changes += _next_rung(file, number, stamp)
        case Send() as sending:
            message, changes = _told(house, file, (number, sending), stamp)
            changes += _next_rung(file, number, stamp)
    await house.database.commit(changes)
    return message


def _told(house: House, file: LadderFile, step: tuple[int, Send], stamp: Stamp) -> tuple[Message, Changes]:
    """The message and its coupon."""
    number, sending = step
    coupon, giving, given = _coupon(file, step, stamp)
    content = replace(_content(house, file, sending, stamp), coupon_id=coupon)
    message, changes = say(file, number, content, stamp, *given)
    return message, giving + changes


def _coupon(
    file: LadderFile, step: tuple[int, Send], stamp: Stamp
) -> tuple[UUID | None, Changes, list[Happening]]:
    """What the rung brings. Its message and the coupon are one commit: where there is one, there is the other."""
    number, sending = step
    if sending.incentive_fen == 0:
        return None, NOTHING, []
    order = file.order
    terms = Terms(
        store_id=order.store_id,
        merchant_id=file.store.merchant_id,
        diner_id=order.diner_id,
        amount_fen=Fen(sending.incentive_fen),
        min_spend_fen=NO_FEN,
        valid_from=stamp.now,
        valid_until=stamp.now + timedelta(days=file.policy.coupons.valid_days),
        origin=Origin.RUNG,
        origin_key=f"rung:{order.id}:{number}",
        cause_order_id=order.id,
    )
    coupon, changes, happenings = give(None, terms, stamp)
    return coupon.id, changes, happenings


def _content(house: House, file: LadderFile, sending: Send, stamp: Stamp) -> Content:
    order, store = file.order, file.store
    address = file.address(sending.way)
    gift = f"送您¥{sending.incentive_fen // 100}券，" if sending.incentive_fen else ""
    minutes = max(1, ceil((order.expires_at - stamp.now).total_seconds() / 60))
    return Content(
        way=sending.way,
        template=house.ways.template(sending.way, sending.template),
        variables={
            "shop": store.name,
            "amount": yuan_text(order.total_fen),
            "minutes": str(minutes),
            "expires_at": f"{order.expires_at.astimezone(ZoneInfo(store.timezone)):%Y-%m-%d %H:%M}",
            "hint": f"{gift}还有{minutes}分钟，支付后马上制作",
            "coupon": yuan_text(sending.incentive_fen),
            "store_id": str(order.store_id),
            "order_id": str(order.id),
        },
        recipient="" if address is None else address.sealed,
        incentive_fen=sending.incentive_fen,
        not_after=sending.not_after,
    )


def _next_rung(file: LadderFile, number: int, stamp: Stamp) -> Changes:
    """The clock goes on to the next rung, or is taken away after the last."""
    order = file.order
    due_at = rung_due(file.policy.reminding, number + 1, order.placed_at)
    if due_at is None:
        return hush(order.store_id, order.id, stamp.now)
    return wake_at_rung(order.store_id, order.id, max(due_at, stamp.now))
