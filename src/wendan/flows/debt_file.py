"""What a debt's reminder is decided from: the meal that was lent, what is still owed of it, repayments on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wendan.domains.balances.model import OwedMeal, Standing, ValueMove
from wendan.domains.balances.store import OWED_MEALS, STANDING_BY_ID
from wendan.domains.messages.model import Kind, Message
from wendan.domains.ordering.model import OpenRepayment, OrderState
from wendan.domains.ordering.store import OPEN_REPAYMENTS
from wendan.domains.recovery.model import DebtRung
from wendan.domains.recovery.rules.debts import DebtFacts
from wendan.domains.recovery.rules.ladder import WAYS
from wendan.flows.house import House
from wendan.flows.ladder_file import LadderFile, read_ladder_file
from wendan.notify.ways import Ways


@dataclass(frozen=True, slots=True)
class DebtFile:
    """One lent meal. `ladder` is its order with all that was said; `owed` is None once nothing of it is."""

    ladder: LadderFile
    lent: ValueMove
    due_at: datetime
    standing: Standing
    owed: OwedMeal | None
    repayments: Sequence[OpenRepayment]

    def facts(self, ways: Ways, rung: DebtRung, now: datetime, own: Message | None = None) -> DebtFacts:
        """Everything the rung's decision rests on; `own` is the rung's message where it has one already."""
        ladder, way = self.ladder, WAYS[rung.channel]
        payable = [each.expires_at for each in self.repayments if each.state is not OrderState.CONFIRMED]
        return DebtFacts(
            now=now,
            timezone=ladder.store.timezone,
            lent_at=self.lent.moved_at,
            due_at=self.due_at,
            is_owed=self.owed is not None,
            is_arriving=len(payable) < len(self.repayments),
            paying_until=max(payable, default=None),
            sent_of_debt=ladder.sent_of_order(own),
            sent_today=ladder.sent_today(now, own),
            reach={way: ladder.reach(ways, way, rung.template, own)},
        )


async def read_debt_file(house: House, lent: ValueMove) -> DebtFile:
    """What is owed is read last: who decides from it at an earlier moment never misses a repayment that was known then."""
    ladder = await read_ladder_file(house, lent.order_store_id, lent.order_id, Kind.DEBT)
    standing, owed, repayments = await house.database.read(
        STANDING_BY_ID,
        OWED_MEALS,
        OPEN_REPAYMENTS,
        account_id=lent.account_id,
        store_id=lent.order_store_id,
        order_ids=[lent.order_id],
        member_id=ladder.order.diner_id,
    )
    assert standing is not None
    assert lent.due_at is not None
    return DebtFile(ladder, lent, lent.due_at, standing, next(iter(owed), None), repayments)
