"""A member with 20 yuan in their account, a limit of 15 to pay later, and the channels that know both."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from wendan.channels.port import PaymentAsk, PaymentChannel, PaymentKey, RefundAsk, RefundKey
from wendan.domains.balances.model import AccountKind
from wendan.domains.balances.store import STANDING_OF_MEMBER
from wendan.domains.catalog.model import Store
from wendan.flows.house import House
from wendan.kernel.money import Fen
from wendan.kernel.numbers import ChannelNumber
from wendan.platform.clock import ManualClock

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MEMBER = UUID(int=7)


@dataclass
class Bench:
    house: House
    clock: ManualClock
    store: Store
    number_of: int = 0

    def channel(self, name: str = "balance") -> PaymentChannel:
        return self.house.channels[name]

    def number(self, kind: str = "P", store_no: int | None = None) -> str:
        self.number_of += 1
        place = store_no or self.store.store_no
        return str(ChannelNumber(kind, "01", place, UUID(int=1000 + self.number_of), 1))

    def ask(self, number: str, amount: int = 1250, payer: str | None = str(MEMBER)) -> PaymentAsk:
        now = self.clock.now()
        until = now + timedelta(minutes=30)
        return PaymentAsk("members", number, "account", Fen(amount), "面", now, until, payer=payer)

    def key(self, number: str) -> PaymentKey:
        now = self.clock.now()
        return PaymentKey("members", number, "account", now, now + timedelta(minutes=30))

    def refund(self, number: str, payment: str, amount: int = 300) -> RefundAsk:
        key = RefundKey("members", number, self.clock.now(), self.key(payment))
        return RefundAsk(key, Fen(amount), Fen(1250), "缺货")

    async def holds(self, kind: AccountKind = AccountKind.BALANCE) -> int:
        standing = await self.house.database.read(
            STANDING_OF_MEMBER, merchant_id=self.store.merchant_id, member_id=MEMBER, kind=kind
        )
        assert standing is not None
        return standing.account.balance_fen
