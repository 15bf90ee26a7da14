"""Stored value to the fen: ten thousand top-ups, payments and refunds at once, with killed connections, lost answers and repeats."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from wendan.app import open_house
from wendan.channels.port import ChannelRefused, PaymentAsk, PaymentKey, RefundAsk, RefundKey
from wendan.cli.drilling.menu import drill_store
from wendan.domains.balances.model import CREDIT_TIMER, AccountKind
from wendan.domains.balances.rules import KIND_OF_CHANNEL, gift_of
from wendan.domains.catalog.model import Store
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.credit_value import credit_value
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.kernel.errors import GuardLost, Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Word
from wendan.kernel.numbers import ChannelNumber
from wendan.platform.clock import ManualClock, real_pause
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MEMBERS = [UUID(int=100 + n) for n in range(50)]
TOP_UPS, PAYMENTS, REFUNDS = 2000, 5000, 3000
AT_ONCE = 48
GIFTS = ((1000, 100), (3000, 450))
LIMIT = Fen(3000)
ODDS = {"answer lost": 0.04, "sent twice at once": 0.04}

Purse = tuple[UUID, AccountKind]


@dataclass
class Crowd:
    """What the crowd asked for and was told: the books must say the same."""

    house: House
    store: Store
    dice: random.Random
    expected: Counter[Purse] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    paid: list[tuple[str, str, UUID, int]] = field(default_factory=list)
    numbers: int = 0

    def number(self, kind: str) -> str:
        self.numbers += 1
        return str(ChannelNumber(kind, "01", self.store.store_no, UUID(int=10**9 + self.numbers), 1))

    async def told_for_certain(self, asking: Callable[[], Awaitable[Any]]) -> Any:
        """Asked until the answer is certain; now and then it is lost on the way, or the question goes out twice."""
        while True:
            try:
                if self.dice.random() < ODDS["sent twice at once"]:
                    self.told["sent twice at once"] += 1
                    answer, _ = await asyncio.gather(asking(), asking())
                else:
                    answer = await asking()
            except (Silence, GuardLost):
                self.told["silence"] += 1
                continue
            if self.dice.random() >= ODDS["answer lost"]:
                return answer
            self.told["answer lost"] += 1

    async def top_up(self, order_id: UUID, member: UUID, amount: int) -> None:
        timer = Timer(self.store.store_id, CREDIT_TIMER, order_id, order_id, NOON)
        await self.told_for_certain(lambda: credit_value(self.house, timer))
        self.expected[member, AccountKind.BALANCE] += amount + gift_of(Fen(amount), GIFTS)
        self.told["topped up"] += 1

    async def pay(self, channel: str, member: UUID, amount: int) -> None:
        number, until = self.number("P"), NOON + timedelta(minutes=30)
        ask = PaymentAsk("members", number, "account", Fen(amount), "面", NOON, until, payer=str(member))
        try:
            prepared = await self.told_for_certain(lambda: self.house.channels[channel].prepare(ask))
        except ChannelRefused as refused:
            self.told[f"payment refused: {refused.code}"] += 1
            return
        assert prepared.news.word is Word.SUCCEEDED
        self.expected[member, KIND_OF_CHANNEL[channel]] -= amount
        self.paid.append((channel, number, member, amount))
        self.told["paid"] += 1

    async def refund(self) -> None:
        channel, payment, member, paid = self.dice.choice(self.paid)
        amount = self.dice.randint(1, paid)
        of = PaymentKey("members", payment, "account", NOON, NOON)
        ask = RefundAsk(RefundKey("members", self.number("R"), NOON, of), Fen(amount), Fen(paid), "缺货")
        try:
            await self.told_for_certain(lambda: self.house.channels[channel].refund(ask))
        except ChannelRefused as refused:
            self.told[f"refund refused: {refused.code}"] += 1
            return
        self.expected[member, KIND_OF_CHANNEL[channel]] += amount
        self.told["refunded"] += 1


@pytest.fixture
async def crowd(database: str) -> AsyncIterator[Crowd]:
    settings = Settings(database_url=database, database_pool_size=8, top_up_gifts=GIFTS)
    async with open_house(settings, ManualClock(NOON), SeededIds(1)) as house:
        store = await open_store(house, drill_store({}, 10))
        for member in MEMBERS:
            await agree_credit(house, CreditTerms(store.merchant_id, member, LIMIT, is_open=True))
        yield Crowd(house, store, random.Random(7))


CONFIRMED = """
WITH bought AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS b (id, member, fen)),
orders AS (
    INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, remark, state, version,
        total_fen, placed_at, expires_at, confirmed_at, changed_at, purpose)
    SELECT $1, id, member, id::text, '', 'h5', '', 'CONFIRMED', 2, fen, $5, $5, $5, $5, 'TOP_UP' FROM bought
    RETURNING 1),
clocks AS (
    INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
    SELECT $1, 'value_credit', id, id, $5, 0 FROM bought RETURNING 1)
INSERT INTO payment (store_id, id, order_id, attempt, number, client_key, channel, account, method, amount_fen,
    state, fate, version, expires_at, requested_at, asked_times, received_fen)
SELECT $1, id, id, 1, id::text, id::text, 'wechat', '1900000001', 'native', fen, 'SUCCEEDED', 'KEPT', 3, $5, $5, 0, fen
FROM bought
"""


async def paid_top_ups(crowd: Crowd) -> list[tuple[UUID, UUID, int]]:
    """Top-ups whose money is here; what comes before is the business of every order and has its own tests."""
    amounts = (500, 1000, 2500, 3000, 5000)
    bought = [
        (UUID(int=10**6 + n), crowd.dice.choice(MEMBERS), crowd.dice.choice(amounts)) for n in range(TOP_UPS)
    ]
    ids, members, fens = (list(column) for column in zip(*bought, strict=True))
    await crowd.house.reports.execute(CONFIRMED, crowd.store.store_id, ids, members, fens, NOON)
    return bought


async def kill_connections(url: str, dice: random.Random, kills: list[int]) -> None:
    """Now and then one of the house's sessions dies in the middle of whatever it does."""
    killer = await asyncpg.connect(url)
    try:
        while True:
            await real_pause(dice.uniform(0.02, 0.15))
            rows = await killer.fetch(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = 'wendan' AND state = 'active' ORDER BY pid"
            )
            for row in dice.sample(rows, min(len(rows), dice.choice((1, 1, 2)))):
                await killer.execute("SELECT pg_terminate_backend($1)", row["pid"])
                kills.append(row["pid"])
    finally:
        await killer.close()


def deeds_of(crowd: Crowd, bought: list[tuple[UUID, UUID, int]]) -> list[Callable[[], Awaitable[None]]]:
    """Ten thousand deeds in one seeded order; a refund takes back some payment made before it."""
    dice = crowd.dice
    wishes = [
        (dice.choice(("balance", "balance", "pay-later")), dice.choice(MEMBERS), dice.randint(1, 2500))
        for _ in range(PAYMENTS)
    ]
    deeds: list[Callable[[], Awaitable[None]]] = [
        *(partial(crowd.top_up, *each) for each in bought),
        *(partial(crowd.pay, *wish) for wish in wishes),
        *([crowd.refund] * REFUNDS),
    ]
    dice.shuffle(deeds)
    # Nobody can be refunded before anybody has paid.
    first = [deed for deed in deeds[:400] if deed != crowd.refund]
    return first + [deed for deed in deeds[:400] if deed == crowd.refund] + deeds[400:]


@pytest.mark.slow
async def test_ten_thousand_deeds_at_once_agree_to_the_fen(
    crowd: Crowd, database: str, record_property: Callable[[str, object], None]
):
    deeds, kills = deeds_of(crowd, await paid_top_ups(crowd)), list[int]()
    killing = asyncio.create_task(kill_connections(database, random.Random(11), kills))

    async def hand() -> None:
        while deeds:
            await deeds.pop(0)()

    async with asyncio.TaskGroup() as hands:
        for _ in range(AT_ONCE):
            hands.create_task(hand())
    killing.cancel()
    await asyncio.gather(killing, return_exceptions=True)
    fetch = crowd.house.reports.fetch
    accounts = await fetch("SELECT id, member_id, kind, balance_fen, limit_fen FROM value_account")
    moves = await fetch("SELECT account_id, sum(amount_fen) FROM value_move GROUP BY account_id")
    counts = dict(
        await fetch("SELECT kind, count(*) FROM value_move GROUP BY kind")  # type: ignore[arg-type]
    )
    ledger = dict(
        await fetch(  # type: ignore[arg-type]
            "SELECT split_part(account, ':', 1), sum(amount_fen) FROM ledger_entry GROUP BY 1"
        )
    )
    record_property("told", {**crowd.told, "sessions killed": len(kills)})

    held = {(row["member_id"], AccountKind(row["kind"])): row["balance_fen"] for row in accounts}
    assert {purse: fen for purse, fen in held.items() if fen} == {
        p: n for p, n in crowd.expected.items() if n
    }
    assert {row["id"]: row["balance_fen"] for row in accounts if row["balance_fen"]} == {
        row["account_id"]: row["sum"] for row in moves if row["sum"]
    }
    assert all(row["balance_fen"] + row["limit_fen"] >= 0 for row in accounts)
    assert (counts["TOP_UP"], counts["PAYMENT"], counts["REFUND"]) == (
        crowd.told["topped up"],
        crowd.told["paid"],
        crowd.told["refunded"],
    )
    assert sum(ledger.values()) == 0
    assert -ledger["stored-value"] == sum(n for (_, kind), n in held.items() if kind is AccountKind.BALANCE)
    assert ledger["member-debt"] == -sum(n for (_, kind), n in held.items() if kind is AccountKind.CREDIT)
    assert crowd.told["topped up"] == TOP_UPS
    assert min(crowd.told["paid"], crowd.told["refunded"], len(kills)) > 10
    assert await fetch("SELECT FROM timer WHERE kind = 'value_credit'") == []
    assert await find_breaches(crowd.house.reports, NOON + timedelta(seconds=61)) == []
