"""What a paid order brings: a meal its kitchen ticket, anything else its value, by an alarm clock in the same commit."""

from wendan.domains.balances.model import CREDIT_TIMER
from wendan.domains.evidence.model import Happening
from wendan.domains.kitchen.service import queue
from wendan.domains.ordering.model import Order, Purpose
from wendan.flows.house import Stamp
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, set_timer


def deliver(order: Order, stamp: Stamp) -> tuple[Changes, Happening]:
    """What the commit that confirms `order` must also write, and how its history tells it.

    The value lies with head office and no transaction spans two stores: the alarm clock carries it over.
    """
    if order.purpose is Purpose.MEAL:
        ticket, queued = queue(order.store_id, order.id, stamp.id(), stamp.now)
        return queued, Happening("ticket-queued", {"ticket": ticket.id})
    timer = Timer(order.store_id, CREDIT_TIMER, order.id, order.id, stamp.now)
    return Changes.of(set_timer(timer)), Happening("value-on-its-way", {"purpose": order.purpose})
