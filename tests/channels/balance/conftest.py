import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.balances.model import AccountKind
from wendan.domains.balances.service import new_account, open_account
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.menu import open_store
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings

if str(Path(__file__).parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent))


@pytest.fixture
async def bench(database: str) -> AsyncIterator[Any]:
    """See bank_bench.py."""
    from bank_bench import MEMBER, NOON, Bench

    clock = ManualClock(NOON)
    async with open_house(Settings(database_url=database), clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({}, 10))
        opened = Bench(house, clock, store)
        owner = (store.merchant_id, MEMBER)
        account = new_account(UUID(int=70), owner, AccountKind.BALANCE, Fen(0), NOON)
        await house.database.commit(open_account(replace(account, balance_fen=Fen(2000))))
        await agree_credit(house, CreditTerms(store.merchant_id, MEMBER, Fen(1500), is_open=True))
        yield opened
