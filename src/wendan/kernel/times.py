"""The channels' time: Beijing's, all year."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8))


def day_in_beijing(day: date) -> tuple[datetime, datetime]:
    """The moments from which and until which it lasts."""
    first = datetime.combine(day, time(), BEIJING)
    return first, first + timedelta(days=1)
