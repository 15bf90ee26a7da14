"""Stores, menus and stock as they stand in the database."""

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on `weekday` (Monday = 0) from `opens` to `closes`; closing at or before opening means past midnight."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Merchant:
    """商户: a company that sells."""

    id: UUID
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Brand:
    """品牌: a name under which a merchant's stores sell."""

    merchant_id: UUID
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Store:
    """One shop; `accounts` names its merchant number per channel, `more_accounts` those to fall back on.

    `marks` say what kind of place it is: `campus`, say.
    """

    store_id: UUID
    store_no: int
    merchant_id: UUID
    brand_id: UUID
    name: str
    name_en: str
    timezone: str
    opening_hours: list[OpeningHours]
    accounts: dict[str, str]
    is_taking_orders: bool
    version: int
    more_accounts: dict[str, list[str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a store is; that never changes."""

    store_id: UUID
    merchant_id: UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to have an item, and what it adds to the price."""

    name: str
    name_en: str
    extra_fen: Fen = NO_FEN


@dataclass(frozen=True, slots=True)
class Specification:
    """A group of choices (size, flavour): between `least` and `most` of them must be taken."""

    name: str
    name_en: str
    choices: list[Choice]
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the menu."""

    store_id: UUID
    id: UUID
    name: str
    name_en: str
    position: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A dish as it is listed; `station` is where it is cooked, empty where that does not matter."""

    store_id: UUID
    id: UUID
    category_id: UUID
    name: str
    name_en: str
    price_fen: Fen
    specifications: list[Specification]
    is_listed: bool
    position: int
    version: int
    picture: str | None = None
    description: str = ""
    description_en: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """How much of an item there is: held + sold + available = total, none negative."""

    store_id: UUID
    item_id: UUID
    total: int
    held: int
    sold: int
    available: int


@dataclass(frozen=True, slots=True)
class BasketLine:
    """What a diner wants: choices by specification name."""

    item_id: UUID
    quantity: int
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A basket line the menu agrees to, with today's price."""

    item_id: UUID
    name: str
    choices: list[str]
    unit_price_fen: Fen
    quantity: int
    station: str = ""
    name_en: str = ""
    choices_en: list[str] = field(default_factory=list)
