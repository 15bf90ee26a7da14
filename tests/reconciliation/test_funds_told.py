"""The channel's second word on a day: what else it tells, and what becomes of it where it does not come."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from bill_town import TODAY, BillTown, open_bill_town

from wendan.channels.bills import GivesFunds, NoBill
from wendan.domains.reconciliation.model import BillState
from wendan.flows.fetch_bill import fetch_and_match, room_of
from wendan.flows.statements import Span, list_payouts
from wendan.kernel.bills import Asked, BillName, Funds, PaidOut
from wendan.kernel.money import Fen

# Of two yuan the channel keeps one fen.
NET = 199


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


class Told:
    """The channel's bills, with a flow of funds as the test has it."""

    def __init__(self, bills: GivesFunds, funds: Funds | None) -> None:
        self._bills, self.told = bills, funds
        self.bill, self.layout = bills.bill, bills.layout

    async def funds(self, name: BillName, into: Path) -> Asked:
        if self.told is None:
            raise NoBill("STATEMENT_CREATING")
        return await self._bills.funds(name, into)

    def read_funds(self, file: Path, asked: Asked) -> Funds:
        assert self.told is not None
        return self.told


def hears(town: BillTown, funds: Funds | None) -> Told:
    """From now on the channel tells this of its account."""
    channel = town.house.channels["wechat"]
    told = Told(channel.bills, funds)
    town.house = replace(town.house, channels={**town.house.channels, "wechat": channel})
    channel.bills = told
    return told


async def test_whatever_else_moved_on_the_account_is_one_case_with_its_kinds(town: BillTown):
    await town.eats()
    await town.morning()
    funds = Funds(Fen(200), Fen(0), 1000, others={"分账": Fen(-40), "充值": Fen(9)})
    hears(town, funds)
    bill = await town.rings(await town.wants())
    with room_of(town.house, bill) as room:
        await fetch_and_match(town.house, bill, room)

    [case] = await town.cases()
    assert (case["subject"], case["amount_fen"]) == (f"others:wechat:{bill.account}:{bill.day}", 49)
    assert "充值 0.09, 分账 -0.40" in case["reason"]
    assert (bill.state, "funds" in bill.proved_by) == (BillState.CLOSED, True)


async def test_a_flow_of_funds_that_is_not_there_is_asked_for_and_in_the_evening_a_persons(town: BillTown):
    await town.eats()
    await town.morning()
    told = hears(town, None)
    bill = await town.rings(await town.wants())
    asked_on = "SELECT 1 FROM timer WHERE kind = 'bill' AND subject_id = $1"
    assert (bill.state, await town.cases()) == (BillState.CLOSED, [])
    assert await town.house.reports.fetch(asked_on, bill.id)
    await town.clock.advance(12 * 3600)
    await town.rings(bill)
    [case] = await town.cases()
    told.told = Funds(Fen(200), Fen(0), 1000, [PaidOut("found", Fen(NET))])
    await town.rings(bill)

    assert (case["type"], case["subject"]) == ("bill-missing", f"funds:wechat:{bill.account}:{bill.day}")
    assert [each["state"] for each in await town.cases()] == ["RESOLVED"]
    paid_out = await list_payouts(town.house, Span(None, TODAY, TODAY))
    assert [each.number for each in paid_out] == ["found"]
    assert not await town.house.reports.fetch(asked_on, bill.id)


async def test_a_flow_of_funds_that_never_comes_is_told_once_and_asked_for_a_week(town: BillTown):
    await town.eats()
    await town.morning()
    hears(town, None)
    bill = await town.rings(await town.wants())
    left = []
    for _ in range(8):
        await town.clock.advance(24 * 3600)
        await town.rings(bill)
        await town.house.database.execute("UPDATE exception_case SET state = 'RESOLVED'")
        left.append(len(await town.house.reports.fetch("SELECT 1 FROM timer WHERE subject_id = $1", bill.id)))

    assert left == [1] * 6 + [0] * 2
    assert len(await town.cases()) == 1
