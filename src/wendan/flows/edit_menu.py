"""The store's own hands on its menu: new headings and dishes, other prices, words, pictures, stock."""

from dataclasses import dataclass, fields, replace
from typing import Final
from uuid import UUID

from wendan.domains.catalog.errors import CategoryIsUnknown, ItemIsUnknown, StoreIsUnknown
from wendan.domains.catalog.model import Category, Item, Specification, Stock
from wendan.domains.catalog.rules import demand_version
from wendan.domains.catalog.service import add_category, add_item, change_category, change_item, set_total
from wendan.domains.catalog.store import CATEGORIES, ITEMS, ITEMS_BY_ID, STOCKS_BY_ID, STORE_BY_ID
from wendan.flows.house import House
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes


@dataclass(frozen=True, slots=True)
class NewDish:
    """A dish to be listed under a heading."""

    category_id: UUID
    name: str
    name_en: str
    price_fen: Fen
    total: int
    specifications: list[Specification]
    picture: str | None = None
    description: str = ""
    description_en: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What is to be changed of an item; None leaves it. `version`: the one that was looked at, if it matters."""

    price_fen: Fen | None = None
    is_listed: bool | None = None
    total: int | None = None
    name: str | None = None
    name_en: str | None = None
    specifications: list[Specification] | None = None
    picture: str | None = None  # an empty one takes the picture away
    description: str | None = None
    description_en: str | None = None
    station: str | None = None
    position: int | None = None
    category_id: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """What is to be changed of a heading; None leaves it."""

    name: str | None = None
    name_en: str | None = None
    position: int | None = None
    version: int | None = None


_NOT_COLUMNS: Final = ("total", "version")


def _given(change: ItemChange | CategoryChange) -> dict[str, object]:
    found = {field.name: getattr(change, field.name) for field in fields(change)}
    return {name: value for name, value in found.items() if value is not None and name not in _NOT_COLUMNS}


async def add_heading(house: House, store_id: UUID, name: str, name_en: str) -> None:
    """A new heading at the end of the menu. Raises StoreIsUnknown."""
    await house.decide("menu", lambda: _heading_once(house, store_id, name, name_en))


async def _heading_once(house: House, store_id: UUID, name: str, name_en: str) -> None:
    store, known = await house.database.read(STORE_BY_ID, CATEGORIES, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    position = max((category.position for category in known), default=-1) + 1
    heading = Category(store_id, house.stamp().id(), name, name_en, position)
    await house.database.commit(add_category(heading))


async def edit_heading(house: House, store_id: UUID, category_id: UUID, change: CategoryChange) -> None:
    """Another name or place for a heading. Raises CategoryIsUnknown, MenuChangedMeanwhile."""
    await house.decide("menu", lambda: _edit_heading_once(house, store_id, category_id, change))


async def _edit_heading_once(house: House, store_id: UUID, category_id: UUID, change: CategoryChange) -> None:
    known = await house.database.read(CATEGORIES, store_id=store_id)
    heading = _heading(known, category_id)
    demand_version(heading.version, change.version)
    await house.database.commit(change_category(heading, replace(heading, **_given(change))))  # type: ignore[arg-type]


def _heading(known: list[Category], category_id: UUID) -> Category:
    for category in known:
        if category.id == category_id:
            return category
    raise CategoryIsUnknown(category_id=str(category_id))


async def add_dish(house: House, store_id: UUID, dish: NewDish) -> None:
    """A new dish at the end of its heading, with its stock. Raises CategoryIsUnknown."""
    await house.decide("menu", lambda: _dish_once(house, store_id, dish))


async def _dish_once(house: House, store_id: UUID, dish: NewDish) -> None:
    categories, items = await house.database.read(CATEGORIES, ITEMS, store_id=store_id)
    heading = _heading(categories, dish.category_id)
    beside = [item.position for item in items if item.category_id == heading.id]
    item = Item(
        store_id=store_id,
        id=house.stamp().id(),
        category_id=heading.id,
        name=dish.name,
        name_en=dish.name_en,
        price_fen=dish.price_fen,
        specifications=dish.specifications,
        is_listed=True,
        position=max(beside, default=heading.position * 1000 - 1) + 1,
        version=1,
        picture=dish.picture or None,
        description=dish.description,
        description_en=dish.description_en,
        station=dish.station,
    )
    await house.database.commit(add_item(item, Stock(store_id, item.id, dish.total, 0, 0, dish.total)))


async def edit_item(house: House, store_id: UUID, item_id: UUID, change: ItemChange) -> None:
    """Change a dish or its stock. Raises ItemIsUnknown, CategoryIsUnknown, StockIsInUse, MenuChangedMeanwhile."""
    await house.decide("menu", lambda: _edit_once(house, store_id, item_id, change))


async def _edit_once(house: House, store_id: UUID, item_id: UUID, change: ItemChange) -> None:
    items, stocks, categories = await house.database.read(
        ITEMS_BY_ID, STOCKS_BY_ID, CATEGORIES, store_id=store_id, item_ids=[item_id]
    )
    if not items:
        raise ItemIsUnknown(item_id=str(item_id))
    item = items[0]
    demand_version(item.version, change.version)
    if change.category_id is not None:
        _heading(categories, change.category_id)
    changed = replace(item, **_given(change))  # type: ignore[arg-type]
    changed = replace(changed, picture=changed.picture or None)
    changes = change_item(changed) if changed != item else Changes()
    if change.total is not None and change.total != stocks[0].total:
        changes += set_total(stocks[0], change.total)
    await house.database.commit(changes)
