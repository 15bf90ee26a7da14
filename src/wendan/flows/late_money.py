"""Money for a closed order: what its home depends on beyond the order's own file, read once it is needed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from wendan.domains.assurance.model import Wants
from wendan.domains.assurance.rules import LATE
from wendan.domains.kitchen.model import OpenTickets
from wendan.domains.kitchen.store import OPEN_TICKETS
from wendan.domains.members.model import LateWish
from wendan.domains.members.store import WISH_OF_ORDER
from wendan.domains.ordering.model import OrderState, Purpose
from wendan.domains.refunds.model import Reason
from wendan.flows.amends import Purse, late_cause, open_purse
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.news import ChannelNews, Subject, Word
from wendan.kernel.wishes import Wanted

CHOICE_TIMER: Final = "late_choice"
# An open page says so every twenty seconds; twice may get lost.
PAGE_IS_OPEN: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Late:
    """The kitchen's load, the customer's word and the purse at the moment late money came."""

    tickets: OpenTickets
    said: LateWish | None
    purse: Purse


async def read_late(house: House, file: OrderFile, news: ChannelNews) -> Late | None:
    """None for whatever is not money for a closed order."""
    is_money = news.subject is Subject.PAYMENT and news.word is Word.SUCCEEDED
    if not is_money or file.order.state is not OrderState.CLOSED:
        return None
    return await late_of(house, file)


async def late_of(house: House, file: OrderFile) -> Late:
    """As things stand now."""
    order, stamp = file.order, house.stamp()
    tickets, said = await house.database.read(
        OPEN_TICKETS, WISH_OF_ORDER, store_id=order.store_id, order_id=order.id
    )
    return Late(tickets or OpenTickets(0), said, await open_purse(house, file, late_cause(order.id), stamp))


def wants(file: OrderFile, late: Late | None, stamp: Stamp) -> Wants:
    """What the customer said; else they are asked while their page is open; else what the policy takes them to want."""
    policy = file.policy.late_money
    if late is None or file.order.purpose is not Purpose.MEAL:
        return Wants.MEAL
    if late.said is not None and late.said.wish is not None:
        return Wants(late.said.wish)
    is_open = late.said is not None and stamp.now - late.said.heard_at <= PAGE_IS_OPEN
    return Wants.ASK if is_open and policy.ask_seconds else Wants(policy.default_wish)


def has_room(file: OrderFile, late: Late | None) -> bool:
    """Whether the kitchen can take one more meal that nobody counted on; other things need no kitchen."""
    if late is None or file.order.purpose is not Purpose.MEAL:
        return True
    return late.tickets.count <= file.policy.late_money.busy_above_tickets


def refund_reason(why: str) -> Reason:
    """Why money goes back, in a refund's own word; which obstacle it was stands in the order's history."""
    return Reason.TOO_LATE if why in {row.reason for row in LATE} else Reason(why)


def default_of(file: OrderFile) -> Wanted:
    """What is done when the customer has not answered in time."""
    return file.policy.late_money.default_wish
