"""A page says what it noticed while paying. It is a hint: it may make us look sooner, and it decides nothing."""

from dataclasses import dataclass
from typing import Final

from wendan.domains.members.model import ClientHint, HintKind
from wendan.domains.members.service import keep_hint
from wendan.domains.members.store import HINTS_OF_ORDER
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.states import UNPAID
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.flows.give_feedback import DinersOrder
from wendan.flows.house import House
from wendan.flows.sweep import ask_now

MOST_HINTS: Final = 30


@dataclass(frozen=True, slots=True)
class PageWord:
    """What the page noticed; bounded by whoever takes it in."""

    kind: HintKind
    network: str
    took_ms: int | None


async def hear_page(house: House, whose: DinersOrder, word: PageWord) -> bool:
    """Keep the word, up to thirty for an order, and look at once when the customer is back; whether it was kept.

    Raises OrderIsUnknown.
    """
    is_kept = await house.decide("hint", lambda: _keep_once(house, whose, word))
    if is_kept and word.kind is HintKind.CAME_BACK:
        await ask_now(house, whose.store_id, whose.order_id)
    return is_kept


async def _keep_once(house: House, whose: DinersOrder, word: PageWord) -> bool:
    order, hints = await house.database.read(
        ORDER_BY_ID, HINTS_OF_ORDER, store_id=whose.store_id, order_id=whose.order_id
    )
    if order is None or order.diner_id != whose.diner_id:
        raise OrderIsUnknown
    if len(hints) >= MOST_HINTS or order.state not in UNPAID:
        return False
    hint = ClientHint(
        whose.store_id,
        whose.order_id,
        len(hints) + 1,
        word.kind,
        word.network,
        word.took_ms,
        house.clock.now(),
    )
    await house.database.commit(keep_hint(hint))
    return True
