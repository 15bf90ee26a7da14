"""A store is opened with its menu, named, given hours, and stopped from taking orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown, StoreNumberIsTaken
from wendan.domains.catalog.model import (
    Brand,
    Category,
    Item,
    Merchant,
    OpeningHours,
    Specification,
    Stock,
    Store,
)
from wendan.domains.catalog.service import change_store, take_orders
from wendan.domains.catalog.store import (
    BRAND,
    BRANDS_OF_MERCHANT,
    CATEGORY,
    ITEM,
    MERCHANT,
    STOCK,
    STORE,
    STORE_BY_ID,
    STORE_BY_NO,
)
from wendan.flows.house import House, Stamp
from wendan.flows.night import wake_at_night
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """A dish to be listed."""

    name: str
    name_en: str
    price_fen: Fen
    total: int
    specifications: list[Specification] = field(default_factory=list)
    picture: str | None = None
    description: str = ""
    description_en: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """A heading of the menu with its dishes."""

    name: str
    name_en: str
    items: list[ItemPlan]


@dataclass(frozen=True, slots=True)
class StorePlan:
    """Everything a new store needs to take its first order."""

    store_no: int
    merchant: str
    brand: str
    name: str
    name_en: str
    accounts: dict[str, str]
    opening_hours: list[OpeningHours]
    categories: list[CategoryPlan]
    timezone: str = "Asia/Shanghai"
    more_accounts: dict[str, list[str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)


async def open_store(house: House, plan: StorePlan, merchant_id: UUID | None = None) -> Store:
    """Open a store with its menu and stock, in one commit: this merchant's, or a new merchant's.

    Raises StoreNumberIsTaken.
    """
    if await house.database.read(STORE_BY_NO, store_no=plan.store_no) is not None:
        raise StoreNumberIsTaken(store_no=plan.store_no)
    stamp = house.stamp()
    brand, changes = await _brand(house, plan, merchant_id, stamp)
    store = Store(
        store_id=stamp.id(),
        store_no=plan.store_no,
        merchant_id=brand.merchant_id,
        brand_id=brand.id,
        name=plan.name,
        name_en=plan.name_en,
        timezone=plan.timezone,
        opening_hours=plan.opening_hours,
        accounts=plan.accounts,
        is_taking_orders=True,
        version=1,
        more_accounts=plan.more_accounts,
        marks=plan.marks,
    )
    changes += Changes.of(STORE.insert(store))
    for position, category in enumerate(plan.categories):
        heading = Category(store.store_id, stamp.id(), category.name, category.name_en, position)
        items = [_item(heading, stamp.id(), place, item) for place, item in enumerate(category.items)]
        changes += Changes.of(CATEGORY.insert(heading), *(ITEM.insert(item) for item in items))
        changes += _stocks(items, [item.total for item in category.items])
    await house.database.commit(changes + wake_at_night(store, stamp.now))
    return store


async def _brand(
    house: House, plan: StorePlan, merchant_id: UUID | None, stamp: Stamp
) -> tuple[Brand, Changes]:
    """The brand of that name, new where the merchant has none, with a new merchant where none is given."""
    if merchant_id is None:
        merchant = Merchant(stamp.id(), plan.merchant, stamp.now)
        brand = Brand(merchant.id, stamp.id(), plan.brand)
        return brand, Changes.of(MERCHANT.insert(merchant), BRAND.insert(brand))
    known = await house.database.read(BRANDS_OF_MERCHANT, merchant_id=merchant_id)
    same = next((brand for brand in known if brand.name == plan.brand), None)
    if same is not None:
        return same, Changes()
    brand = Brand(merchant_id, stamp.id(), plan.brand)
    return brand, Changes.of(BRAND.insert(brand))


def _item(heading: Category, item_id: UUID, place: int, plan: ItemPlan) -> Item:
    return Item(
        store_id=heading.store_id,
        id=item_id,
        category_id=heading.id,
        name=plan.name,
        name_en=plan.name_en,
        price_fen=plan.price_fen,
        specifications=plan.specifications,
        is_listed=True,
        position=heading.position * 1000 + place,
        version=1,
        picture=plan.picture,
        description=plan.description,
        description_en=plan.description_en,
        station=plan.station,
    )


def _stocks(items: Sequence[Item], totals: Sequence[int]) -> Changes:
    return Changes(
        tuple(
            STOCK.insert(Stock(item.store_id, item.id, total, 0, 0, total))
            for item, total in zip(items, totals, strict=True)
        )
    )


async def set_taking_orders(house: House, store_id: UUID, *, is_taking_orders: bool) -> None:
    """Open or stop the store for new orders. Raises StoreIsUnknown."""
    await house.decide("menu", lambda: _taking_once(house, store_id, is_taking_orders))


async def _taking_once(house: House, store_id: UUID, is_taking_orders: bool) -> None:
    store = await house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    await house.database.commit(take_orders(store, is_taking_orders=is_taking_orders))


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What is to be changed of a store; None leaves it."""

    name: str | None = None
    name_en: str | None = None
    opening_hours: list[OpeningHours] | None = None


async def edit_profile(house: House, store_id: UUID, change: ProfileChange) -> None:
    """Another name, other hours. Raises StoreIsUnknown."""
    await house.decide("menu", lambda: _profile_once(house, store_id, change))


async def _profile_once(house: House, store_id: UUID, change: ProfileChange) -> None:
    store = await house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    edited = replace(
        store,
        name=change.name or store.name,
        name_en=change.name_en or store.name_en,
        opening_hours=store.opening_hours if change.opening_hours is None else change.opening_hours,
    )
    await house.database.commit(change_store(store, edited))


@dataclass(frozen=True, slots=True)
class AccountsChange:
    """Where the store's money goes by channel, what to fall back on, and what kind of place it is."""

    accounts: dict[str, str]
    more_accounts: dict[str, list[str]]
    marks: list[str]


async def edit_accounts(house: House, store_id: UUID, change: AccountsChange) -> Store:
    """All of them as given; payments that have begun stay where they are. Raises StoreIsUnknown."""
    return await house.decide("menu", lambda: _accounts_once(house, store_id, change))


async def _accounts_once(house: House, store_id: UUID, change: AccountsChange) -> Store:
    store = await house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    edited = replace(store, accounts=change.accounts, more_accounts=change.more_accounts, marks=change.marks)
    await house.database.commit(change_store(store, edited))
    return edited
