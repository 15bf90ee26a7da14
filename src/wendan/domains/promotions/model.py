"""Coupons, where they come from, and what of the budget is spent."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from wendan.kernel.money import Fen

COUPON_TIMER = "coupon_expiry"
CODE_LENGTH: Final = 10


class CouponState(StrEnum):
    """Where a coupon stands."""

    ISSUED = "ISSUED"
    HELD = "HELD"  # an attempt to pay carries it, and may still succeed
    USED = "USED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class CouponSignal(StrEnum):
    """What can happen to a coupon."""

    HOLD = "HOLD"
    USE = "USE"
    FREE = "FREE"
    EXPIRE = "EXPIRE"
    WITHDRAW = "WITHDRAW"


class Origin(StrEnum):
    """Why a coupon was given; who bears its cost follows from it."""

    RUNG = "rung"  # 催付: a step of the ladder
    MAKE_GOOD = "make-good"  # 补偿: an apology out of the guarantee fund
    MANUAL = "manual"  # 手工发放


class Period(StrEnum):
    """What a budget is for."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Terms:
    """A coupon that is to be given. `origin_key` names its cause in this store: one cause gives one coupon.

    `cause_order_id`: the order it is given for. `drawn_on`: the business day whose budget pays for it, None where
    none does. It takes `amount_fen` off one order of at least `min_spend_fen`.
    """

    store_id: UUID
    merchant_id: UUID
    diner_id: UUID
    amount_fen: Fen
    min_spend_fen: Fen
    valid_from: datetime
    valid_until: datetime
    origin: Origin
    origin_key: str
    cause_order_id: UUID | None = None
    drawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Coupon:
    """优惠券: valid in the store that gave it; `order_id` is the order that holds or used it."""

    store_id: UUID
    id: UUID
    merchant_id: UUID
    diner_id: UUID
    amount_fen: Fen
    min_spend_fen: Fen
    valid_from: datetime
    valid_until: datetime
    origin: Origin
    origin_key: str
    cause_order_id: UUID | None
    drawn_on: date | None
    state: CouponState
    version: int
    order_id: UUID | None
    issued_at: datetime
    changed_at: datetime

    @property
    def code(self) -> str:
        """What its diner shows at the counter: the end of its id, which is chance."""
        return self.id.hex[-CODE_LENGTH:].upper()


@dataclass(frozen=True, slots=True)
class Basket:
    """The order a coupon is to be used for; without `diner_id` nobody is known behind it, and the code is shown."""

    order_id: UUID
    diner_id: UUID | None
    total_fen: Fen
    is_meal: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """What a store has given by way of apology on a business day, or in the month that begins on `starts_on`."""

    store_id: UUID
    period: Period
    starts_on: date
    spent_fen: Fen
    version: int


class Budget(Protocol):
    """What may be given by way of apology: for one case, in a day, in a month (保障基金)."""

    @property
    def per_case_fen(self) -> int: ...
    @property
    def per_day_fen(self) -> int: ...
    @property
    def fund_per_month_fen(self) -> int: ...


class Limit(StrEnum):
    """Which part of the budget does not reach."""

    PER_CASE = "per-case"
    PER_DAY = "per-day"
    FUND = "fund-per-month"
