"""New refunds with their numbers, for every flow that gives money back."""

from wendan.domains.refunds.model import Refund, RefundWish
from wendan.domains.refunds.service import Identity, create
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.numbers import REFUND
from wendan.platform.changes import Changes


def new_refund(file: OrderFile, wish: RefundWish, stamp: Stamp, cell: str) -> tuple[Refund, Changes]:
    """The order's next refund, to be asked for at once."""
    attempt = len(file.refunds) + 1
    number = file.next_number(REFUND, cell, attempt)
    return create(Identity(file.order.store_id, file.order.id, stamp.id(), attempt, number), wish, stamp.now)
