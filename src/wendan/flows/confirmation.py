"""An order is confirmed, by money or by a guarantee: stock, pick-up number, ticket; other ways to pay are closed."""

from uuid import UUID

from wendan.domains.catalog.service import sell_available, sell_held
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import confirm
from wendan.domains.payments.service import ask_again
from wendan.domains.preauth.service import look_at
from wendan.domains.recovery.service import hush
from wendan.flows.fulfil import deliver
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.payment_rows import closable_from
from wendan.platform.changes import NOTHING, Changes


def confirm_order(
    house: House, file: OrderFile, by_id: UUID, stamp: Stamp, *, is_revival: bool = False
) -> tuple[Changes, Happening]:
    """What the commit that confirms the order writes beside its money; `by_id` is the payment or the hold it is by."""
    order, changes = confirm(file.order, file.holds, stamp.now, file.store.timezone)
    sell = sell_available if is_revival else sell_held
    delivering, delivery = deliver(order, stamp)
    changes += sell(order.store_id, held_by_item(file.holds)) + delivering
    changes += close_others(house, file, by_id, stamp) + hush(order.store_id, order.id, stamp.now)
    return changes, delivery


def close_others(house: House, file: OrderFile, by_id: UUID, stamp: Stamp) -> Changes:
    """Every other way to pay this order is closed as soon as its channel allows it: nobody pays twice."""
    changes = NOTHING
    for other in file.live_payments(but=by_id):
        changes += Changes.of(ask_again(other, closable_from(house, other)))
    for hold in file.live_preauths():
        if hold.id != by_id:
            changes += look_at(hold, stamp.now)
    return changes
