"""The other side for the facts of every channel: a sandbox, played by its tester's addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from standing import Door, Standing

from waiting import until
from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import AnswerFault

ENDINGS = {Word.SUCCEEDED: "SUCCESS", Word.CLOSED: "CLOSED", Word.DECLINED: "ABNORMAL"}


@dataclass
class SandboxSide:
    sandbox: Standing
    door: Door
    clock: ManualClock
    verbs: Mapping[str, str]  # our verbs as the sandbox calls them

    async def pay(self, number: str, **how: Any) -> None:
        assert (await self.sandbox.pay(number, **how))[0] == 200

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
