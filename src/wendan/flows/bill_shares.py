"""What each store had of a bill, and what the channel did not settle of it, its fees and the merchant's own promotions, posted once."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID, uuid5

from wendan.domains.ledger.model import Posting
from wendan.domains.ledger.service import bear_promotion, charge_fee, into_past
from wendan.domains.ledger.store.days import BOOKS_OF_STORES
from wendan.domains.reconciliation.model import Bill, BillShare, Share
from wendan.domains.reconciliation.store.tables import SHARE
from wendan.flows.house import House
from wendan.kernel.bills import MILLIFEN
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE, store_no_of
from wendan.platform.changes import Changes


async def shares_of(house: House, bill: Bill, shares: Iterable[Share]) -> list[BillShare]:
    """By store, movement and method; what leads to no store of ours is head office's."""
    summed: dict[tuple[UUID, str, str], BillShare] = {}
    for share in shares:
        store_no = store_no_of(share.store_code)
        store_id = (None if store_no is None else await house.directory.store_of(store_no)) or HEAD_OFFICE
        key = (store_id, share.movement, share.method)
        was = summed.get(key)
        summed[key] = BillShare(
            store_id=store_id,
            bill_id=bill.id,
            movement=share.movement,
            method=share.method,
            channel=bill.channel,
            account=bill.account,
            day=bill.day,
            rows=share.rows + (was.rows if was else 0),
            amount_fen=Fen(share.amount_fen + (was.amount_fen if was else 0)),
            promoted_fen=Fen(share.promoted_fen + (was.promoted_fen if was else 0)),
            fee_fen=Fen(round(share.fee_millifen / MILLIFEN) + (was.fee_fen if was else 0)),
        )
    return list(summed.values())


async def write_shares(
    house: House, bill: Bill, shares: tuple[Sequence[BillShare], Sequence[BillShare]], file_hash: str
) -> Changes:
    """The shares now, and the fees and promotions beyond those posted before; the same file posts nothing again."""
    before, now = shares
    changes, stamp = Changes.of(*(SHARE.put(share) for share in now)), house.stamp()
    place = (bill.channel, bill.account)
    fees = _beyond(before, now, lambda share: share.fee_fen)
    promotions = _beyond(before, now, lambda share: share.promoted_fen)
    stores = list(fees | promotions)
    books = await house.database.read(BOOKS_OF_STORES, store_ids=stores)
    for store_id in stores:
        subject = uuid5(bill.id, f"{store_id}/{file_hash}")
        book = next((each for each in books if each.store_id == store_id), None)
        posting, guard = into_past(book, Posting(store_id, bill.id, subject, bill.day, stamp.now))
        changes += guard
        if fee_fen := fees.get(store_id):
            changes += charge_fee(posting, stamp.id(), place, fee_fen)
        if promoted_fen := promotions.get(store_id):
            changes += bear_promotion(posting, stamp.id(), place, promoted_fen)
    return changes


def _beyond(
    before: Sequence[BillShare], shares: Sequence[BillShare], of: Callable[[BillShare], Fen]
) -> dict[UUID, Fen]:
    """What each store has of it by this file beyond what was posted before: nothing where the file is the same."""
    sums: dict[UUID, int] = {}
    for sign, group in ((1, shares), (-1, before)):
        for share in group:
            sums[share.store_id] = sums.get(share.store_id, 0) + sign * of(share)
    return {store_id: Fen(fen) for store_id, fen in sums.items() if fen}
