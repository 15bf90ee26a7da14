"""A diner of the ladder's town who eats now and pays later; the repayments are paid by whatever the test says."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ladder_town import PHONE, LadderTown, openid_of

from wendan.domains.balances.model import DEBT_TIMER
from wendan.domains.members.model import Consent
from wendan.domains.members.service import keep_consents
from wendan.domains.ordering.model import Entry, Order, Purpose, Wish
from wendan.domains.recovery.model import PolicyChange
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.buy_value import buy_value
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.pay import PayRequest, pay
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.timers import Timer
from wendan.sandbox.post.keys import REPAY

TEXT_ON_DUE_DAY = [{"days_from_due": 0, "channel": "sms", "template": "debt-due"}]


async def sets(town: LadderTown, **collecting: object) -> None:
    """How the merchant collects debts from now on."""
    whose = Whose(town.store.store_id, town.store.merchant_id)
    await change_policy(town.house, whose, PolicyChange({"collecting": collecting}, "试一试", "老板"))


@dataclass
class Debtor:
    """小明 with ten yuan of credit; each meal costs two."""

    town: LadderTown

    async def eats(self, *, phone: str | None = PHONE) -> Order:
        order = await self.town.order(consents=0, phone=phone)
        terms = CreditTerms(self.town.store.merchant_id, order.diner_id, Fen(1000), is_open=True)
        await agree_credit(self.town.house, terms)
        who = str(order.diner_id)
        press = PayRequest(
            order.store_id, order.id, order.diner_id, "pay-later", "account", who, None, f"k{order.id}"
        )
        await pay(self.town.house, press)
        return order

    async def allows(self, order: Order, count: int) -> None:
        """Consents to be told of debts, at WeChat and here."""
        openid, stamp = openid_of("小明"), self.town.house.stamp()
        given = [
            Consent(order.store_id, stamp.id(), order.id, order.diner_id, REPAY, stamp.now)
            for _ in range(count)
        ]
        await self.town.house.database.commit(keep_consents(given))
        await self.town.gives(order, "wechat", openid)
        self.town.post.grant(openid, REPAY, count)

    async def repays(self, order: Order, fen: int = 200) -> Order:
        """The repayment is placed; nobody has paid it yet."""
        key = f"repay-{self.town.house.stamp().id()}"
        wish = Wish(
            order.store_id, order.diner_id, key, Entry.H5, None, "", "content", purpose=Purpose.REPAYMENT
        )
        return (await buy_value(self.town.house, wish, Fen(fen))).order

    async def clock(self, order: Order) -> Timer:
        """The debt's alarm clock, ringing."""
        [row] = await self.town.house.database.fetch(
            "SELECT subject_id, due_at FROM timer WHERE kind = 'debt_due' AND order_id = $1", order.id
        )
        return Timer(HEAD_OFFICE, DEBT_TIMER, row["subject_id"], order.id, row["due_at"])

    async def told(self, order: Order) -> list[str]:
        rows = await self.town.house.database.fetch(
            "SELECT rung, way, state, reason FROM message WHERE order_id = $1 AND kind = 'debt' ORDER BY rung",
            order.id,
        )
        return [" ".join(str(each) for each in row.values() if each is not None) for row in rows]

    async def cases(self) -> list[tuple[str, str]]:
        rows = await self.town.house.database.fetch("SELECT type, state FROM exception_case ORDER BY id")
        return [(row["type"], row["state"]) for row in rows]

    async def events(self, order_id: UUID) -> list[Any]:
        rows = await self.town.house.database.fetch(
            "SELECT kind FROM event WHERE order_id = $1 ORDER BY event_no", order_id
        )
        return [row["kind"] for row in rows]
