"""Stock movements and menu changes as `Changes`."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from wendan.domains.catalog.errors import StockIsInUse
from wendan.domains.catalog.model import Category, Item, Stock, Store
from wendan.domains.catalog.store import CATEGORY, ITEM, STOCK, STORE
from wendan.platform.changes import Changes


def hold(store_id: UUID, wanted: Mapping[UUID, int]) -> Changes:
    """Available → held: nobody else can have them."""
    return _move(store_id, wanted, held=1, available=-1)


def release(store_id: UUID, wanted: Mapping[UUID, int]) -> Changes:
    """Held → available: nobody can pay for them any more."""
    return _move(store_id, wanted, held=-1, available=1)


def sell_held(store_id: UUID, wanted: Mapping[UUID, int]) -> Changes:
    """Held → sold: they are paid for."""
    return _move(store_id, wanted, held=-1, sold=1)


def sell_available(store_id: UUID, wanted: Mapping[UUID, int]) -> Changes:
    """Available → sold: late money takes what is still there."""
    return _move(store_id, wanted, available=-1, sold=1)


def take_back(store_id: UUID, wanted: Mapping[UUID, int]) -> Changes:
    """Sold → available: a paid order was cancelled before it was cooked."""
    return _move(store_id, wanted, sold=-1, available=1)


def _move(
    store_id: UUID, wanted: Mapping[UUID, int], *, held: int = 0, sold: int = 0, available: int = 0
) -> Changes:
    return Changes(
        tuple(
            STOCK.add(Stock(store_id, item_id, 0, held * quantity, sold * quantity, available * quantity))
            for item_id, quantity in sorted(wanted.items())
        )
    )


def set_total(stock: Stock, total: int) -> Changes:
    """A new total for an item; what is held and sold stays. Raises StockIsInUse below that."""
    if total < stock.held + stock.sold:
        raise StockIsInUse(held=stock.held, sold=stock.sold)
    difference = total - stock.total
    return Changes.of(STOCK.add(Stock(stock.store_id, stock.item_id, difference, 0, 0, difference)))


def change_item(item: Item) -> Changes:
    """The item's next version, as given."""
    return Changes.of(ITEM.update(replace(item, version=item.version + 1)))


def add_item(item: Item, stock: Stock) -> Changes:
    """A new dish with its stock."""
    return Changes.of(ITEM.insert(item), STOCK.insert(stock))


def add_category(category: Category) -> Changes:
    """A new heading."""
    return Changes.of(CATEGORY.insert(category))


def change_category(before: Category, after: Category) -> Changes:
    """The heading's next version, if anything is different."""
    if before == after:
        return Changes()
    return Changes.of(CATEGORY.update(replace(after, version=before.version + 1)))


def change_store(before: Store, after: Store) -> Changes:
    """The store's next version, if anything is different."""
    if before == after:
        return Changes()
    return Changes.of(STORE.update(replace(after, version=before.version + 1)))


def take_orders(store: Store, *, is_taking_orders: bool) -> Changes:
    """Open or stop the store for new orders."""
    return Changes.of(
        STORE.update(replace(store, is_taking_orders=is_taking_orders, version=store.version + 1))
    )
