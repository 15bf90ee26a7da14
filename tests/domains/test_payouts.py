"""A payout pays the oldest days first, none beyond what is open of it, and comes out even."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.ledger.model.payouts import OpenDay, Payout, PayoutSource
from wendan.domains.ledger.rules.payouts import allocate, place_in_turn
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


def payout(nth: int, day: int, amount: int, beyond: int = 0) -> Payout:
    return Payout(
        *(UUID(int=0), UUID(int=nth), "wechat", "1900000001", f"P{nth}", MONDAY + timedelta(days=day)),
        *(Fen(amount), Fen(beyond), PayoutSource.BILL, None, "", datetime(2026, 11, 30, tzinfo=UTC)),
    )


older_payouts = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 500)), max_size=4).map(
    lambda found: [payout(nth + 2, day, beyond, beyond) for nth, (day, beyond) in enumerate(found)]
)


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


@given(amounts, older_payouts, open_days)
def test_what_older_payouts_had_too_much_is_neither_lost_nor_made(amount, older, days):
    new, found = place_in_turn(payout(1, 9, amount), older, days)
    now = {each.id: each for each in older} | {each.payout.id: each.payout for each in found}
    paid = sum(day.fen for each in (new, *found) for day in each.paid)

    assert paid + new.payout.beyond_fen + sum(each.beyond_fen for each in now.values()) == amount + sum(
        each.beyond_fen for each in older
    )
    assert all(0 <= each.beyond_fen <= each.amount_fen for each in (new.payout, *now.values()))


@given(amounts, older_payouts, open_days)
def test_payouts_together_pay_no_day_beyond_what_is_open_and_an_older_one_only_days_before_its_own(
    amount, older, days
):
    new, found = place_in_turn(payout(1, 9, amount), older, days)
    paid = Counter[tuple[UUID, date]]()
    for each in (day for placed in (new, *found) for day in placed.paid):
        paid[each.store_id, each.day] += each.fen
    for each in days:
        assert min(0, each.fen) <= paid[each.store_id, each.day] <= max(0, each.fen)
    assert all(day.day < placed.payout.day for placed in found for day in placed.paid)


def test_a_sale_that_turns_up_late_is_paid_by_the_payout_that_had_too_much_then():
    had_too_much = payout(2, 3, 500, beyond=200)
    new, [older] = place_in_turn(
        payout(1, 4, 100), [had_too_much], [open_day(A, 2, 150), open_day(A, 3, 100)]
    )

    assert (older.payout.beyond_fen, older.paid) == (50, [open_day(A, 2, 150)])
    assert (new.payout.beyond_fen, new.paid) == (0, [open_day(A, 3, 100)])
