"""From what was sent to an order placed, the same for diners and for staff who order for them."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response

from wendan.api.bodies import OrderedLine, PlaceOrder
from wendan.api.parse import REPLAYED_HEADER, answer
from wendan.api.views import placed_view
from wendan.domains.catalog.model import BasketLine
from wendan.domains.ordering.model import Wish
from wendan.domains.ordering.store import VIEW
from wendan.flows.checkout import place
from wendan.flows.house import House
from wendan.kernel.money import Fen

_canonical = msgspec.json.Encoder(order="deterministic").encode


def wish_of(body: PlaceOrder, diner_id: UUID, key: str) -> Wish:
    """What is asked for. The expected total is a question about it, not a part of it."""
    content = msgspec.structs.replace(body, expected_total_fen=None)
    return Wish(
        body.store_id,
        diner_id,
        key,
        body.entry,
        body.table_no,
        body.remark,
        hashlib.sha256(_canonical(content)).hexdigest(),
        None if body.expected_total_fen is None else Fen(body.expected_total_fen),
    )


def basket_of(lines: Sequence[OrderedLine]) -> list[BasketLine]:
    """The lines as the catalog knows them."""
    return [BasketLine(line.item_id, line.quantity, line.choices) for line in lines]


async def placed_answer(house: House, wish: Wish, lines: Sequence[OrderedLine]) -> Response[bytes]:
    """201 for a new order, 200 for one that was placed before under the same key."""
    placed = await place(house, wish, basket_of(lines))
    if not placed.is_replay:
        return answer(placed_view(placed), 201)
    order = placed.order
    known = await house.database.read(VIEW, store_id=order.store_id, order_id=order.id)
    return answer(known, 200, {REPLAYED_HEADER: "true"})
