"""The other side of WeChat Pay for the facts of every channel: the sandbox, played by its tester's addresses."""

from dataclasses import dataclass, field
from typing import Any

from standing import Door, Standing, until

from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import AnswerFault, FaultPlan

VERBS = {
    "prepare": "prepay",
    "query": "query",
    "close": "close",
    "refund": "refund",
    "query_refund": "query-refund",
    "barcode": "codepay",
    "reverse": "reverse",
}
# By v2 a scanned payment is asked for, queried and reversed at addresses of its own.
V2_VERBS = VERBS | {"barcode": "micropay", "query": "v2-query", "reverse": "v2-reverse"}
ENDINGS = {Word.SUCCEEDED: "SUCCESS", Word.CLOSED: "CLOSED", Word.DECLINED: "ABNORMAL"}
CERTAIN = {
    AnswerFault.SLOW,
    AnswerFault.SKEWED,
    AnswerFault.LIMITED,
    AnswerFault.OVER_LIMIT,
    AnswerFault.RISKY,
}
QUICK = FaultPlan(hold_s=0.05, slow_s=0.05)


@dataclass
class WechatSide:
    sandbox: Standing
    door: Door
    clock: ManualClock
    verbs: dict[str, str] = field(default_factory=lambda: VERBS)

    async def pay(self, number: str) -> None:
        assert (await self.sandbox.pay(number))[0] == 200

    async def can_pay(self, number: str) -> bool:
        return (await self.sandbox.pay(number))[0] == 200

    async def end_refund(self, number: str, word: Word) -> None:
        status, _ = await self.sandbox.call("POST", f"/refunds/{number}/end", {"status": ENDINGS[word]})
        assert status == 200

    def spoil(self, verb: str, fault: str) -> None:
        self.sandbox.bench.desk.fate.script(self.verbs[verb], [AnswerFault(fault)])

    def taken_fen(self, number: str) -> int:
        trade = self.sandbox.bench.desk.books.trades.get(number)
        return (trade.taken_fen or 0) if trade else 0

    def reference(self, number: str) -> str | None:
        trade = self.sandbox.bench.desk.books.trades.get(number)
        return trade.reference if trade and trade.taken_fen else None

    async def callback(self) -> tuple[dict[str, str], bytes]:
        await self.clock.advance(1)
        came: Any = await until(lambda: self.door.came)
        return came[0]

    def kept_fen(self, number: str) -> int:
        trade = self.sandbox.bench.desk.books.trades[number]
        return (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS")

    async def shows(self, **wish: Any) -> str:
        status, shown = await self.sandbox.call("POST", "/codes", wish)
        assert status == 201
        return str(shown["code"])
