"""A payout pays the oldest days first, none beyond what is open of it, and comes out even."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.ledger.model.payouts import OpenDay
from wendan.domains.ledger.rules.payouts import allocate
from wendan.kernel.money import Fen

MONDAY = date(2026, 11, 23)
A, B = UUID(int=1), UUID(int=2)


def open_day(store: UUID, nth: int, fen: int) -> OpenDay:
    return OpenDay(store, MONDAY + timedelta(days=nth), Fen(fen))


open_days = st.dictionaries(
    st.tuples(st.sampled_from([A, B, UUID(int=3)]), st.integers(0, 9)),
    st.integers(-500, 500).filter(bool),
    max_size=20,
).map(lambda found: [open_day(store, nth, fen) for (store, nth), fen in found.items()])
amounts = st.integers(1, 3000).map(Fen)


@given(amounts, open_days)
def test_what_was_paid_and_what_is_beyond_come_to_the_payout(amount, days):
    found = allocate(amount, days)

    assert sum(each.fen for each in found.paid) + found.beyond_fen == amount
    assert 0 <= found.beyond_fen <= amount


@given(amounts, open_days)
def test_no_day_is_paid_beyond_what_is_open_of_it(amount, days):
    still_open = {(each.store_id, each.day): each.fen for each in days}
    for each in allocate(amount, days).paid:
        whole = still_open[each.store_id, each.day]

        assert each.fen
        assert min(0, whole) <= each.fen <= max(0, whole)


@given(amounts, open_days)
def test_a_day_is_paid_only_when_every_older_one_is_and_of_one_day_the_stores_in_their_order(amount, days):
    paid = {(each.store_id, each.day): each.fen for each in allocate(amount, days).paid}
    in_order = sorted((each.day, each.store_id, each.fen) for each in days if each.fen > 0)
    lacking = [whole - paid.get((store, day), 0) for day, store, whole in in_order]
    first_short = next((nth for nth, each in enumerate(lacking) if each), len(lacking))

    assert all((store, day) not in paid for day, store, _ in in_order[first_short + 1 :])


@given(amounts, open_days)
def test_nothing_is_beyond_while_anything_is_open(amount, days):
    found = allocate(amount, days)
    if found.beyond_fen:
        assert sorted(found.paid, key=repr) == sorted((each for each in days if each.fen > 0), key=repr)


@given(amounts, open_days, st.randoms())
def test_the_order_in_which_days_are_told_decides_nothing(amount, days, chance):
    shuffled = chance.sample(days, len(days))

    assert allocate(amount, shuffled) == allocate(amount, days)


def test_what_the_channel_takes_back_for_refunds_is_taken_from_the_days_that_it_pays():
    days = [open_day(A, 0, 100), open_day(B, 0, -30), open_day(A, 1, 50)]

    assert allocate(Fen(70), days).paid == [open_day(A, 0, 100), open_day(B, 0, -30)]


def test_a_refund_of_after_the_payout_stays_open_and_nothing_is_beyond():
    found = allocate(Fen(100), [open_day(A, 0, 100), open_day(A, 1, -30)])

    assert (found.paid, found.beyond_fen) == ([open_day(A, 0, 100)], 0)
