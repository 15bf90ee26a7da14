"""The coupon's tables and the questions asked of them."""

from wendan.domains.promotions.model import Coupon, Spent
from wendan.platform.changes import Table
from wendan.platform.db import many, one

COUPON_TABLE = Table("coupon", Coupon)
SPENT = Table("compensation_spent", Spent, key=("store_id", "period", "starts_on"))

_COUPON = """SELECT store_id, id, merchant_id, diner_id, amount_fen, min_spend_fen, valid_from, valid_until, origin,
       origin_key, cause_order_id, drawn_on, state, version, order_id, issued_at, changed_at FROM coupon"""

COUPON_BY_ID = one(f"{_COUPON} WHERE store_id = :store_id AND id = :coupon_id", Coupon)
# By the code that is shown at the counter: the end of the id.
COUPON_BY_CODE = one(f"{_COUPON} WHERE store_id = :store_id AND right(id::text, 10) = lower(:code)", Coupon)
COUPON_BY_ORIGIN = one(f"{_COUPON} WHERE store_id = :store_id AND origin_key = :origin_key", Coupon)
COUPONS_OF_DINER = many(
    f"{_COUPON} WHERE store_id = :store_id AND diner_id = :diner_id ORDER BY issued_at DESC LIMIT 100", Coupon
)
# Those its attempts carry, whatever has become of them since.
COUPONS_OF_ORDER = many(
    f"""{_COUPON} WHERE store_id = :store_id AND id IN (SELECT p.coupon_id FROM payment AS p
        WHERE p.store_id = :store_id AND p.order_id = :order_id)""",
    Coupon,
)
# A budget is read where it is spent: both rows are written again by the same commit, each with its version.
SPENT_ON = many(
    """SELECT store_id, period, starts_on, spent_fen, version FROM compensation_spent
    WHERE store_id = :store_id AND (period = 'day' AND starts_on = :day OR period = 'month' AND starts_on = :month)""",
    Spent,
)
