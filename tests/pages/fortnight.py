"""A fortnight of meals at two channels and the counter, with bills as in life: most agree, some days do not.

Of some meals the merchant's own promotion at the channel pays a part.
"""

from datetime import time
from typing import Final

from bookkeeping import BooksTown

from wendan.domains.catalog.store import STORES
from wendan.domains.reconciliation.model import Bill
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.flows.audit_night import audit_night
from wendan.flows.close_day import clock_of, close_days
from wendan.platform.timers import Timer
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan

DAYS: Final = 13
# With this seed no two troubles fall on one day, and the last days have one of each.
SEED: Final = 5026
FAULTS: Final = FaultPlan(
    bills={BillFault.ALTERED: 0.1, BillFault.ROW_LEFT_OUT: 0.12, BillFault.ROW_LOST: 0.08}, promoted=0.15
)
CHANNELS: Final = ("wechat", "alipay")
DRAWER_LACKS_FEN: Final = 500
ELSEWHERE: Final = "虾饺"
DISHES: Final = ("卤肉饭", "番茄炒蛋饭", "黑椒牛柳饭", "扬州炒饭", "蒲烧鳗鱼饭", "卤牛腱", "鸡排饭", "拍黄瓜")


async def live_a_fortnight(town: BooksTown) -> tuple[Bill, Bill]:
    """Day after day; the bill in which much money was lost, and one that is not believed."""
    worst = refused = None
    for nth in range(DAYS):
        await town.until(town.today, time(12))
        await _noon(town, nth)
        if nth == DAYS - 2:
            await _a_bad_day(town)
        await town.counts_drawers(DRAWER_LACKS_FEN if nth == DAYS - 2 else 0)
        for bill in await town.morning():
            worst = bill if bill.differences > (worst.differences if worst else 0) else worst
            refused = bill if bill.flaw else refused
        await close_the_day(town)
    assert worst is not None
    return worst, refused or worst


async def close_the_day(town: BooksTown) -> None:
    """What the worker does after every store's night, once its bills are there."""
    for store in await town.house.database.read(STORES):
        now, id_ = town.house.clock.now(), store.store_id
        await audit_night(town.house, Timer(id_, NIGHT_TIMER, id_, id_, now))
        await close_days(town.house, clock_of(store, now))


async def _noon(town: BooksTown, nth: int) -> None:
    """More guests as the week goes on; one in some changes their mind."""
    for at in range(5 + (nth * 3) % 7):
        dish = DISHES[(nth + at * 3) % len(DISHES)]
        order = await town.eats(dish, 1 + at % 3, CHANNELS[at % 2])
        if (nth + at) % 9 == 4:
            await town.gives_back(order, int(order.total_fen) // 2)
    await town.eats(ELSEWHERE, 2, store_id=town.restaurant.second_id)
    for name in ("小王", "小李")[: 1 + nth % 2]:
        await town.pays_cash(DISHES[nth % len(DISHES)], name)


async def _a_bad_day(town: BooksTown) -> None:
    """The line was down at noon: three guests paid, one of them for a whole table, and we were not told."""
    await town.pays_unheard(await town.places("卤肉饭", 2))
    await town.pays_unheard(await town.places("番茄炒蛋饭"))
    await town.pays_unheard(await town.places("蒲烧鳗鱼饭", 6))
