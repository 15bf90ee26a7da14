"""Money that waits in a case finds its home after all: it is given back, or accepted for its order."""

from wendan.domains.catalog.rules import demand_available
from wendan.domains.catalog.service import sell_available, sell_held
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.errors import ActionDoesNotFit
from wendan.domains.ledger.service import accept as post_acceptance
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import confirm
from wendan.domains.ordering.states import UNPAID
from wendan.domains.payments.model import Fate, Payment, PaymentFact
from wendan.domains.payments.service import give, rebind
from wendan.domains.refunds.model import Reason, Refund, RefundWish
from wendan.flows.carry_coupon import after as coupons_after
from wendan.flows.carry_coupon import is_coupon_there
from wendan.flows.fulfil import deliver
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.refund_rows import new_refund
from wendan.platform.changes import Changes

Money = tuple[Payment, PaymentFact]


def give_money_back(
    house: House, file: OrderFile, money: Money, reason: Reason, stamp: Stamp
) -> tuple[Refund, Changes]:
    """All of it, by the way it came."""
    payment, fact = money
    key = f"{reason}:{payment.number}:{len(file.refunds)}"
    wish = RefundWish(payment.id, payment.channel, payment.account, fact.amount_fen, reason, key)
    refund, changes = new_refund(file, wish, stamp, house.directory.cell)
    if payment.fate is Fate.IN_CASE:
        given, giving = give(payment, Fate.RETURNING)
        changes += giving + coupons_after(file, given, stamp)[0]
    return refund, changes + rebind(fact, "refund", refund.id)


def may_accept(file: OrderFile, payment: Payment, stamp: Stamp) -> bool:
    """Whether the order can still be paid with this money."""
    is_wanted = file.order.state in (*UNPAID, OrderState.CLOSED)
    return payment.fate is Fate.IN_CASE and is_wanted and is_coupon_there(file, payment, stamp)


def accept_money(file: OrderFile, money: Money, stamp: Stamp) -> tuple[Changes, Happening]:
    """The order is paid with it, and cooked. Raises ActionDoesNotFit, ItemIsSoldOut."""
    payment, fact = money
    order = file.order
    if not may_accept(file, payment, stamp):
        raise ActionDoesNotFit(action="accept")
    wanted = held_by_item(file.holds)
    if order.state is OrderState.CLOSED:
        demand_available(wanted, file.stocks)
    kept, changes = give(payment, Fate.KEPT)
    changes += rebind(fact, "order", order.id) + coupons_after(file, kept, stamp)[0]
    changes += confirm(order, file.holds, stamp.now, file.store.timezone)[1]
    sell = sell_available if order.state is OrderState.CLOSED else sell_held
    changes += sell(order.store_id, wanted)
    delivering, delivery = deliver(order, stamp)
    posting = file.posting(fact.id, stamp)
    posted = post_acceptance(posting, stamp.id(), fact.amount_fen, file.income(payment))
    return changes + delivering + posted, delivery
