"""Collecting a debt with everybody at once, and with workers that die: one message, and none after the repayment."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from debt_town import TEXT_ON_DUE_DAY, Debtor, sets
from ladder_town import LadderTown, open_town

from wendan.flows import collect_debt as collect_flow
from wendan.flows import tell as tell_flow
from wendan.flows.collect_debt import collect_debt


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path, pay_later_days=3) as opened:
        yield opened


@pytest.fixture
def debtor(town: LadderTown) -> Debtor:
    return Debtor(town)


async def test_who_repays_in_the_very_moment_is_told_before_or_not_at_all(town: LadderTown, debtor: Debtor):
    """Placing, paying and crediting the repayment race the rung; whoever comes first, no reminder is later."""
    await sets(town, rungs=TEXT_ON_DUE_DAY, most_per_day=20)
    orders = [await debtor.eats() for _ in range(5)]
    await town.pass_time(hours=69)
    await town.clock.advance(3700)
    clocks = [await debtor.clock(order) for order in orders]

    async def repays() -> None:
        for order in orders:
            await town.pays(await debtor.repays(order))

    await asyncio.gather(repays(), *(collect_debt(town.house, clock) for clock in clocks * 2))
    await town.pass_time(days=1)

    assert "debt-settled" in await debtor.events(orders[-1].id)
    await town.is_well()


async def test_many_workers_at_one_rung_tell_it_once(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=69)
    await town.clock.advance(3700)
    clock = await debtor.clock(order)
    await asyncio.gather(*(collect_debt(town.house, clock) for _ in range(6)))

    assert len(town.arrived()) == 1
    assert len(await debtor.told(order)) == 1


async def test_two_debts_at_one_moment_keep_the_days_limit(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    orders = [await debtor.eats() for _ in range(4)]
    await town.pass_time(hours=69)
    await town.clock.advance(3700)
    clocks = [await debtor.clock(order) for order in orders]
    await asyncio.gather(*(collect_debt(town.house, clock) for clock in clocks))

    assert len(town.arrived()) == 1
    told = sorted([(await debtor.told(order))[0] for order in orders])
    assert told[1:] == ["1 sms SKIPPED days-limit"] * 3


class Died(BaseException):
    """kill -9, as near as one process can come to it."""


async def dies(*_: object, **__: object) -> None:
    raise Died


@pytest.mark.parametrize("step", ["tell", "learn", "_set_clock"])
async def test_killed_anywhere_a_rung_is_told_once(
    town: LadderTown, debtor: Debtor, monkeypatch: pytest.MonkeyPatch, step: str
):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=69)
    await town.clock.advance(3700)
    with monkeypatch.context() as patched:
        patched.setattr(tell_flow if step == "learn" else collect_flow, step, dies)
        with pytest.raises(Died):
            await collect_debt(town.house, await debtor.clock(order))
    await town.pass_time(minutes=5)

    assert await debtor.told(order) == ["1 sms DELIVERED"]
    assert len(town.arrived()) == 1
    await town.is_well()


async def test_killed_before_the_call_and_repaid_meanwhile_it_is_never_sent(
    town: LadderTown, debtor: Debtor, monkeypatch: pytest.MonkeyPatch
):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=69)
    await town.clock.advance(3700)
    with monkeypatch.context() as patched:
        patched.setattr(collect_flow, "tell", dies)
        with pytest.raises(Died):
            await collect_debt(town.house, await debtor.clock(order))
    await town.pays(await debtor.repays(order))
    await town.pass_time(minutes=5)

    assert await debtor.told(order) == ["1 sms SKIPPED is-paid"]
    assert town.arrived() == []
    await town.is_well()
