"""One pure function decides where money goes; docs/explanation/how-money-finds-its-home.md shows its table."""

from wendan.domains.assurance.model import Home, Placement, Situation, Standing


def place_money(situation: Situation) -> Placement:
    """The home of money that has just arrived. Every situation has one."""
    if not situation.is_amount_right:
        return Placement(Home.CASE, "wrong-amount")
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


def _late(situation: Situation) -> Placement:
    # A meal nobody waits for any more is worse than money back.
    is_recent = situation.since_closed is not None and situation.since_closed <= situation.revive_within
    if is_recent and situation.is_store_open and situation.is_stock_there:
        return Placement(Home.REVIVE, "late-but-possible")
    return Placement(Home.REFUND, "too-late")
