"""Every change of an order, as `Changes`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from wendan.domains.ordering.model import (
    EXPIRY_TIMER,
    PICKUP_PREFIX,
    Hold,
    HoldState,
    Order,
    OrderLine,
    OrderSignal,
    OrderState,
    Patience,
    PickupNumber,
    Purpose,
    Wish,
)
from wendan.domains.ordering.rules import business_day
from wendan.domains.ordering.states import ORDER
from wendan.domains.ordering.store import HOLD, LINE, ORDER_TABLE, PICKUP
from wendan.kernel.money import Fen
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


class Priced(Protocol):
    """A line the catalog agreed to."""

    @property
    def item_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def choices(self) -> list[str]: ...
    @property
    def unit_price_fen(self) -> Fen: ...
    @property
    def quantity(self) -> int: ...
    @property
    def station(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def choices_en(self) -> list[str]: ...


def place(
    wish: Wish, priced: Sequence[Priced], order_id: UUID, now: datetime, patience: Patience
) -> tuple[Order, Changes]:
    """A new order that waits for payment as long as `patience` says, its stock held, its alarm clock set."""
    total = Fen(sum(line.unit_price_fen * line.quantity for line in priced))
    order = _order(wish, total, order_id, (now, patience))
    lines = Changes(tuple(LINE.insert(_line(order, n, line)) for n, line in enumerate(priced, start=1)))
    return order, Changes.of(ORDER_TABLE.insert(order)) + lines + _holds(order, priced) + alarm(
        order, order.expires_at
    )


def place_value(
    wish: Wish, amount: Fen, order_id: UUID, now: datetime, patience: Patience
) -> tuple[Order, Changes]:
    """A new order that buys value or repays a debt: it waits for money like any other, and holds nothing."""
    order = _order(wish, amount, order_id, (now, patience))
    return order, Changes.of(ORDER_TABLE.insert(order)) + alarm(order, order.expires_at)


def _order(wish: Wish, total: Fen, order_id: UUID, waits: tuple[datetime, Patience]) -> Order:
    placed_at, patience = waits
    return Order(
        store_id=wish.store_id,
        id=order_id,
        diner_id=wish.diner_id,
        client_key=wish.client_key,
        content_hash=wish.content_hash,
        entry=wish.entry,
        table_no=wish.table_no,
        remark=wish.remark,
        state=OrderState.AWAITING_PAYMENT,
        version=1,
        total_fen=total,
        placed_at=placed_at,
        expires_at=placed_at + patience.retention,
        confirmed_at=None,
        closed_at=None,
        changed_at=placed_at,
        purpose=wish.purpose,
        policy_id=patience.policy_id,
    )


def _line(order: Order, line_no: int, line: Priced) -> OrderLine:
    return OrderLine(
        order.store_id,
        order.id,
        line_no,
        line.item_id,
        line.name,
        list(line.choices),
        line.unit_price_fen,
        line.quantity,
        Fen(line.unit_price_fen * line.quantity),
        line.station,
        line.name_en,
        list(line.choices_en),
    )


def _holds(order: Order, priced: Sequence[Priced], state: HoldState = HoldState.HELD) -> Changes:
    quantities: dict[UUID, int] = {}
    for line in priced:
        quantities[line.item_id] = quantities.get(line.item_id, 0) + line.quantity
    return Changes(
        tuple(
            HOLD.insert(Hold(order.store_id, order.id, item_id, quantity, state, 1))
            for item_id, quantity in sorted(quantities.items())
        )
    )


def alarm(order: Order, due_at: datetime) -> Changes:
    """The expiry's alarm clock."""
    return Changes.of(set_timer(_timer(order, due_at)))


def calm(order: Order, now: datetime) -> Changes:
    """No expiry's alarm clock any more."""
    return Changes.of(clear_timer(_timer(order, now)))


def _timer(order: Order, due_at: datetime) -> Timer:
    return Timer(order.store_id, EXPIRY_TIMER, order.id, order.id, due_at)


def move(order: Order, signal: OrderSignal, now: datetime) -> tuple[Order, Changes]:
    """The order after `signal`. No change when this was known. Raises Contradicts."""
    state = ORDER.after(order.state, signal)
    if state is order.state:
        return order, Changes()
    moved = replace(
        order,
        state=state,
        version=order.version + 1,
        changed_at=now,
        confirmed_at=now if state is OrderState.CONFIRMED else order.confirmed_at,
        closed_at=now if state in (OrderState.CLOSED, OrderState.CANCELLED) else order.closed_at,
    )
    return moved, Changes.of(ORDER_TABLE.update(moved))


def confirm(order: Order, holds: Sequence[Hold], now: datetime, timezone: str) -> tuple[Order, Changes]:
    """Paid: the order is confirmed, a meal gets its pick-up number and its stock counts as sold, the alarm clock goes."""
    confirmed, changes = move(order, OrderSignal.PAID, now)
    changes += settle_holds(holds, HoldState.SOLD) + calm(order, now)
    if order.purpose is not Purpose.MEAL:
        return confirmed, changes
    pickup = PickupNumber(
        order.store_id, business_day(now, timezone), PICKUP_PREFIX[order.entry], None, order.id
    )
    return confirmed, changes + Changes.of(PICKUP.allocate(pickup))


def close(order: Order, holds: Sequence[Hold], now: datetime) -> tuple[Order, Changes]:
    """Nobody can pay any more: the order is closed, its holds are released, its alarm clock goes."""
    closed, changes = move(order, OrderSignal.CLOSE, now)
    return closed, changes + settle_holds(holds, HoldState.RELEASED) + Changes.of(
        clear_timer(_timer(order, now))
    )


def reenter(
    wish: Wish, priced: Sequence[Priced], order_id: UUID, now: datetime, timezone: str
) -> tuple[Order, Changes]:
    """补单: an order whose money is here already, confirmed as it is made; its stock counts as sold."""
    waiting, _ = place(wish, priced, order_id, now, Patience(timedelta(0), None))
    order = replace(waiting, state=OrderState.CONFIRMED, confirmed_at=now)
    lines = Changes(tuple(LINE.insert(_line(order, n, line)) for n, line in enumerate(priced, start=1)))
    pickup = PickupNumber(
        order.store_id, business_day(now, timezone), PICKUP_PREFIX[order.entry], None, order.id
    )
    made = Changes.of(ORDER_TABLE.insert(order), PICKUP.allocate(pickup))
    return order, made + lines + _holds(order, priced, HoldState.SOLD)


def settle_holds(holds: Sequence[Hold], state: HoldState) -> Changes:
    """Each hold's next state, guarded by its version so that nothing is released or sold twice."""
    return Changes(tuple(HOLD.update(replace(hold, state=state, version=hold.version + 1)) for hold in holds))


def keep_until(order: Order, expires_at: datetime, now: datetime) -> tuple[Order, Changes]:
    """A later expiry, its alarm clock moved along."""
    if expires_at <= order.expires_at:
        return order, Changes()
    kept = replace(order, expires_at=expires_at, version=order.version + 1, changed_at=now)
    return kept, Changes.of(ORDER_TABLE.update(kept)) + alarm(kept, expires_at)


def touch(order: Order, now: datetime) -> Changes:
    """The same order in its next version: whoever decided from this one decides again, and later."""
    return Changes.of(ORDER_TABLE.update(replace(order, version=order.version + 1, changed_at=now)))
