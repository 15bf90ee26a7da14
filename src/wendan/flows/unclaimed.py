"""A genuine message whose number leads to no order of ours: kept, and given to head office as a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.flows.house import House
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Word
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes, Table
from wendan.platform.db import one


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Money, or talk of money, that belongs to nobody we know."""

    store_id: UUID
    id: UUID
    channel: str
    account: str
    number: str
    reference: str
    amount_fen: Fen
    raw: str
    heard_at: datetime
    case_id: UUID
    happened_at: datetime | None = None


UNCLAIMED = Table("unclaimed", Unclaimed)
_UNCLAIMED = """SELECT store_id, id, channel, account, number, reference, amount_fen, raw, heard_at, case_id, happened_at
FROM unclaimed"""
UNCLAIMED_OF_CASE = one(f"{_UNCLAIMED} WHERE store_id = :store_id AND case_id = :case_id", Unclaimed)
UNCLAIMED_BY_NUMBER = one(
    f"{_UNCLAIMED} WHERE store_id = :store_id AND channel = :channel AND account = :account AND number = :number "
    "AND reference = :reference",
    Unclaimed,
)


async def claim_nothing(house: House, news: ChannelNews, receipt: Changes) -> None:
    """Keep the message in head office's journal with a case, once per number and channel reference."""
    reference = news.reference or ""
    known, cases = await house.database.read(
        UNCLAIMED_BY_NUMBER,
        OPEN_CASES_OF_STORE,
        store_id=HEAD_OFFICE,
        channel=news.channel,
        account=news.account,
        number=news.number,
        reference=reference,
    )
    if known is not None or news.word is not Word.SUCCEEDED:
        await house.database.commit(receipt)
        return
    stamp = house.stamp()
    amount = news.amount_fen or Fen(0)
    reason = f"{news.channel} took {amount} fen for {news.number}, which leads to no order of ours"
    finding = Finding(HEAD_OFFICE, None, CaseType.UNKNOWN_NUMBER, news.number[:64], reason, amount)
    case, changes = open_case(finding, cases, stamp.id(), stamp.now)
    row = Unclaimed(
        HEAD_OFFICE,
        stamp.id(),
        news.channel,
        news.account,
        news.number,
        reference,
        amount,
        news.raw,
        news.heard_at,
        case.id,
        news.happened_at,
    )
    await house.database.commit(changes + Changes.of(UNCLAIMED.insert(row)) + receipt)
