from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conformance import Stage
from standing import Door, Standing, open_door, opened, until

from wendan.channels.campus_card import CampusCard, load_credentials
from wendan.channels.http import ChannelOptions
from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.campus_card import AnswerFault, FaultPlan, SandboxOptions, SandboxServer, create
from wendan.sandbox.campus_card.keys import MERCHANT
from wendan.sandbox.campus_card.terms import CampusCardTerms

VERBS = {
    "prepare": "link",
    "barcode": "barcode",
    "query": "query",
    "close": "close",
    "reverse": "reverse",
    "refund": "refund",
    "query_refund": "query-refund",
}
ENDINGS = {Word.SUCCEEDED: "SUCCESS", Word.CLOSED: "CLOSED", Word.DECLINED: "ABNORMAL"}
CERTAIN = {
    AnswerFault.SLOW,
    AnswerFault.SKEWED,
    AnswerFault.LIMITED,
    AnswerFault.OVER_LIMIT,
    AnswerFault.RISKY,
}


@dataclass
class CampusSide:
    sandbox: Standing
    door: Door
    clock: ManualClock

    async def pay(self, number: str) -> None:
        assert (await self.sandbox.pay(number))[0] == 200

    async def can_pay(self, number: str) -> bool:
        return (await self.sandbox.pay(number))[0] == 200

    async def end_refund(self, number: str, word: Word) -> None:
        status, _ = await self.sandbox.call("POST", f"/refunds/{number}/end", {"status": ENDINGS[word]})
        assert status == 200

    def spoil(self, verb: str, fault: str) -> None:
        self.sandbox.bench.desk.fate.script(VERBS[verb], [AnswerFault(fault)])

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


@pytest.fixture
def campus_directory(tmp_path: Path) -> Path:
    create(tmp_path)
    return tmp_path


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        opened_door.status, opened_door.answer = 204, ""
        yield opened_door


@pytest.fixture
def options(campus_directory: Path) -> SandboxOptions:
    return SandboxOptions(campus_directory, faults=FaultPlan(hold_s=0.05, slow_s=0.05), refund_wait_s=3600)


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands


@pytest.fixture
async def channel(
    sandbox: Standing, door: Door, clock: ManualClock, campus_directory: Path
) -> AsyncIterator[CampusCard]:
    given = load_credentials(campus_directory / "campus-card.json")
    made = CampusCard({given.merchant: given}, ChannelOptions(door.url), clock, SeededIds(1))
    yield made
    await made.aclose()


@pytest.fixture
def stage(channel: CampusCard, sandbox: Standing, door: Door, clock: ManualClock) -> Stage:
    silences = sorted(CampusCardTerms().faults - CERTAIN)
    return Stage(channel, MERCHANT, clock, CampusSide(sandbox, door, clock), silences, method="link")
