"""Stores and their menus as people see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.domains.catalog.model import Category, Item, OpeningHours, Specification, Stock, Store
from wendan.domains.catalog.rules import is_open
from wendan.kernel.money import Fen


class ItemView(Struct, frozen=True):
    """`total` is the whole stock, which only staff are told."""

    id: UUID
    name: str
    name_en: str
    price_fen: Fen
    specifications: list[Specification]
    available: int
    is_listed: bool
    picture: str | None
    description: str
    description_en: str
    station: str
    version: int
    total: int | None


class CategoryView(Struct, frozen=True):
    id: UUID
    name: str
    name_en: str
    items: list[ItemView]
    version: int


class StoreCard(Struct, frozen=True):
    store_id: UUID
    store_no: int
    name: str
    name_en: str
    is_open: bool
    is_taking_orders: bool
    opening_hours: list[OpeningHours]


class StoreView(Struct, frozen=True):
    store_id: UUID
    store_no: int
    name: str
    name_en: str
    timezone: str
    opening_hours: list[OpeningHours]
    channels: list[str]
    is_taking_orders: bool
    message_templates: list[str]


class MenuView(Struct, frozen=True):
    store: StoreView
    is_open: bool
    categories: list[CategoryView]
    server_time: datetime


def store_view(store: Store, message_templates: Sequence[str] = ()) -> StoreView:
    return StoreView(
        store.store_id,
        store.store_no,
        store.name,
        store.name_en,
        store.timezone,
        store.opening_hours,
        sorted(store.accounts),
        store.is_taking_orders,
        list(message_templates),
    )


def store_card(store: Store, now: datetime) -> StoreCard:
    return StoreCard(
        store.store_id,
        store.store_no,
        store.name,
        store.name_en,
        is_open(store, now),
        store.is_taking_orders,
        store.opening_hours,
    )


def menu_view(
    store: Store, categories: list[CategoryView], templates: Sequence[str], now: datetime
) -> MenuView:
    return MenuView(store_view(store, templates), is_open(store, now), categories, now)


def category_views(
    categories: list[Category], items: list[Item], stocks: list[Stock], *, with_unlisted: bool = False
) -> list[CategoryView]:
    """Headings with their dishes and how many of each can still be had."""
    stock_of = {stock.item_id: stock for stock in stocks}
    below: dict[UUID, list[ItemView]] = {category.id: [] for category in categories}
    for item in items:
        if item.is_listed or with_unlisted:
            below[item.category_id].append(item_view(item, stock_of.get(item.id), for_staff=with_unlisted))
    return [CategoryView(c.id, c.name, c.name_en, below[c.id], c.version) for c in categories]


def item_view(item: Item, stock: Stock | None, *, for_staff: bool) -> ItemView:
    return ItemView(
        item.id,
        item.name,
        item.name_en,
        item.price_fen,
        item.specifications,
        0 if stock is None else stock.available,
        item.is_listed,
        item.picture,
        item.description,
        item.description_en,
        item.station,
        item.version,
        stock.total if for_staff and stock is not None else None,
    )
