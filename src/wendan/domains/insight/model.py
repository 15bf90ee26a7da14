"""Figures."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class StoreDay:
    """A store's business day in counts. `tried_in_vain`: closed orders that somebody had tried to pay;
    `strayed`: payments that did not find their order, of `facts` in all.
    """

    store_id: UUID
    orders: int
    paid: int
    sales_fen: Fen
    unpaid: int
    closed: int
    tried_in_vain: int
    refunded_fen: Fen
    facts: int
    strayed: int
    cases_open: int
    tickets_live: int
    oldest_ticket_s: float | None
    devices_silent: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A day as people see it. Shares are None where there is nothing to divide.

    `success_share`: of the orders somebody tried to pay and that are decided, those that were paid.
    `drop_share` (掉单率): of the payments that arrived, those that did not find their order by themselves.
    """

    orders: int
    paid: int
    sales_fen: Fen
    unpaid: int
    closed: int
    refunded_fen: Fen
    success_share: float | None
    drop_share: float | None
    cases_open: int
    tickets_live: int
    oldest_ticket_s: float | None


@dataclass(frozen=True, slots=True)
class StoreMonth:
    """A store's month in counts, as a day's; `bad_fen` of `kept_fen` was only promised and never came."""

    store_id: UUID
    orders: int
    paid: int
    tried_in_vain: int
    facts: int
    strayed: int
    kept_fen: Fen
    bad_debts: int
    bad_fen: Fen


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many. The share is None where there is nothing to divide."""

    part: int
    whole: int
    share: float | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a month is measured by (E6).

    `success`: orders paid, of those somebody tried to pay and that are decided. `drop` (掉单率): payments that did not
    find their order by themselves, of all that arrived. `bad_debt` (坏账率): fen of meals eaten and never paid for, of the
    fen of all meals that counted as paid, 先吃后付 among them.
    """

    orders: int
    success: Rate
    drop: Rate
    bad_debt: Rate
    bad_debts: int


DAY_REPORT_TIMER = "day_report"


@dataclass(frozen=True, slots=True)
class DayLine:
    """日报: what a store took and gave back on one of its days by one way, one cashier and one terminal.

    `cashier` is empty where no person took the money, `terminal` where none was used. Fees, and what the merchant's own
    promotions at the channel paid, are a whole day's and channel's, as its bill says: they stand in lines of their own,
    without method, cashier and terminal.
    """

    day: date
    store_id: UUID
    store: str
    channel: str
    method: str
    cashier: str
    terminal: str
    paid: int
    paid_fen: Fen
    returned: int
    returned_fen: Fen
    discount_fen: Fen
    promoted_fen: Fen
    fee_fen: Fen


@dataclass(frozen=True, slots=True)
class ChannelQuarter:
    """What became of a channel's payments of the last quarter of an hour."""

    channel: str
    asked: int
    succeeded: int
    failed: int
    unknown: int
    median_s: float | None


@dataclass(frozen=True, slots=True)
class Hour:
    """Orders placed in an hour of the stores' day, and what was kept for them."""

    hour: int
    orders: int
    sales_fen: Fen


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """To-do counters."""

    open: int
    overdue: int
    awaiting_second: int
    resolved_today: int
    by_type: dict[str, int]


@dataclass(frozen=True, slots=True)
class UnpaidDays:
    """How many orders of some days, and how much money, nobody has paid."""

    orders: int
    fen: Fen


@dataclass(frozen=True, slots=True)
class RungTally:
    """What one rung, by one way, came to. `recovered` of the `chosen`, who were to be told, paid after it and before the
    next one; of `held_out`, whose lot fell at this rung, the same after the moment at which they would have been told.
    `left_out`: all who would have been told but for a lot. Orders that are still open are not counted yet.
    """

    rung: int
    way: str
    told: int
    delivered: int
    undeliverable: int
    in_doubt: int
    chosen: int
    recovered: int
    held_out: int
    held_out_recovered: int
    left_out: int


@dataclass(frozen=True, slots=True)
class SkipTally:
    """How often a rung was left out for one reason."""

    rung: int
    reason: str
    orders: int


@dataclass(frozen=True, slots=True)
class DebtTally:
    """What one rung of collecting debts, by one way, came to. `repaid`: nothing is owed any more, and nothing later was
    said.
    """

    rung: int
    way: str
    told: int
    delivered: int
    undeliverable: int
    in_doubt: int
    repaid: int


@dataclass(frozen=True, slots=True)
class LadderTally:
    """Orders with the ladder as it runs, and orders left out of all of it that would have been told; paid in the end."""

    told: int
    told_paid: int
    held_out: int
    held_out_paid: int
