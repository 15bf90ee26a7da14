"""A person works on many unpaid orders at once: ask, close, or only look; first as a preview, then for real.

Nothing is done here that an alarm clock would not do: asking and closing only set clocks to now, so that a hundred
orders take no longer than one, and closing is the expiry's own protocol.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.model import OrderSignal, OrderState
from wendan.domains.ordering.service import alarm, move
from wendan.domains.payments.model import Payment
from wendan.domains.payments.rules import may_ask_now
from wendan.domains.payments.service import ask_again
from wendan.domains.recovery.model import Seen
from wendan.domains.recovery.store import SEEN, SEEN_OF_ORDER
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.platform.changes import Changes


class Chase(StrEnum):
    """What is done about unpaid orders."""

    ASK = "ask"
    CLOSE = "close"
    SEEN = "seen"


class Outcome(StrEnum):
    """What becomes of one order; a preview and the deed say the same."""

    ASKS = "asks"
    CLOSES = "closes"
    MARKS = "marks"
    NOTHING_TO_ASK = "nothing-to-ask"
    ASKED_JUST_NOW = "asked-just-now"
    IS_CLOSING = "is-closing"
    IS_MARKED = "is-marked"
    IS_CLOSED = "is-closed"
    IS_PAID = "is-paid"
    IS_UNKNOWN = "is-unknown"


@dataclass(frozen=True, slots=True)
class Bulk:
    """What somebody wants done to which orders of a store, and why."""

    store_id: UUID
    order_ids: Sequence[UUID]
    chase: Chase
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Chased:
    """One order and what becomes of it; `asked` counts its attempts at a channel that are asked about."""

    order_id: UUID
    outcome: Outcome
    asked: int = 0


async def preview_chase(house: House, bulk: Bulk) -> list[Chased]:
    """What would become of each order now; nothing is changed."""
    return [(await _weighed(house, bulk, order_id))[0] for order_id in dict.fromkeys(bulk.order_ids)]


async def chase(house: House, bulk: Bulk) -> list[Chased]:
    """Do it, order by order; each is a commit of its own, and a repetition finds it done."""
    done = []
    for order_id in dict.fromkeys(bulk.order_ids):
        chased = await house.decide("chase", partial(_chase_once, house, bulk, order_id))
        house.hints.changed(bulk.store_id, order_id)
        done.append(chased)
    return done


async def _chase_once(house: House, bulk: Bulk, order_id: UUID) -> Chased:
    chased, changes = await _weighed(house, bulk, order_id)
    await house.database.commit(changes)
    return chased


async def _weighed(house: House, bulk: Bulk, order_id: UUID) -> tuple[Chased, Changes]:
    file = await read_order_file(house, bulk.store_id, order_id)
    if file is None:
        return Chased(order_id, Outcome.IS_UNKNOWN), Changes()
    state, stamp = file.order.state, house.stamp()
    if state is OrderState.CLOSED or state is OrderState.CANCELLED:
        return Chased(order_id, Outcome.IS_CLOSED), Changes()
    if state not in (OrderState.AWAITING_PAYMENT, OrderState.CLOSING):
        return Chased(order_id, Outcome.IS_PAID), Changes()
    if bulk.chase is Chase.ASK:
        return _asking(house, file, stamp)
    if bulk.chase is Chase.CLOSE:
        return _closing(file, stamp)
    return await _marking(house, file, bulk, stamp)


def _asking(house: House, file: OrderFile, stamp: Stamp) -> tuple[Chased, Changes]:
    live = file.live_payments()
    ripe: list[Payment] = [
        payment for payment in live if may_ask_now(payment, stamp.now, house.settings.ask_min_gap_s)
    ]
    if not ripe:
        outcome = Outcome.ASKED_JUST_NOW if live else Outcome.NOTHING_TO_ASK
        return Chased(file.order.id, outcome), Changes()
    changes = Changes(tuple(ask_again(payment, stamp.now) for payment in ripe))
    return Chased(file.order.id, Outcome.ASKS, len(ripe)), changes


def _closing(file: OrderFile, stamp: Stamp) -> tuple[Chased, Changes]:
    """CLOSING with its alarm clock set to now: from there on the expiry asks, closes and verifies as always."""
    closing, changes = move(file.order, OrderSignal.CANCEL, stamp.now)
    if not changes:
        return Chased(file.order.id, Outcome.IS_CLOSING), changes
    begun = Happening("order-closing", {"why": OrderSignal.CANCEL})
    changes += alarm(closing, stamp.now) + file.evidence(stamp, begun)
    return Chased(file.order.id, Outcome.CLOSES, len(file.live_payments())), changes


async def _marking(house: House, file: OrderFile, bulk: Bulk, stamp: Stamp) -> tuple[Chased, Changes]:
    order = file.order
    known = await house.database.read(SEEN_OF_ORDER, store_id=order.store_id, order_id=order.id)
    if known is not None and (known.seen_by, known.words) == (bulk.by, bulk.words):
        return Chased(order.id, Outcome.IS_MARKED), Changes()
    seen = Seen(order.store_id, order.id, bulk.by, stamp.now, bulk.words)
    marked = Happening("unpaid-seen", {"by": bulk.by, "words": bulk.words})
    return Chased(order.id, Outcome.MARKS), Changes.of(SEEN.put(seen)) + file.evidence(stamp, marked)
