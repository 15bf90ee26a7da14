"""The other side of Alipay for the facts of every channel: the sandbox, played by its tester's addresses."""

from dataclasses import dataclass
from typing import Any

from standing import Door, Standing, until

from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import AnswerFault, FaultPlan

SELLER = "2088102146225135"
BUYER = "2088622946251684"
VERBS = {
    "prepare": "create",
    "barcode": "pay",
    "query": "query",
    "close": "close",
    "cancel": "cancel",
    "refund": "refund",
    "query_refund": "query-refund",
    "precreate": "precreate",
}
SILENCES = [
    *("time-out-before", "time-out-after", "lost", "reset-before", "reset-after", "missigned"),
    *("system-error-before", "system-error-after", "unavailable-before", "unavailable-after"),
]
QUICK = FaultPlan(hold_s=0.05, slow_s=0.05)


@dataclass
class AlipaySide:
    sandbox: Standing
    door: Door
    clock: ManualClock

    async def pay(self, number: str, **how: Any) -> None:
        assert (await self.sandbox.pay(number, **how))[0] == 200

    async def can_pay(self, number: str) -> bool:
        return (await self.sandbox.pay(number))[0] == 200

    async def end_refund(self, number: str, word: Word) -> None:
        raise AssertionError("Alipay's refunds end at once")

    def spoil(self, verb: str, fault: str) -> None:
        self.sandbox.bench.desk.fate.script(VERBS[verb], [AnswerFault(fault)])

    def taken_fen(self, number: str) -> int:
        return self.sandbox.bench.desk.books.trades[number].taken_fen or 0

    def kept_fen(self, number: str) -> int:
        trade = self.sandbox.bench.desk.books.trades[number]
        return (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS")

    def reference(self, number: str) -> str | None:
        trade = self.sandbox.bench.desk.books.trades.get(number)
        return trade.reference if trade and trade.taken_fen else None

    async def callback(self) -> tuple[dict[str, str], bytes]:
        await self.clock.advance(1)
        came: Any = await until(lambda: self.door.came)
        return came[0]

    async def shows(self, **wish: Any) -> str:
        status, shown = await self.sandbox.call("POST", "/codes", wish)
        assert status == 201
        return str(shown["code"])
