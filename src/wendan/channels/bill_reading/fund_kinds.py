"""A flow of funds by the channel's words for why money moved."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wendan.kernel.bills import MILLIFEN, BillRefused, Flaw, Funds, PaidOut
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class FundKinds:
    """The channel's words for sales, for refunds, for what it keeps, and for money that leaves for the bank."""

    paid: Collection[str]
    returned: Collection[str]
    fees: Collection[str]
    payouts: Collection[str]


Sums = Counter[tuple[str, bool]]
"""What moved by kind in thousandths of a fen, what came in (True) and what went out apart."""


def funds_of(sums: Sums, paid_out: Iterable[PaidOut], kinds: FundKinds, proved_by: list[str]) -> Funds:
    """What the day came to. Raises BillRefused."""
    payouts = list(paid_out)
    if len({each.number for each in payouts}) != len(payouts):
        raise BillRefused(Flaw.ROW_BROKEN, "two payouts under one number")
    return Funds(
        paid_fen=whole(_net(sums, kinds.paid)),
        returned_fen=whole(-_net(sums, kinds.returned)),
        fee_millifen=-_net(sums, kinds.fees),
        paid_out=payouts,
        others=_others(sums, kinds),
        proved_by=proved_by,
    )


def payout_of(number: str, millifen: int) -> PaidOut:
    """One row of a payout. Raises BillRefused where it says not which or how much."""
    if not number or millifen <= 0:
        raise BillRefused(Flaw.ROW_BROKEN, "a payout without a number or an amount")
    return PaidOut(number, whole(millifen))


def whole(amount: int) -> Fen:
    """Thousandths of a fen as fen. Raises BillRefused."""
    if amount % MILLIFEN:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, "money with a fraction of a fen")
    return Fen(amount // MILLIFEN)


def _net(sums: Sums, kinds: Collection[str]) -> int:
    return sum(sums[kind, True] - sums[kind, False] for kind in kinds)


def _others(sums: Sums, kinds: FundKinds) -> dict[str, Fen]:
    """What moved otherwise, a payout that the bank sent back among it."""
    others: Counter[str] = Counter()
    for (kind, is_in), value in sums.items():
        is_payout = kind in kinds.payouts and not is_in
        if kind not in (*kinds.paid, *kinds.returned, *kinds.fees) and not is_payout and value:
            others[kind] += value if is_in else -value
    return {kind: whole(value) for kind, value in others.items()}
