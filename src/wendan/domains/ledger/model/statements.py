"""Statements of the books over some days: what each account came to, where a store's money is, how money flowed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class Turnover:
    """One account of one store over some days. Debit is positive; what it holds is opening + debit − credit."""

    store_id: UUID
    account: str
    opening_fen: Fen
    debit_fen: Fen
    credit_fen: Fen

    @property
    def moved_fen(self) -> Fen:
        """What the days added to it."""
        return Fen(self.debit_fen - self.credit_fen)


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """试算平衡: one account of all stores. The lines of a whole merchant come to nothing, in every column's difference."""

    account: str
    opening_fen: Fen
    debit_fen: Fen
    credit_fen: Fen
    closing_fen: Fen


@dataclass(frozen=True, slots=True)
class StoreSheet:
    """门店结算单: what some days brought a store, and that it is where it should be.

    own = sales − refunds − coupons − guarantee − promotions − fees − drawers. own + customers + head_office = channels + paid_out, to the
    fen: what is in the channels' hands (`channels_fen`, claims for fees included) or went to the bank is the store's, its
    customers' whose money pays for nothing, and head office's, for value that was paid in here.
    """

    store_id: UUID
    sales_fen: Fen
    refunds_fen: Fen
    coupons_fen: Fen
    guarantee_fen: Fen
    promotions_fen: Fen
    fees_fen: Fen
    drawers_fen: Fen
    own_fen: Fen
    customers_fen: Fen
    head_office_fen: Fen
    channels_fen: Fen
    paid_out_fen: Fen


@dataclass(frozen=True, slots=True)
class StoreLine:
    """What one account came to in one store."""

    store_id: UUID
    line: BalanceLine


@dataclass(frozen=True, slots=True)
class StoreAmount:
    """What one account of one store moved by on one day."""

    store_id: UUID
    account: str
    day: date
    fen: Fen


@dataclass(frozen=True, slots=True)
class DayAmount:
    """An amount of one account on one day; `is_confirmed`: by a closed bill."""

    account: str
    day: date
    fen: Fen
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class AgedAmount:
    """An amount of a channel's account by age: 渠道应收账龄, of which bills confirm a part, or 差异账龄."""

    channel: str
    account: str
    confirmed_fen: Fen
    fresh_fen: Fen  # of today and yesterday: its bill is not due
    days_3_fen: Fen
    days_7_fen: Fen
    days_30_fen: Fen
    older_fen: Fen
    total_fen: Fen


@dataclass(frozen=True, slots=True)
class Transfer:
    """What transactions of one kind moved to one account from another."""

    kind: str
    to_account: str
    from_account: str
    fen: Fen


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """资金流向: an amount on its way from one place to the next; more than nothing."""

    source: str
    target: str
    fen: Fen


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One transaction as an account sees it: what it moved by, and which accounts stood against it."""

    store_id: UUID
    id: UUID
    order_id: UUID
    kind: str
    business_day: date
    posted_at: datetime
    fen: Fen
    against: list[str]
