"""What channels pay to the bank, as tests tell of it and look at it."""

from datetime import date, timedelta

from bill_town import TODAY, BillTown

from wendan.domains.ledger.model.payouts import Payout, PayoutPart
from wendan.flows.book_payouts import book_told
from wendan.flows.statements import Span, list_payouts, read_payout, read_statements
from wendan.kernel.bills import BillName, PaidOut
from wendan.kernel.money import Fen

TOMORROW, DAY_AFTER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)


async def payouts(town: BillTown, day: date | None = None) -> list[Payout]:
    return await list_payouts(town.house, Span(town.store.merchant_id, day or TODAY, day or DAY_AFTER))


async def parts(town: BillTown, payout: Payout) -> list[PayoutPart]:
    return (await read_payout(town.house, payout.id, town.store.merchant_id)).parts


def whole(town: BillTown, until: date) -> Span:
    return Span(town.store.merchant_id, TODAY, until)


async def owed(town: BillTown, until: date) -> tuple[int, int]:
    """What the channel owes, and what of it is older than yesterday."""
    told = await read_statements(town.house, whole(town, until))
    [line] = [each for each in told.ageing if each.channel == "wechat"]
    return line.total_fen, line.total_fen - line.confirmed_fen - line.fresh_fen


def name(town: BillTown, day: date) -> BillName:
    return BillName("wechat", town.bench.desk.account, day)


async def told_of(town: BillTown, day: date, number: str, fen: int) -> Payout:
    await book_told(town.house, name(town, day), [PaidOut(number, Fen(fen))])
    return next(each for each in await payouts(town) if each.number == number)
