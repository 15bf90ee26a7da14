"""Where the money is after the last payout: at the bank all that the channels who tell of it owed, and nothing beyond."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wendan.channels.bills import GivesFunds
from wendan.flows.house import House
from wendan.flows.statements import Span, list_payouts, read_statements


@dataclass(frozen=True, slots=True)
class Outside:
    """What each channel owes, whole yuan of what those owe who pay out by themselves, and what they paid beyond it.

    Of a row that a bill left out nobody tells the fee, so some fen may stay.
    """

    owed_fen: dict[str, int]
    left_yuan: int
    beyond_fen: int


async def money_outside(house: House, merchant_id: UUID, since: date) -> Outside:
    """As the statements say it today."""
    span = Span(merchant_id, since, house.clock.now().date())
    told = await read_statements(house, span)
    owed: dict[str, int] = {line.channel: line.total_fen for line in told.ageing}
    left = sum(
        abs(fen) // 100 for name, fen in owed.items() if isinstance(house.channels[name].bills, GivesFunds)
    )
    beyond = sum(each.beyond_fen for each in await list_payouts(house, span))
    return Outside(owed, left, beyond)
