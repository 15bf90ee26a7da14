"""What differs between the rows of one number: pure, the same for ten rows and for ten million."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wendan.domains.reconciliation.model import Category, Finding, Ours, Standing, Theirs
from wendan.kernel.bills import CURRENCY, BillName, BillOutcome, Movement
from wendan.kernel.money import NO_FEN, Fen

Pair = tuple[Theirs | None, Ours | None]

_REFUNDS_AGREE = {
    (BillOutcome.SUCCEEDED, Standing.SUCCEEDED),
    # A bill's row is never brought up to date: what was on its way then may be there by now.
    (BillOutcome.PROCESSING, Standing.SUCCEEDED),
    (BillOutcome.PROCESSING, Standing.ON_ITS_WAY),
    (BillOutcome.FAILED, Standing.FAILED),
}


def weigh_in(row: Theirs) -> Fen:
    """What a row of the bill adds to the day; refunds and reversals take away."""
    if row.movement.adds:
        return row.amount_fen
    return NO_FEN if row.outcome is BillOutcome.FAILED else Fen(-row.amount_fen)


def weigh_ours(row: Ours, bill: BillName) -> Fen:
    """What a row of ours adds to this bill: nothing where it belongs to another day or account."""
    if row.day != bill.day or row.account != bill.account or row.standing is Standing.FAILED:
        return NO_FEN
    if row.movement.adds:
        return row.amount_fen if row.standing is Standing.SUCCEEDED else NO_FEN
    return Fen(-row.amount_fen)


def compare(theirs: Sequence[Theirs], ours: Sequence[Ours], bill: BillName) -> list[Finding]:
    """Everything that differs about one number in this bill; nothing where the books agree.

    `ours` holds all we know of the number, of whatever day and standing.
    """
    findings: list[Finding] = []
    standing_rows, undone = _undone(theirs)
    if undone and not standing_rows:
        findings += _kept_though_undone(theirs, ours, bill)
        return findings
    for movement in (Movement.PAYMENT, Movement.REFUND):
        rows = [row for row in standing_rows if row.movement is movement]
        known = [row for row in ours if row.movement is movement]
        for paired, extra in _pairs(rows, known):
            findings += _of_pair(_Pairing(*paired, bill, is_extra=extra))
    findings += _of_drawers(theirs)
    findings += _of_value(theirs, ours, bill)
    return findings


def _of_drawers(theirs: Sequence[Theirs]) -> Iterator[Finding]:
    """A counted drawer stands in the bill only with what it has more or less: our books know no count."""
    for row in theirs:
        if row.movement in (Movement.DRAWER_OVER, Movement.DRAWER_SHORT) and row.amount_fen:
            said = (Category.DRAWER_DIFFERS, row.movement, row.number, row.reference)
            yield Finding(*said, weigh_in(row), theirs=row)


def _of_value(theirs: Sequence[Theirs], ours: Sequence[Ours], bill: BillName) -> Iterator[Finding]:
    """What members' accounts grew by, or gave back, beside the money it was for."""
    for movement in (Movement.PAID_IN, Movement.TAKEN_BACK):
        moved = [row for row in theirs if row.movement is movement]
        known = [row for row in ours if row.movement is movement]
        gap = Fen(sum(map(weigh_in, moved)) - sum(weigh_ours(row, bill) for row in known))
        if gap:
            row, mine = next(iter(moved), None), next(iter(known), None)
            number = (row or known[0]).number
            reference = row.reference if row else ""
            yield Finding(Category.TOP_UP_DIFFERS, movement, number, reference, gap, 0, row, mine)


def _undone(theirs: Sequence[Theirs]) -> tuple[list[Theirs], list[Theirs]]:
    """Rows that stand, and payments that a reversal undid."""
    standing = [row for row in theirs if row.movement is not Movement.REVERSAL]
    undone: list[Theirs] = []
    for reversal in (row for row in theirs if row.movement is Movement.REVERSAL):
        same = next(
            (r for r in standing if r.movement is Movement.PAYMENT and r.amount_fen == reversal.amount_fen),
            None,
        )
        if same is not None:
            standing.remove(same)
        undone.append(same or reversal)
    return standing, undone


def _kept_though_undone(theirs: Sequence[Theirs], ours: Sequence[Ours], bill: BillName) -> Iterator[Finding]:
    """Everything the channel took was undone there: nothing may be kept here."""
    kept = [row for row in ours if row.movement is Movement.PAYMENT and row.standing is Standing.SUCCEEDED]
    gap = Fen(sum(map(weigh_in, theirs)) - sum(weigh_ours(row, bill) for row in kept))
    undone, mine = theirs[-1], kept[0] if kept else None
    if kept:
        category = Category.STATUS_DIFFERS
    elif gap:
        category = Category.REFUND_SURPLUS
    else:
        return
    yield Finding(category, Movement.PAYMENT, undone.number, undone.reference, gap, 0, undone, mine)


def _pairs(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> Iterator[tuple[Pair, bool]]:
    """Rows that tell of the same money: by the channel's number, else in their order; True where one is too many."""
    left, right = list(theirs), list(ours)
    matched = 0
    for row in theirs:
        same = next((mine for mine in right if mine.reference == row.reference), None)
        if same is not None:
            left.remove(row)
            right.remove(same)
            matched += 1
            yield (row, same), False
    right.sort(key=lambda mine: mine.standing is not Standing.SUCCEEDED)
    while left and right:
        matched += 1
        yield (left.pop(0), right.pop(0)), False
    for row in left:
        yield (row, None), matched > 0
        matched += 1
    for mine in right:
        yield (None, mine), matched > 0


@dataclass(frozen=True, slots=True)
class _Pairing:
    theirs: Theirs | None
    ours: Ours | None
    bill: BillName
    is_extra: bool

    def finding(self, category: Category, *, with_gap: bool = True, fee_gap: int = 0) -> Finding:
        """With what the bill has more than we have on this day."""
        row = self.theirs or self.ours
        assert row is not None
        theirs = weigh_in(self.theirs) if self.theirs else 0
        ours = weigh_ours(self.ours, self.bill) if self.ours else 0
        gap = Fen(theirs - ours) if with_gap else NO_FEN
        reference = row.reference or ""
        return Finding(category, row.movement, row.number, reference, gap, fee_gap, self.theirs, self.ours)


def _of_pair(pair: _Pairing) -> Iterator[Finding]:
    if pair.theirs is None:
        yield from _only_ours(pair)
    elif not pair.theirs.is_understood:
        yield pair.finding(Category.UNREADABLE)
    else:
        main = _only_theirs(pair.theirs, pair.is_extra) if pair.ours is None else _of_both(pair)
        if main is not None:
            yield pair.finding(main)
        yield from _beside(pair, pair.theirs, has_gap=main is None)


def _only_ours(pair: _Pairing) -> Iterator[Finding]:
    """A payment that never succeeded is rightly in no bill; what belongs to another day is looked for there."""
    ours = pair.ours
    assert ours is not None
    if weigh_ours(ours, pair.bill) == 0:
        return
    if ours.movement is Movement.REFUND:
        yield pair.finding(Category.REFUND_SHORTAGE)
    else:
        yield pair.finding(Category.DUPLICATE_WITH_US if pair.is_extra else Category.SHORTAGE)


def _only_theirs(theirs: Theirs, is_extra: bool) -> Category | None:
    if is_extra:
        return Category.DUPLICATE_AT_CHANNEL
    if theirs.movement is Movement.PAYMENT:
        return Category.SURPLUS_WITHOUT_ORDER
    # A refund that failed there and of which we know nothing moved no money.
    return None if theirs.outcome is BillOutcome.FAILED else Category.REFUND_SURPLUS


def _of_both(pair: _Pairing) -> Category | None:
    """The one category that explains the gap of a pair, the gravest first."""
    theirs, ours = pair.theirs, pair.ours
    assert theirs is not None
    assert ours is not None
    if theirs.movement is Movement.REFUND:
        return _of_refund(theirs, ours, pair.bill.day)
    if ours.standing is not Standing.SUCCEEDED:
        return Category.SURPLUS_WITH_ORDER
    if theirs.amount_fen != ours.amount_fen:
        return Category.AMOUNT_DIFFERS
    if theirs.reference != ours.reference:
        return Category.REFERENCE_DIFFERS
    return Category.CROSS_DAY if ours.day != pair.bill.day else None


def _of_refund(theirs: Theirs, ours: Ours, day: date) -> Category | None:
    agrees = (theirs.outcome, ours.standing) in _REFUNDS_AGREE
    if not agrees and ours.standing is Standing.FAILED:
        return Category.REFUND_SURPLUS
    if not agrees or theirs.amount_fen != ours.amount_fen:
        return Category.REFUND_DIFFERS
    is_there = ours.standing is not Standing.FAILED
    return Category.CROSS_DAY if is_there and ours.day != day else None


def _beside(pair: _Pairing, theirs: Theirs, *, has_gap: bool) -> Iterator[Finding]:
    """What is odd about a row besides; the gap is told once."""
    ours = pair.ours
    if theirs.account != pair.bill.account or (ours is not None and ours.account != theirs.account):
        yield pair.finding(Category.WRONG_ACCOUNT, with_gap=has_gap)
        has_gap = False
    if theirs.currency != CURRENCY:
        yield pair.finding(Category.CURRENCY, with_gap=has_gap)
    gap = theirs.fee_millifen - theirs.owed_millifen
    if gap:
        yield pair.finding(Category.FEE_DIFFERS, with_gap=False, fee_gap=gap)
