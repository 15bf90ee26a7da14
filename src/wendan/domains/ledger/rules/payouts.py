"""Which days a payout pays: the oldest first, and of one day store by store in the order of their ids."""

from collections.abc import Sequence
from dataclasses import replace

from wendan.domains.ledger.model.payouts import Allocation, OpenDay, Payout, Placed
from wendan.kernel.money import NO_FEN, Fen


def allocate(amount: Fen, days: Sequence[OpenDay]) -> Allocation:
    """The days that this amount pays, none by more than is open of it; together with what is beyond they come to it.

    A channel pays what is left after refunds and fees: days on which more went back than came in are paid for by the
    others, the newest of them only as far as the others have it.
    """
    in_order = sorted(days, key=lambda each: (each.day, each.store_id))
    owing = [each for each in in_order if each.fen < 0]
    left = amount - sum(each.fen for each in owing)
    paid = []
    for each in (one for one in in_order if one.fen > 0):
        if not left:
            break
        part = min(each.fen, left)
        paid.append(OpenDay(each.store_id, each.day, Fen(part)))
        left -= part
    taken, left = _taken_back(owing, left)
    return Allocation(sorted([*paid, *taken], key=lambda each: (each.day, each.store_id)), Fen(left))


def place_in_turn(
    new: Payout, older: Sequence[Payout], days: Sequence[OpenDay]
) -> tuple[Placed, list[Placed]]:
    """The new payout pays what is open; before it those that had too much pay what turned up since then."""
    placed, left = place_older(older, days)
    found = allocate(new.amount_fen, left)
    return Placed(replace(new, beyond_fen=found.beyond_fen), found.paid), placed


def place_older(older: Sequence[Payout], days: Sequence[OpenDay]) -> tuple[list[Placed], list[OpenDay]]:
    """Those of them that find something to pay, and what is open after that.

    What was open of the days before a payout's own it has paid already: what is open of them now was found later.
    """
    left = {(each.store_id, each.day): each.fen for each in days}
    placed: list[Placed] = []
    for payout in sorted(older, key=lambda each: (each.day, each.booked_at, each.id)):
        since = [OpenDay(*where, fen) for where, fen in left.items() if fen and where[1] < payout.day]
        found = allocate(payout.beyond_fen, since)
        for each in found.paid:
            left[each.store_id, each.day] = Fen(left[each.store_id, each.day] - each.fen)
        if found.paid:
            placed.append(Placed(replace(payout, beyond_fen=found.beyond_fen), found.paid))
    return placed, [OpenDay(*where, fen) for where, fen in left.items() if fen]


def _taken_back(owing: Sequence[OpenDay], left: int) -> tuple[list[OpenDay], int]:
    """What stays of the days that owed, and of what is left: what nobody paid for is not taken, the newest first."""
    kept = []
    for each in reversed(owing):
        spared = min(left, -each.fen)
        left -= spared
        if each.fen + spared != NO_FEN:
            kept.append(OpenDay(each.store_id, each.day, Fen(each.fen + spared)))
    return kept, left
