"""Orders, their lines and the stock they hold."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen, Paid
from wendan.kernel.wishes import Wanted

EXPIRY_TIMER = "order_expiry"


class OrderState(StrEnum):
    """Where an order stands."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    CLOSING = "CLOSING"
    CONFIRMED = "CONFIRMED"
    PREPARING = "PREPARING"
    READY = "READY"
    COMPLETED = "COMPLETED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class OrderSignal(StrEnum):
    """What can happen to an order."""

    EXPIRE = "EXPIRE"
    PAID = "PAID"
    CLOSE = "CLOSE"
    COOK = "COOK"
    READY = "READY"
    HAND_OVER = "HAND_OVER"
    CANCEL = "CANCEL"


class HoldState(StrEnum):
    """What became of stock held for an order."""

    HELD = "HELD"
    SOLD = "SOLD"
    RELEASED = "RELEASED"


class Purpose(StrEnum):
    """What is paid for; only a meal has dishes, stock, a pick-up number and a ticket."""

    MEAL = "MEAL"
    TOP_UP = "TOP_UP"  # 充值
    REPAYMENT = "REPAYMENT"  # 还款


class Entry(StrEnum):
    """Where the order came in (catalogue A1)."""

    MINI_PROGRAM = "mini-program"
    H5 = "h5"
    TABLE = "table"
    KIOSK = "kiosk"
    TABLET = "tablet"
    POS = "pos"


PICKUP_PREFIX = {
    Entry.MINI_PROGRAM: "A",
    Entry.H5: "B",
    Entry.TABLE: "T",
    Entry.KIOSK: "K",
    Entry.TABLET: "K",
    Entry.POS: "P",
}


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `expires_at` is when it stops waiting for money, as told to the diner.

    `policy_id` is the policy it was born with and keeps; None: the product's default.
    """

    store_id: UUID
    id: UUID
    diner_id: UUID
    client_key: str
    content_hash: str
    entry: Entry
    table_no: str | None
    remark: str
    state: OrderState
    version: int
    total_fen: Fen
    placed_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime
    purpose: Purpose = Purpose.MEAL
    policy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenRepayment:
    """A repayment that may still be paid until about `expires_at`, or is paid and on its way into the account."""

    id: UUID
    state: OrderState
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a new order waits for money, and the policy that says so; None: the product's default."""

    retention: timedelta
    policy_id: UUID | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was ordered, at the price of that moment."""

    store_id: UUID
    order_id: UUID
    line_no: int
    item_id: UUID
    name: str
    choices: list[str]
    unit_price_fen: Fen
    quantity: int
    amount_fen: Fen
    station: str = ""
    name_en: str = ""
    choices_en: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hold:
    """Stock of one item kept for one order."""

    store_id: UUID
    order_id: UUID
    item_id: UUID
    quantity: int
    state: HoldState
    version: int


@dataclass(frozen=True, slots=True)
class PickupNumber:
    """取餐号: `number` is given by the database when the order is paid, without gaps per store, day and prefix."""

    store_id: UUID
    business_day: date
    prefix: str
    number: int | None
    order_id: UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """What a diner asks for: `client_key` is the client's own id of this order.

    `expected_total_fen` is the total that the diner was shown, where they were shown one.
    """

    store_id: UUID
    diner_id: UUID
    client_key: str
    entry: Entry
    table_no: str | None
    remark: str
    content_hash: str
    expected_total_fen: Fen | None = None
    purpose: Purpose = Purpose.MEAL


@dataclass(frozen=True, slots=True)
class OrderExtras:
    """What a page shows beside the order: `ahead` counts tickets before this one while it is cooked.

    `late_wish`: what the diner of a closed order said late money is for; `asks_until`: money is here and waits for it.
    """

    timezone: str
    is_first_payment: bool
    ahead: int | None
    policy_id: UUID | None = None
    late_wish: Wanted | None = None
    asks_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What a text may name: orders by id or channel number, a table, a pick-up number of the last days."""

    order_ids: list[UUID]
    table_no: str
    prefixes: list[str]
    pickup_no: int | None
    days: list[date]


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with its lines and pick-up number, as people see it; `held_fen` is held for it and not taken yet."""

    store_id: UUID
    id: UUID
    diner_id: UUID
    entry: Entry
    table_no: str | None
    remark: str
    state: OrderState
    version: int
    total_fen: Fen
    placed_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    pickup: str | None
    lines: list[OrderLine]
    paid: Paid | None = None
    purpose: Purpose = Purpose.MEAL
    held_fen: Fen | None = None
