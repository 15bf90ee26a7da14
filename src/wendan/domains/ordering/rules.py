"""How a wish becomes an order and when it may be paid, cancelled, closed."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.ordering.errors import OrderExpired, OrderIdWasUsed, OrderNoLongerAwaitsPayment
from wendan.domains.ordering.model import PICKUP_PREFIX, Hold, Order, OrderState, Search, Wish
from wendan.kernel.numbers import parse_number

_PICKUP: Final = re.compile(r"([A-Z]?)([0-9]{1,9})")
# Pick-up numbers begin again each day: nobody comes with one of last month.
SEARCHED_DAYS: Final = 31
# A prepared payment must live long enough for the customer to type a password.
LEAST_TIME_TO_PAY = timedelta(seconds=30)


def demand_same_content(earlier: Order, wish: Wish) -> None:
    """Raises OrderIdWasUsed when the same client id comes with another content."""
    if earlier.content_hash != wish.content_hash:
        raise OrderIdWasUsed(order_id=str(earlier.id))


def demand_payable(order: Order, now: datetime) -> None:
    """Raises OrderNoLongerAwaitsPayment or OrderExpired."""
    if order.state is not OrderState.AWAITING_PAYMENT:
        raise OrderNoLongerAwaitsPayment(state=order.state)
    if order.expires_at - now < LEAST_TIME_TO_PAY:
        raise OrderExpired(expires_at=order.expires_at.isoformat())


def kept_longer(order: Order, now: datetime, minutes: int) -> datetime:
    """When an order expires whose payment just failed: time for a second try (失败即锁单)."""
    return max(order.expires_at, now + timedelta(minutes=minutes))


def held_by_item(holds: Iterable[Hold]) -> dict[UUID, int]:
    """How much of each item the order keeps or kept."""
    return {hold.item_id: hold.quantity for hold in holds}


def pickup_until(confirmed_at: datetime, timezone: str) -> datetime:
    """How long a paid meal may be fetched: to the end of the next business day."""
    day_after_next = business_day(confirmed_at, timezone) + timedelta(days=2)
    return datetime.combine(day_after_next, time(0), ZoneInfo(timezone))


def business_day(now: datetime, timezone: str) -> date:
    """The store's own calendar day."""
    return now.astimezone(ZoneInfo(timezone)).date()


def search_of(text: str, today: date) -> Search:
    """What a cashier may have typed or scanned."""
    words = text.strip()
    number, pickup = parse_number(words), _PICKUP.fullmatch(words.upper())
    prefixes = [] if pickup is None else [pickup[1]] if pickup[1] else sorted(set(PICKUP_PREFIX.values()))
    return Search(
        order_ids=[order_id for order_id in (_uuid(words), number and number.order_id) if order_id],
        table_no=words,
        prefixes=prefixes,
        pickup_no=int(pickup[2]) if pickup else None,
        days=[today - timedelta(days=n) for n in range(SEARCHED_DAYS)],
    )


def sought_id(text: str) -> UUID | None:
    """An id as it was typed, or the order's whose channel number was."""
    words = text.strip()
    number = parse_number(words)
    return _uuid(words) or (number.order_id if number else None)


def _uuid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None
