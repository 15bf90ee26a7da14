"""Money that the house keeps itself: a drawer that is opened and counted each day, and members who pay in before they eat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from uuid import UUID

from wendan.cli.simulating.timeline import Timeline
from wendan.domains.catalog.model import Store
from wendan.domains.ordering.model import Entry, Order, Purpose, Wish
from wendan.domains.shifts.model import Cashier
from wendan.flows.buy_value import buy_value
from wendan.flows.pay import PayRequest, pay
from wendan.flows.refund import RefundRequest
from wendan.flows.return_cash import refund_at_counter
from wendan.flows.shifts import Count, close_shift, open_shift, read_shift
from wendan.flows.take_cash import CashOnTable, take_cash
from wendan.kernel.money import Fen
from wendan.platform.ids import Ids
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.wallet import Pay

CASHIER: Final = Cashier(UUID(int=0xCA5), "小王", None)
FLOAT: Final = Fen(20_000)
MISSING: Final = Fen(-500)
"""What the drawer that is counted wrong lacks."""
MEMBERS: Final = tuple(UUID(int=0x3E00 + n) for n in range(4))
TOP_UP: Final = Fen(30_000)
GIFTS: Final = ((10_000, 500),)
GIVES_BACK: Final = 0.06
BACK_WITHIN_S: Final = 1200


@dataclass
class Drawer:
    """One drawer, and what was counted in it that went through no books: the truth about its differences."""

    timeline: Timeline
    store: Store
    ids: Ids
    miscounted: dict[str, int] = field(default_factory=dict)
    _shift_id: UUID | None = None

    async def opens(self, day: int) -> None:
        """With its float."""
        house = self.timeline.house
        opened = await open_shift(house, self.store.store_id, CASHIER, FLOAT, f"shift-{day}")
        self._shift_id = opened.shift.id

    async def takes(self, order: Order) -> None:
        """The customer puts a note on the counter; now and then the meal is not wanted, and it goes back."""
        paid = CashOnTable(order.store_id, order.id, order.total_fen, CASHIER, f"cash-{order.id.int:x}"[:40])
        await take_cash(self.timeline.house, paid)
        if self.ids.chance() < GIVES_BACK:
            self.timeline.after(BACK_WITHIN_S * self.ids.chance(), partial(self.gives_back, order))

    async def gives_back(self, order: Order) -> None:
        """All of it, out of the drawer."""
        key = f"back-{order.id.int:x}"[:40]
        wish = RefundRequest(order.store_id, order.id, order.total_fen, key, CASHIER.name, "退")
        await refund_at_counter(self.timeline.house, wish, CASHIER)

    async def counts(self, wrong_by: Fen) -> None:
        """What should be in it, and `wrong_by`."""
        assert self._shift_id is not None
        house, store_id = self.timeline.house, self.store.store_id
        shift = await read_shift(house, store_id, self._shift_id)
        counted = Count(Fen(shift.expected_fen + wrong_by), 0, "")
        await close_shift(house, store_id, shift.id, counted)
        if wrong_by:
            self.miscounted[str(shift.id)] = wrong_by


async def top_up(timeline: Timeline, store: Store, benches: Mapping[str, Bench], n: int) -> None:
    """A member pays in by WeChat; whether we hear of it is the channel's matter."""
    house, member = timeline.house, MEMBERS[n % len(MEMBERS)]
    wish = Wish(store.store_id, member, f"top-up-{n}", Entry.H5, None, "", f"t{n}", purpose=Purpose.TOP_UP)
    order = (await buy_value(house, wish, TOP_UP)).order
    press = PayRequest(
        *(order.store_id, order.id, member, "wechat", "native", None, "14.23.150.211", f"paid-in-{n}")
    )
    payment = await pay(house, press)
    bench = benches["wechat"]
    await bench.wallet.pay(bench.desk.books.trades[payment.number], Pay())
