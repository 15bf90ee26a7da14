"""The unpaid workbench as people see it: filters, pages, counters, and what is done to many at once."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from wendan.api.refusals import RequestIsInvalid
from wendan.domains.ordering.model import Entry
from wendan.domains.recovery.model import UnpaidReason
from wendan.flows.chase import Chase
from wendan.flows.unpaid import NO_LIMIT, Page, Unpaid, Wanted

MOST_AT_ONCE = 50
Fens = Annotated[int, Meta(ge=0, le=NO_LIMIT)]


class UnpaidFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """Which unpaid orders; what is left out filters nothing. `after`: what the last page said."""

    reasons: Annotated[list[UnpaidReason], Meta(min_length=1, max_length=20)] | None = None
    least_minutes: Annotated[int, Meta(ge=0, le=100_000)] = 0
    least_fen: Fens = 0
    most_fen: Fens = NO_LIMIT
    entry: Entry | None = None
    is_seen: bool | None = None
    after: Annotated[str, Meta(max_length=100)] | None = None

    def of(self, store_ids: list[UUID]) -> Wanted:
        """The same for these stores."""
        return Wanted(
            store_ids,
            None if self.reasons is None else frozenset(self.reasons),
            timedelta(minutes=self.least_minutes),
            self.least_fen,
            self.most_fen,
            self.entry,
            self.is_seen,
        )


class OfficeFilter(UnpaidFilter, frozen=True, forbid_unknown_fields=True):
    """The same over the merchant's stores, or some of them."""

    store_ids: Annotated[list[UUID], Meta(min_length=1, max_length=500)] | None = None


class UnpaidPage(Struct, frozen=True):
    """`after` asks for the next page; null at the end."""

    orders: list[Unpaid]
    after: str | None
    server_time: datetime


class ChaseUnpaid(Struct, frozen=True, forbid_unknown_fields=True):
    """What is done to which orders, and why."""

    chase: Chase
    order_ids: Annotated[list[UUID], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    words: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")] = ""


def page_view(page: Page, now: datetime) -> UnpaidPage:
    """A page with its way on."""
    after = None if page.after is None else f"{page.after[0].isoformat()}_{page.after[1]}"
    return UnpaidPage(page.orders, after, now)


def cursor_of(after: str | None) -> tuple[datetime, UUID] | None:
    """Where the last page ended. Raises RequestIsInvalid."""
    if after is None:
        return None
    try:
        placed_at, _, order_id = after.partition("_")
        at = datetime.fromisoformat(placed_at)
        cursor = at, UUID(order_id)
    except ValueError:
        raise RequestIsInvalid(field="after", why="not an end of a page of ours") from None
    if at.tzinfo is None:
        raise RequestIsInvalid(field="after", why="not an end of a page of ours")
    return cursor
