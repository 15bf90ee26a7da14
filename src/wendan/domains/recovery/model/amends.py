"""The part of a policy that makes good: what may be given, how long it is good, and what becomes of late money."""

from typing import Annotated

from msgspec import Meta, Struct

from wendan.kernel.money import MOST_FEN
from wendan.kernel.wishes import Wanted

Budgeted = Annotated[int, Meta(ge=0, le=MOST_FEN)]


class Compensation(Struct, frozen=True):
    """What may be given to customers by way of apology: for a case, in a day, and the guarantee fund of a month."""

    per_case_fen: Budgeted = 100_00
    per_day_fen: Budgeted = 500_00
    fund_per_month_fen: Budgeted = 5000_00


class Coupons(Struct, frozen=True):
    """How long a coupon is good, and whether its diner gets one again when all money of its order goes back."""

    valid_days: Annotated[int, Meta(ge=1, le=366)] = 30
    are_returned: bool = True


class Incidents(Struct, frozen=True):
    """Mass incidents (D7): whether the traffic moves without waiting for a person, for how long, and what at least
    affected customers get, in percent of what they could not pay.
    """

    moves_by_itself: bool = False
    moved_for_minutes: Annotated[int, Meta(ge=1, le=24 * 60)] = 30
    make_good_percent: Annotated[int, Meta(ge=20, le=100)] = 20


class LateMoney(Struct, frozen=True):
    """What becomes of late money that may still buy its meal (D4): what the customer is taken to want, how long an open
    page is asked, and with how many open tickets a kitchen has no room for it.
    """

    default_wish: Wanted = Wanted.MEAL
    ask_seconds: Annotated[int, Meta(ge=0, le=600)] = 30
    busy_above_tickets: Annotated[int, Meta(ge=0, le=10_000)] = 40
