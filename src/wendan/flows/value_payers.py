"""Which of a member's own accounts can pay an order now: one that is missing, too poor or overdue is not offered."""

from uuid import UUID

from wendan.domains.balances.rules import KIND_OF_CHANNEL, may_pay_for, obstacle_to
from wendan.domains.balances.store import STANDINGS_IN_STORE
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.promotions.rules import discount_on
from wendan.domains.promotions.store import COUPON_BY_ID
from wendan.flows.house import House
from wendan.kernel.money import NO_FEN, Fen


async def able_accounts(
    house: House, place: tuple[UUID, UUID], member_id: UUID, coupon_id: UUID | None
) -> list[str]:
    """The channels of those accounts; `place` is store and order. With a coupon an account need not hold all of it."""
    order, standings, coupon = await house.database.read(
        ORDER_BY_ID,
        STANDINGS_IN_STORE,
        COUPON_BY_ID,
        store_id=place[0],
        order_id=place[1],
        member_id=member_id,
        coupon_id=coupon_id,
    )
    if order is None:
        return []
    now = house.clock.now()
    off = discount_on(coupon.amount_fen, order.total_fen) if coupon else NO_FEN
    by_kind = {standing.account.kind: standing for standing in standings}
    return [
        channel
        for channel, kind in KIND_OF_CHANNEL.items()
        if may_pay_for(channel, order.purpose)
        and obstacle_to(by_kind.get(kind), Fen(order.total_fen - off), now) is None
    ]
