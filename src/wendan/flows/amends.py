"""An apology: a coupon out of the store's budget, or a person's case where the budget does not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ordering.rules import business_day
from wendan.domains.promotions.model import Budget, Coupon, Origin, Spent, Terms
from wendan.domains.promotions.rules import limit_hit, month_of
from wendan.domains.promotions.service import draw
from wendan.domains.promotions.store import COUPON_BY_ORIGIN, SPENT_ON
from wendan.flows.give_coupon import give
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.money import NO_FEN, Fen
from wendan.platform.changes import NOTHING, Changes


@dataclass(frozen=True, slots=True)
class Purse:
    """The store's budget for apologies, what of it is spent today and this month, and what this cause has given."""

    cause: str
    day: date
    budget: Budget
    spent: Sequence[Spent]
    given: Coupon | None


async def open_purse(house: House, file: OrderFile, cause: str, stamp: Stamp) -> Purse:
    """Read for one cause. A budget is the house's: it goes by the policy in force, whatever the order was born with."""
    store_id, day = file.order.store_id, business_day(stamp.now, file.store.timezone)
    spent, given = await house.database.read(
        SPENT_ON, COUPON_BY_ORIGIN, store_id=store_id, day=day, month=month_of(day), origin_key=cause
    )
    policy = (await house.policies.in_force(store_id)).policy
    return Purse(cause, day, policy.compensation, spent, given)


def apologise(
    file: OrderFile, purse: Purse, amount: Fen, stamp: Stamp
) -> tuple[Coupon, Changes, list[Happening]]:
    """The cause's coupon for this order's diner, its amount drawn from the budget; the caller has asked the budget."""
    terms = Terms(
        store_id=file.order.store_id,
        merchant_id=file.store.merchant_id,
        diner_id=file.order.diner_id,
        amount_fen=amount,
        min_spend_fen=NO_FEN,
        valid_from=stamp.now,
        valid_until=stamp.now + timedelta(days=file.policy.coupons.valid_days),
        origin=Origin.MAKE_GOOD,
        origin_key=purse.cause,
        cause_order_id=file.order.id,
        drawn_on=purse.day,
    )
    coupon, changes, happenings = give(purse.given, terms, stamp)
    drawn = draw(file.order.store_id, purse.spent, purse.day, amount) if changes else NOTHING
    return coupon, changes + drawn, happenings


def apologise_or_ask(
    file: OrderFile, purse: Purse, amount: Fen, stamp: Stamp
) -> tuple[Changes, list[Happening]]:
    """双轨: the coupon beside the money, or a case, because a machine may not give more than the budget has."""
    hit = None if purse.given else limit_hit(purse.budget, purse.spent, amount)
    if hit is None:
        _, changes, happenings = apologise(file, purse, amount, stamp)
        return changes, happenings
    reason = f"a coupon of {amount} fen is due, and the budget ({hit}) does not reach"
    finding = Finding(
        file.order.store_id, file.order.id, CaseType.COMPENSATION_DUE, purse.cause, reason, amount
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    return changes, [Happening("case-opened", {"type": case.type, "reason": reason})] if changes else []


def late_cause(order_id: UUID) -> str:
    """Late money is one cause for each order, however many of its attempts are paid late."""
    return f"late:{order_id}"
