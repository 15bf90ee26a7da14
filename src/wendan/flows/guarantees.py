"""Whether an order's score asks for a guarantee, and which ways there are to give one."""

from uuid import UUID

from wendan.domains.balances.model import AccountKind
from wendan.domains.balances.rules import KIND_OF_CHANNEL
from wendan.domains.preauth.errors import GuaranteeIsNeeded
from wendan.domains.preauth.model import METHOD_OF
from wendan.domains.risk.model import DecisionRow, RiskAction
from wendan.domains.risk.store import DECISION_OF_ORDER
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile


def asks_for_guarantee(decision: DecisionRow | None) -> bool:
    """Whether the score known before the order asks for money to be held, or to be paid at once."""
    return decision is not None and decision.action is RiskAction.PRE_AUTHORISE


def is_later(channel: str) -> bool:
    """Whether this way to pay brings its money only after the meal."""
    return KIND_OF_CHANNEL.get(channel) is AccountKind.CREDIT


async def decision_of(house: House, place: tuple[UUID, UUID]) -> DecisionRow | None:
    """What was decided when the order was placed; `place` is (store, order)."""
    return await house.database.read(DECISION_OF_ORDER, store_id=place[0], order_id=place[1])


async def demand_payment_first(house: House, file: OrderFile, channel: str) -> None:
    """Raises GuaranteeIsNeeded where a meal would be cooked on nothing but a promise."""
    if is_later(channel) and asks_for_guarantee(
        await decision_of(house, (file.order.store_id, file.order.id))
    ):
        raise GuaranteeIsNeeded


def may_hold(house: House, channel: str, account: str) -> bool:
    """Whether money can be held by this account."""
    holder = house.holders.get(channel)
    return holder is not None and channel in METHOD_OF and holder.serves(account)
