"""What is done about a difference by itself, and from when on a person must."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from wendan.domains.reconciliation.model import Category, Difference, Repair, Standing
from wendan.domains.reconciliation.rules.days import day_of
from wendan.kernel.bills import MILLIFEN, BillOutcome
from wendan.kernel.money import Fen, yuan_text
from wendan.kernel.news import ChannelNews, Word

REPAIRS: Final = {
    Category.AMOUNT_DIFFERS: Repair.CASE,
    Category.FEE_DIFFERS: Repair.CLAIM_FEE,
    Category.STATUS_DIFFERS: Repair.CASE,
    Category.REFERENCE_DIFFERS: Repair.CASE,
    Category.SURPLUS_WITH_ORDER: Repair.SETTLE,
    Category.SURPLUS_WITHOUT_ORDER: Repair.SETTLE,
    Category.SHORTAGE: Repair.ASK_PAYMENT,
    Category.DUPLICATE_AT_CHANNEL: Repair.CASE,
    Category.DUPLICATE_WITH_US: Repair.CASE,
    Category.CROSS_DAY: Repair.NOTE,
    Category.REFUND_SURPLUS: Repair.SETTLE,
    Category.REFUND_SHORTAGE: Repair.ASK_REFUND,
    Category.REFUND_DIFFERS: Repair.ASK_REFUND,
    Category.WRONG_ACCOUNT: Repair.CASE,
    Category.CURRENCY: Repair.CASE,
    Category.UNREADABLE: Repair.CASE,
    Category.DRAWER_DIFFERS: Repair.CASE,
    Category.TOP_UP_DIFFERS: Repair.CASE,
}
# Of these the day's own rolling check knows before the bill does; fees, days, counted
# drawers and members' accounts only a bill can tell.
SURPRISING: Final = frozenset(Category) - {
    Category.FEE_DIFFERS,
    Category.CROSS_DAY,
    Category.UNREADABLE,
    Category.CURRENCY,
    Category.DRAWER_DIFFERS,
    Category.TOP_UP_DIFFERS,
}
ASKING: Final = (Repair.ASK_PAYMENT, Repair.ASK_REFUND)
# T+3: by then the channel has either found it or a person must ask.
PATIENCE: Final = timedelta(days=3)


def repair_of(difference: Difference) -> Repair:
    """What a difference is in for."""
    theirs, ours = difference.theirs, difference.ours
    if difference.category is Category.REFUND_SURPLUS and ours is None:
        # Money went back of which we know nothing: no news of ours could tell it.
        return Repair.CASE
    if theirs is not None and ours is not None and difference.category is Category.REFUND_DIFFERS:
        if theirs.amount_fen != ours.amount_fen:
            return Repair.CASE
        # The bill is the channel's word that it arrived; anything less is asked about once more.
        is_told = theirs.outcome is BillOutcome.SUCCEEDED and ours.standing is Standing.ON_ITS_WAY
        return Repair.SETTLE if is_told else Repair.ASK_REFUND
    return REPAIRS[difference.category]


def why_a_case(difference: Difference) -> str:
    """What a person is told who must put it right."""
    theirs = difference.theirs
    if difference.category is not Category.DRAWER_DIFFERS or theirs is None:
        return "nothing fits by itself"
    side = "more" if theirs.movement.adds else "less"
    return f"{theirs.method} counted {yuan_text(theirs.amount_fen)} {side} than the drawer's movements say"


def size_fen(difference: Difference) -> Fen:
    """How much money a repair is about."""
    return Fen(max(abs(difference.gap_fen), abs(difference.fee_gap_millifen) // MILLIFEN))


def exceeds(difference: Difference, limit_fen: int) -> bool:
    """Whether its repair is about more money than this. An explanation is only noted, whatever it is about."""
    return repair_of(difference) is not Repair.NOTE and size_fen(difference) > limit_fen


def is_patience_over(difference: Difference, today: date) -> bool:
    """Whether what was asked about and looked for in later bills is now a person's."""
    return today - difference.day > PATIENCE


def went_back_later(difference: Difference, news: ChannelNews) -> bool:
    """Whether a refund that was on its way when its day ended has arrived on another one, whose bill has it."""
    ours = difference.ours
    is_waiting = difference.category is Category.REFUND_SHORTAGE and ours is not None
    if not is_waiting or news.word is not Word.SUCCEEDED or news.happened_at is None:
        return False
    return day_of(difference.channel, news.happened_at) > difference.day


def explained_elsewhere(differences: Collection[Difference]) -> list[tuple[Difference, Difference]]:
    """What one day's bill lacks and another day's has: the shortage, and where it was found."""
    found = {
        (other.channel, other.account, other.number, other.gap_fen): other
        for other in differences
        if other.category is Category.CROSS_DAY
    }
    lacking = (each for each in differences if each.category in (Category.SHORTAGE, Category.REFUND_SHORTAGE))
    pairs = (
        (each, found.get((each.channel, each.account, each.number, Fen(-each.gap_fen)))) for each in lacking
    )
    return [(each, other) for each, other in pairs if other is not None]
