"""The catalog's tables and the questions asked of them."""

from wendan.domains.catalog.model import Brand, Category, Item, Merchant, Owner, Stock, Store
from wendan.platform.changes import Table
from wendan.platform.db import many, one

MERCHANT = Table("merchant", Merchant, key=("id",))
BRAND = Table("brand", Brand, key=("merchant_id", "id"))
STORE = Table("store", Store, key=("store_id",))
CATEGORY = Table("category", Category)
ITEM = Table("item", Item)
STOCK = Table("stock", Stock, key=("store_id", "item_id"))

_STORE = """SELECT store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
       is_taking_orders, version, more_accounts, marks FROM store"""
_ITEM = """SELECT store_id, id, category_id, name, name_en, price_fen, specifications, is_listed, position, version,
       picture, description, description_en, station FROM item"""
_CATEGORY = "SELECT store_id, id, name, name_en, position, version FROM category"
_STOCK = "SELECT store_id, item_id, total, held, sold, available FROM stock"

STORE_BY_ID = one(f"{_STORE} WHERE store_id = :store_id", Store)
STORE_BY_NO = one(f"{_STORE} WHERE store_no = :store_no", Store)
OWNER_OF_STORE = one("SELECT store_id, merchant_id FROM store WHERE store_id = :store_id", Owner)
STORES = many(f"{_STORE} WHERE store_no > 0 ORDER BY store_no", Store)
STORES_OF_MERCHANT = many(
    f"{_STORE} WHERE store_no > 0 AND (:merchant_id::uuid IS NULL OR merchant_id = :merchant_id) ORDER BY store_no",
    Store,
)
MERCHANT_BY_ID = one("SELECT id, name, created_at FROM merchant WHERE id = :merchant_id", Merchant)
BRANDS_OF_MERCHANT = many(
    "SELECT merchant_id, id, name FROM brand WHERE merchant_id = :merchant_id ORDER BY id", Brand
)
CATEGORIES = many(
    f"{_CATEGORY} WHERE store_id = :store_id ORDER BY position, id",
    Category,
)
ITEMS = many(f"{_ITEM} WHERE store_id = :store_id ORDER BY position, id", Item)
ITEMS_BY_ID = many(f"{_ITEM} WHERE store_id = :store_id AND id = ANY(:item_ids::uuid[])", Item)
STOCKS = many(f"{_STOCK} WHERE store_id = :store_id", Stock)
STOCKS_BY_ID = many(f"{_STOCK} WHERE store_id = :store_id AND item_id = ANY(:item_ids::uuid[])", Stock)
STOCKS_OF_ORDER = many(
    f"{_STOCK} WHERE store_id = :store_id AND item_id IN "
    "(SELECT item_id FROM stock_hold WHERE store_id = :store_id AND order_id = :order_id)",
    Stock,
)
