"""Everything about one order, read in one call; what settle, expire and refund decide from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.domains.catalog.model import Stock, Store
from wendan.domains.catalog.store import STOCKS_OF_ORDER, STORE_BY_ID
from wendan.domains.evidence.model import ChainEnd, Happening
from wendan.domains.evidence.service import record
from wendan.domains.evidence.store import CHAIN_END
from wendan.domains.incidents.model import Case
from wendan.domains.incidents.store import CASES_OF_ORDER
from wendan.domains.kitchen.model import Ticket
from wendan.domains.kitchen.store import TICKETS_OF_ORDER
from wendan.domains.ledger.model import (
    SALES,
    Income,
    Posting,
    coupons,
    guarantee_fund,
    value_clearing,
)
from wendan.domains.ordering.model import Hold, Order, Purpose
from wendan.domains.ordering.rules import business_day
from wendan.domains.ordering.states import SERVED
from wendan.domains.ordering.store import HOLDS, ORDER_BY_ID
from wendan.domains.payments.model import Fate, Payment, PaymentFact
from wendan.domains.payments.states import LIVE
from wendan.domains.payments.store import FACTS_OF_ORDER, PAYMENTS_OF_ORDER
from wendan.domains.preauth.model import Preauth
from wendan.domains.preauth.states import HOLDING
from wendan.domains.preauth.states import LIVE as AGREEABLE
from wendan.domains.preauth.store import PREAUTHS_OF_ORDER
from wendan.domains.promotions.model import Basket, Coupon, Origin
from wendan.domains.promotions.store import COUPONS_OF_ORDER
from wendan.domains.recovery.model import Policy
from wendan.domains.refunds.model import Refund
from wendan.domains.refunds.store import REFUNDS_OF_ORDER
from wendan.flows.house import House, Stamp
from wendan.kernel.money import Fen
from wendan.kernel.numbers import ChannelNumber
from wendan.platform.changes import Changes


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order with its store, money, stock, tickets, cases, the end of its evidence chain, and its policy."""

    store: Store
    order: Order
    policy: Policy
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    facts: Sequence[PaymentFact]
    holds: Sequence[Hold]
    stocks: Sequence[Stock]
    tickets: Sequence[Ticket]
    cases: Sequence[Case]
    chain_end: ChainEnd | None
    coupons: Sequence[Coupon] = ()
    preauths: Sequence[Preauth] = ()

    def payment_of(self, number: str) -> Payment | None:
        """The attempt with this channel number."""
        return next((payment for payment in self.payments if payment.number == number), None)

    def payment(self, payment_id: UUID) -> Payment:
        """The attempt with this id; it is there, because rows refer to it."""
        return next(payment for payment in self.payments if payment.id == payment_id)

    def live_payments(self, *, but: UUID | None = None) -> list[Payment]:
        """Attempts on which money may still arrive."""
        return [payment for payment in self.payments if payment.state in LIVE and payment.id != but]

    @property
    def kept_payment(self) -> Payment | None:
        """The payment that the order keeps."""
        return next((payment for payment in self.payments if payment.fate is Fate.KEPT), None)

    def preauth_of(self, number: str) -> Preauth | None:
        """The hold with this channel number, which the payment taken of it bears too."""
        return next((preauth for preauth in self.preauths if preauth.number == number), None)

    def preauth(self, preauth_id: UUID) -> Preauth:
        """The hold with this id; it is there, because an alarm clock names it."""
        return next(preauth for preauth in self.preauths if preauth.id == preauth_id)

    @property
    def guarantee(self) -> Preauth | None:
        """The held money that the order rests on now."""
        return next((preauth for preauth in self.preauths if preauth.state in HOLDING), None)

    def live_preauths(self) -> list[Preauth]:
        """Holds that the customer may still agree to."""
        return [preauth for preauth in self.preauths if preauth.state in AGREEABLE]

    @property
    def is_owed(self) -> bool:
        """Whether the meal is served on a guarantee, and nothing has paid for it yet."""
        was_guaranteed = any(preauth.held_at is not None for preauth in self.preauths)
        return was_guaranteed and self.order.state in SERVED and self.kept_payment is None

    def next_number(self, kind: str, cell: str, attempt: int) -> str:
        """Our channel number for this order's attempt."""
        return str(ChannelNumber(kind, cell, self.store.store_no, self.order.id, attempt))

    def evidence(self, stamp: Stamp, *happenings: Happening) -> Changes:
        """The happenings as the next links of this order's chain."""
        return record(self.chain_end, (self.order.store_id, self.order.id), list(happenings), stamp.now)

    def coupon_of(self, payment: Payment) -> Coupon | None:
        """The coupon that this attempt carries."""
        return next((coupon for coupon in self.coupons if coupon.id == payment.coupon_id), None)

    def basket(self) -> Basket:
        """The order as a coupon looks at it."""
        return basket_of(self.order)

    def income(self, payment: Payment, discount: Fen | None = None) -> Income:
        """What money of this attempt is when the order keeps it: a meal is sold, value is only paid in.

        A sale counts whole; what the attempt's coupon takes off it (or `discount`, a part of that) is borne by the
        guarantee fund or by promotion, as the coupon was given for.
        """
        merchant_id, coupon = self.store.merchant_id, self.coupon_of(payment)
        if self.order.purpose is not Purpose.MEAL:
            return Income(value_clearing(merchant_id))
        if coupon is None:
            return Income(SALES)
        is_apology = coupon.origin is Origin.MAKE_GOOD
        borne_by = guarantee_fund(merchant_id) if is_apology else coupons(merchant_id)
        return Income(SALES, payment.discount_fen if discount is None else discount, borne_by)

    def posting(self, subject_id: UUID, stamp: Stamp, moved_at: datetime | None = None) -> Posting:
        """A ledger posting about this order, on the store's business day; the money may have moved on an earlier one."""
        day = business_day(stamp.now, self.store.timezone)
        moved_on = day if moved_at is None else business_day(moved_at, self.store.timezone)
        earlier = moved_on if moved_on < day else None
        return Posting(self.order.store_id, self.order.id, subject_id, day, stamp.now, earlier)


def basket_of(order: Order) -> Basket:
    """An order as a coupon looks at it."""
    return Basket(order.id, order.diner_id, order.total_fen, order.purpose is Purpose.MEAL)


async def read_order_file(house: House, store_id: UUID, order_id: UUID) -> OrderFile | None:
    """The order's whole file in one round trip (its policy is kept), None when there is no such order."""
    store, order, *rest = await house.database.read(
        STORE_BY_ID,
        ORDER_BY_ID,
        PAYMENTS_OF_ORDER,
        REFUNDS_OF_ORDER,
        FACTS_OF_ORDER,
        HOLDS,
        STOCKS_OF_ORDER,
        TICKETS_OF_ORDER,
        CASES_OF_ORDER,
        CHAIN_END,
        COUPONS_OF_ORDER,
        PREAUTHS_OF_ORDER,
        store_id=store_id,
        order_id=order_id,
    )
    if store is None or order is None:
        return None
    return OrderFile(store, order, await house.policies.of_order(order), *rest)
