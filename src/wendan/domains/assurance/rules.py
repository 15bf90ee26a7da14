"""One pure function decides where money goes; docs/explanation/how-money-finds-its-home.md shows its table."""

from typing import Final

from wendan.domains.assurance.model import Home, Late, LateRow, Placement, Situation, Standing, Wants


def place_money(situation: Situation) -> Placement:
    """The home of money that has just arrived. Every situation has one."""
    if not situation.is_amount_right:
        return Placement(Home.CASE, "wrong-amount")
    if situation.is_owed and situation.is_coupon_there and not situation.has_kept_payment:
        return Placement(Home.KEEP, "guarantee-redeemed")
    if situation.has_kept_payment or situation.standing is Standing.SERVED:
        return Placement(Home.REFUND, "second-payment")
    if situation.standing is Standing.CANCELLED:
        return Placement(Home.REFUND, "order-cancelled")
    if not situation.is_coupon_there:
        # The attempt was proven dead, its coupon has paid for another meal since: this money alone is too little.
        return Placement(Home.REFUND, "coupon-gone")
    if situation.standing is Standing.WAITING:
        return Placement(Home.CONFIRM, "paid")
    return _late(situation)


# Money for a closed order, as a table: the rows exclude one another, and every case has one (tests walk them all).
# A meal nobody waits for any more is worse than money back. A coupon makes good what the shop cannot do; whoever
# could have the meal and would rather have the money gets the money.
LATE: Final = (
    #       in time open  stock  kitchen wants        home         reason               coupon
    LateRow(False, None, None, None, None, Home.REFUND, "too-late", True),
    LateRow(True, False, None, None, None, Home.REFUND, "store-closed", True),
    LateRow(True, True, False, None, None, Home.REFUND, "sold-out", True),
    LateRow(True, True, True, False, None, Home.REFUND, "kitchen-busy", True),
    LateRow(True, True, True, True, Wants.MONEY, Home.REFUND, "customer-wish", False),
    LateRow(True, True, True, True, Wants.ASK, Home.ASK, "customer-is-asked", False),
    LateRow(True, True, True, True, Wants.MEAL, Home.REVIVE, "late-but-possible", False),
)


def late_row(late: Late) -> LateRow:
    """The one row that fits."""
    return next(row for row in LATE if fits(row, late))


def fits(row: LateRow, late: Late) -> bool:
    """Whether the row is about this case."""
    return all(
        wanted is None or wanted == getattr(late, name)
        for name in Late.__slots__
        for wanted in (getattr(row, name),)
    )


def _late(situation: Situation) -> Placement:
    row = late_row(
        Late(
            situation.since_closed is not None and situation.since_closed <= situation.revive_within,
            situation.is_store_open,
            situation.is_stock_there,
            situation.is_kitchen_free,
            situation.wants,
        )
    )
    return Placement(row.home, row.reason, row.has_coupon)
