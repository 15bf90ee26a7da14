"""The last way to pay a closing order is gone: the order is closed and its stock is free again, in the same commit."""

from wendan.domains.catalog.service import release
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import close
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.platform.changes import NOTHING, Changes


def close_if_last(file: OrderFile, stamp: Stamp, *, is_last: bool) -> tuple[Changes, list[Happening]]:
    """`is_last`: no other payment or hold of this order can still bring money."""
    if not is_last or file.order.state is not OrderState.CLOSING:
        return NOTHING, []
    changes = close(file.order, file.holds, stamp.now)[1]
    changes += release(file.order.store_id, held_by_item(file.holds))
    return changes, [Happening("order-closed", {})]
