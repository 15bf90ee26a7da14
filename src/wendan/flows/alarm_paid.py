"""Money is known and its order is not there: somebody is called within seconds (D1), and the alarm clock looks on."""

from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ordering.model import OrderState
from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.passes.service import look_again
from wendan.flows.arrivals import is_money
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.log import logger
from wendan.platform.outage import is_away
from wendan.platform.timers import Timer

REASON = "the channel says paid, and the order could not be confirmed"
_log = logger("wendan.passes")


async def alarm_paid(house: House, news: ChannelNews) -> None:
    """Settling failed: open the case, unless the order is there by now. What is away rings again by itself."""
    home = await house.directory.home_of(news.number)
    if home is None or not is_money(news):
        return
    try:
        await house.decide("alarm", lambda: _alarm_once(house, (home[0], home[1].order_id), news))
    except Exception as broken:
        if not is_away(broken):
            raise
        _log.warning("money without an order, and no case yet", number=news.number, why=str(broken))


async def _alarm_once(house: House, place: tuple[UUID, UUID], news: ChannelNews) -> None:
    file = await read_order_file(house, *place)
    if file is not None and file.order.state is OrderState.AWAITING_PAYMENT:
        changes, happenings = alarm(file, news, house.stamp())
        if happenings:
            await house.database.commit(changes + file.evidence(house.stamp(), *happenings))


def alarm(file: OrderFile, news: ChannelNews, stamp: Stamp) -> tuple[Changes, list[Happening]]:
    """The case and the clock that closes it; nothing when there is such a case."""
    order = file.order
    finding = Finding(
        order.store_id,
        order.id,
        CaseType.PAID_WITHOUT_ORDER,
        news.number,
        REASON,
        news.amount_fen or Fen(0),
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if not changes:
        return NOTHING, []
    timer = Timer(order.store_id, PAID_TIMER, order.id, order.id, stamp.now)
    words = {"type": case.type, "number": news.number, "reason": REASON}
    return changes + look_again(timer, stamp.now, stamp.now), [Happening("case-opened", words)]
