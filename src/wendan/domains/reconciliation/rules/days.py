"""When a channel's day is, and when its bill is asked for."""

from datetime import date, datetime, time, timedelta
from typing import Final

from wendan.kernel.bills import BillName
from wendan.kernel.times import BEIJING, day_in_beijing

# UnionPay's clearing day runs from 23:00 to 23:00 (channels.md §3.8); every other channel's is the calendar's.
DAY_BEGINS: Final = {"unionpay": timedelta(hours=-1)}
# WeChat dates a refund by its acceptance, the others by its end (channels.md §1.16).
REFUND_DATED_BY: Final = {"wechat": "created"}
# WeChat's is there from 10:00, the others' before (channels.md §10).
FIRST_ASKED_AT: Final = time(10, 5)
ASKED_EVERY: Final = timedelta(minutes=30)
EVENING: Final = time(22, 0)
# After its first evening a bill is asked for less often, and never given up.
ASKED_LATE_EVERY: Final = timedelta(hours=6)
# A flow of funds that has not come by then is nobody's but the person's who was told on its first evening.
FUNDS_ASKED_FOR: Final = timedelta(days=7)


def begins(channel: str) -> timedelta:
    """How long after midnight in Beijing a channel's day begins."""
    return DAY_BEGINS.get(channel, timedelta(0))


def bounds(bill: BillName) -> tuple[datetime, datetime]:
    """The moments from which and until which the bill's day lasts."""
    first, last = day_in_beijing(bill.day)
    later = begins(bill.channel)
    return first + later, last + later


def day_of(channel: str, at: datetime) -> date:
    """The day whose bill has what happened at this moment."""
    return (at.astimezone(BEIJING) - begins(channel)).date()


def refunds_dated_by(channel: str) -> str:
    """`created` or `finished`: which moment of a refund decides its day."""
    return REFUND_DATED_BY.get(channel, "finished")


def first_asked_at(day: date) -> datetime:
    """The next morning."""
    return datetime.combine(day + timedelta(days=1), FIRST_ASKED_AT, BEIJING)


def asked_again_at(day: date, now: datetime) -> datetime:
    """Every half hour until the evening, then four times a day."""
    return now + (ASKED_LATE_EVERY if is_overdue(day, now) else ASKED_EVERY)


def is_overdue(day: date, now: datetime) -> bool:
    """Whether somebody must hear that the bill is not there."""
    return now >= datetime.combine(day + timedelta(days=1), EVENING, BEIJING)


def is_past_asking(day: date, now: datetime) -> bool:
    """Whether a flow of funds is asked for no more."""
    return now >= first_asked_at(day) + FUNDS_ASKED_FOR
