"""Figures."""

from dataclasses import dataclass
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
