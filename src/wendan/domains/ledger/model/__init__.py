"""Transactions and the accounts they move."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen

SALES = "sales"  # 营业收入
CUSTOMER_MONEY = (
    "customer-money"  # money here that pays for nothing: late, double or wrong; it is the customers'
)


def stored_value(merchant_id: UUID) -> str:
    """What a merchant owes its members for the value they paid in (储值负债)."""
    return f"stored-value:{merchant_id}"


def member_debt(merchant_id: UUID) -> str:
    """What members owe a merchant for meals eaten before they are paid (会员应收)."""
    return f"member-debt:{merchant_id}"


def promotions(merchant_id: UUID) -> str:
    """What a merchant has given away with top-ups (营销费用)."""
    return f"promotions:{merchant_id}"


def coupons(merchant_id: UUID) -> str:
    """What a merchant's coupons have taken off its sales, to win customers (优惠券成本)."""
    return f"coupons:{merchant_id}"


def guarantee_fund(merchant_id: UUID) -> str:
    """What a merchant's coupons have taken off its sales, to make good (保障基金)."""
    return f"guarantee-fund:{merchant_id}"


def value_clearing(merchant_id: UUID) -> str:
    """Between a merchant's stores, where money and meals are, and head office, where value is (储值清算)."""
    return f"value-clearing:{merchant_id}"


def channel_receivable(channel: str, account: str) -> str:
    """What a channel owes us for one merchant account (渠道应收)."""
    return f"receivable:{channel}:{account}"


def fees(channel: str, account: str) -> str:
    """What a channel has kept of a merchant account's money, by its bills (手续费)."""
    return f"fees:{channel}:{account}"


def channel_promotions(channel: str, account: str) -> str:
    """What a merchant's own promotions at a channel have paid of its sales, by the channel's bills (商家优惠)."""
    return f"channel-promotions:{channel}:{account}"


def fee_claims(channel: str, account: str) -> str:
    """What a channel has kept beyond the rate agreed, and owes us back (手续费争议)."""
    return f"fee-claims:{channel}:{account}"


def drawer_differences(channel: str, account: str) -> str:
    """What counted drawers had less than went into them, less what they had more (现金长短款)."""
    return f"drawer-differences:{channel}:{account}"


def bank(channel: str, account: str) -> str:
    """What a channel has paid to the merchant's bank for one merchant account (银行到账)."""
    return f"bank:{channel}:{account}"


def payouts_beyond(channel: str, account: str) -> str:
    """What a channel has paid to the bank beyond all that we knew it to owe (来历不明的到账)."""
    return f"payouts-beyond:{channel}:{account}"


class Kind(StrEnum):
    """Why money moved."""

    PAYMENT_RECEIVED = "payment-received"
    MONEY_ACCEPTED = "money-accepted"
    REFUND_PAID = "refund-paid"
    VALUE_MOVED = "value-moved"
    FEE_CHARGED = "fee-charged"
    PROMOTION_BORNE = "promotion-borne"
    FEE_CLAIMED = "fee-claimed"
    DRAWER_COUNTED = "drawer-counted"
    PAID_OUT = "paid-out"
    PAID_BEYOND = "paid-beyond"


@dataclass(frozen=True, slots=True)
class Income:
    """What money is: its account, and what a coupon took off the price before, borne by another account."""

    account: str
    discount_fen: Fen = NO_FEN
    borne_by: str = ""


NO_INCOME = Income(CUSTOMER_MONEY)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A balanced movement of money between accounts, posted once per (kind, subject).

    `moved_on`: the day on which the money moved (起息日), where we learned of it on a later one, its business day.
    """

    store_id: UUID
    id: UUID
    order_id: UUID
    kind: Kind
    subject_id: UUID
    business_day: date
    posted_at: datetime
    accounts: list[str]
    amounts_fen: list[Fen]
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What is posted about: the fact or refund `subject_id` of an order, on the store's business day.

    `moved_on`: the day on which the money moved, where that is an earlier one.
    """

    store_id: UUID
    order_id: UUID
    subject_id: UUID
    business_day: date
    posted_at: datetime
    moved_on: date | None = None
