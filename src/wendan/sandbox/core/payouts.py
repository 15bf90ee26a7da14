"""What a channel pays to the merchant's bank: each night all that the days before have left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from wendan.kernel.times import BEIJING

PAID_AT: Final = time(3, 0)


@dataclass(frozen=True, slots=True)
class Payout:
    """One night's, under the channel's own number for it."""

    number: str
    at: datetime
    fen: int


def payout_of(moved: Mapping[date, int], day: date) -> Payout | None:
    """What goes to the bank in this day's night; `moved`: what each day came to, fees taken off.

    None where the day before left nothing: what was owed to the merchant went a night earlier, and a day on which more
    went back than came in is made up for by the next.
    """
    left = 0
    for each in sorted(each for each in moved if each < day):
        left = min(left, 0) + moved[each]
    if left <= 0 or day - timedelta(days=1) not in moved:
        return None
    return Payout(f"8{day:%Y%m%d}0000000001", datetime.combine(day, PAID_AT, BEIJING), left)
