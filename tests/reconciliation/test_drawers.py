"""What the drawers say beside our payments: each note in and out, and every count."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from own_town import MEMBER, TODAY, WANG, OwnTown, open_own_town

from wendan.domains.catalog.model import Merchant
from wendan.domains.catalog.store import MERCHANT
from wendan.domains.incidents.model import Proposal
from wendan.domains.incidents.store import MY_CASE
from wendan.domains.ordering.model import OrderState
from wendan.domains.reconciliation.errors import BillIsUnknown
from wendan.domains.reconciliation.model import BillState, DifferenceState
from wendan.domains.shifts.model import Slip
from wendan.flows.bill_file import list_bills, my_bill
from wendan.flows.case_file import CasePlace
from wendan.flows.repair_case import RepairWish, repair_by_person
from wendan.flows.resolve_case import Action, Decision, resolve_case
from wendan.flows.return_cash import hand_back
from wendan.flows.take_at_counter import Taking, take
from wendan.platform.changes import Changes


@pytest.fixture
async def town(database: str) -> AsyncIterator[OwnTown]:
    async with open_own_town(database) as opened:
        yield opened


async def test_a_drawer_that_holds_what_went_through_it_closes_its_day(town: OwnTown):
    shift = await town.begins_shift(5000)
    orders = [await town.eats_for_cash() for _ in range(3)]
    await town.gives_cash_back(orders[0])
    await town.counts(shift, 5400)

    bill, differences = await town.next_morning("cash")

    assert (bill.state, bill.of_id, differences) == (BillState.CLOSED, town.store.store_id, [])
    assert (bill.theirs_fen, bill.ours_fen, bill.paid, bill.returned) == (400, 400, 3, 1)
    assert bill.proved_by == ["total", "running-balance"]
    assert not await town.breaches()


@pytest.mark.parametrize(("counted", "gap", "side"), [(5150, -50, "0.50 less"), (5230, 30, "0.30 more")])
async def test_a_drawer_counted_wrong_is_a_case_with_its_shift_cashier_and_amount(
    town: OwnTown, counted: int, gap: int, side: str
):
    shift = await town.begins_shift(5000)
    await town.eats_for_cash()
    await town.counts(shift, counted)

    bill, [found] = await town.next_morning("cash")

    assert (found.category, found.state, found.gap_fen) == ("drawer-differs", "IN_CASE", gap)
    assert (found.number, found.store_id) == (str(shift.id), town.store.store_id)
    assert (bill.state, bill.theirs_fen, bill.ours_fen) == (BillState.CLOSED, 200 + gap, 200)
    [case] = await town.cases()
    assert (case["type"], case["amount_fen"]) == ("books-differ", abs(gap))
    assert case["reason"].endswith(f"{shift.id}; 小王 counted {side} than the drawer's movements say")


@pytest.mark.parametrize("by", ["case", "door"])
async def test_what_a_drawer_lacks_is_booked_with_the_words_that_settle_it(town: OwnTown, by: str):
    shift = await town.begins_shift(5000)
    await town.eats_for_cash()
    await town.counts(shift, 5150)
    bill, [found] = await town.next_morning("cash")
    proposal = Proposal("done", "找错了零钱", "会计", MEMBER)
    if by == "case":
        assert found.case_id is not None
        place = CasePlace(found.store_id, found.case_id, town.store.merchant_id)
        await resolve_case(town.house, Decision(place, Action.DONE, proposal))
    else:
        wish = RepairWish((found.store_id, found.id), town.store.merchant_id, (MEMBER, "会计"), "找错了零钱")
        await repair_by_person(town.house, wish)

    [settled] = await town.differences(bill)
    booked = await town.house.reports.fetch(
        "SELECT account, sum(amount_fen) AS fen FROM ledger_entry WHERE account LIKE '%:cash:%' GROUP BY account"
    )
    assert settled.state is DifferenceState.SETTLED
    assert {row["account"]: row["fen"] for row in booked} == {
        "receivable:cash:drawer": 150,
        "drawer-differences:cash:drawer": 50,
    }
    assert not await town.breaches()


async def test_a_missing_count_is_seen_by_its_own_merchant_and_by_no_other(town: OwnTown):
    await town.begins_shift(5000)
    bill, _ = await town.next_morning("cash")
    await town.clock.advance(12 * 3600)
    await town.rings_for(bill)
    [case] = await town.cases()
    seen = [
        await town.house.database.read(
            MY_CASE, store_id=case["store_id"], case_id=case["id"], merchant_id=merchant
        )
        for merchant in (town.store.merchant_id, MEMBER)
    ]

    assert [each is not None for each in seen] == [True, False]


async def test_a_day_waits_for_the_count_of_each_drawer_and_a_person_hears_of_it_in_the_evening(
    town: OwnTown,
):
    shift = await town.begins_shift(5000)
    await town.eats_for_cash()
    bill, _ = await town.next_morning("cash")
    none_yet = await town.cases()
    await town.clock.advance(12 * 3600)
    in_the_evening = await town.rings_for(bill)
    [case] = await town.cases()
    await town.counts(shift, 5200)
    counted = await town.rings_for(bill)

    assert (bill.state, none_yet) == (BillState.WANTED, [])
    assert in_the_evening.state is BillState.MISSING
    assert case["type"] == "bill-missing"
    assert "1 shifts are not counted yet, the first 小王's of 11-23 12:00" in case["reason"]
    assert counted.state is BillState.CLOSED
    assert [each["state"] for each in await town.cases()] == ["RESOLVED"]


async def test_a_shift_without_any_money_keeps_its_day_open_too(town: OwnTown):
    await town.begins_shift(5000)
    bill, _ = await town.next_morning("cash")
    await town.clock.advance(12 * 3600)

    assert (await town.rings_for(bill)).state is BillState.MISSING


async def test_a_night_shift_counts_for_the_day_on_which_it_began(town: OwnTown):
    await town.clock.advance(11.5 * 3600)
    shift = await town.begins_shift(5000)
    await town.eats_for_cash()
    await town.clock.advance(3600)
    await town.eats_for_cash()
    await town.counts(shift, 5390)
    bill, [found] = await town.next_morning("cash")
    await town.morning(2)
    next_day = await town.rings_for(await town.wants("cash", TODAY + timedelta(days=1)))

    assert (found.category, found.gap_fen, bill.theirs_fen) == ("drawer-differs", -10, 190)
    assert (next_day.state, next_day.theirs_fen, next_day.differences) == (BillState.CLOSED, 200, 0)


async def test_money_a_cashier_confirmed_and_nobody_settled_is_found_and_feeds_its_guest(town: OwnTown):
    shift = await town.begins_shift(5000)
    order = await town.confirms_and_dies()
    await town.counts(shift, 5200)

    bill, [found] = await town.next_morning("cash")

    assert (found.category, found.state, found.gap_fen) == ("surplus-with-order", "SETTLED", 200)
    assert (await town.file(order)).order.state in (OrderState.CONFIRMED, OrderState.PREPARING)
    assert bill.state is BillState.CLOSED
    # Whatever the worker's clock would have made of the kept word: the books know the money now.
    assert {breach.detail for breach in await town.breaches()} == {"a callback kept but not settled"}


async def test_a_payment_that_went_through_no_drawer_is_asked_about_and_a_persons(town: OwnTown):
    shift = await town.begins_shift(5000)
    order = await town.eats_for_cash()
    await town.house.database.execute("DELETE FROM cash_move")
    await town.counts(shift, 5000)

    bill, [found] = await town.next_morning("cash")
    [case] = [each for each in await town.cases() if each["order_id"] == order.id]
    await town.morning(5)
    await town.rings_for(bill)
    [later] = await town.differences(bill)

    assert (found.category, found.state, found.gap_fen) == ("shortage", "WAITING", -200)
    assert case["type"] == "contradiction"
    assert (later.state, later.case_id) == (DifferenceState.IN_CASE, case["id"])


async def test_a_note_of_another_amount_is_a_case(town: OwnTown):
    shift = await town.begins_shift(5000)
    await town.eats_for_cash()
    await town.house.database.execute("UPDATE cash_move SET amount_fen = 180")
    await town.counts(shift, 5180)

    _, [found] = await town.next_morning("cash")

    assert (found.category, found.state, found.gap_fen) == ("amount-differs", "IN_CASE", -20)


async def test_a_refund_that_waits_at_the_counter_is_found_and_ends_when_it_is_handed_out(town: OwnTown):
    shift = await town.begins_shift(5000)
    order = await town.eats_for_cash()
    await town.refunds(order, 200)
    await town.counts(shift, 5200)
    bill, [waiting] = await town.next_morning("cash")
    later = await town.begins_shift(5000)
    await hand_back(town.house, (order.store_id, order.id), WANG)
    await town.counts(later, 4800)
    closed = await town.rings_for(bill)
    [ended] = await town.differences(bill)
    await town.morning(2)
    next_day = await town.rings_for(await town.wants("cash", TODAY + timedelta(days=1)))

    assert (waiting.category, waiting.state, waiting.gap_fen) == ("refund-shortage", "WAITING", 200)
    assert (ended.state, closed.state) == (DifferenceState.SETTLED, BillState.CLOSED)
    assert (next_day.state, next_day.theirs_fen, next_day.differences) == (BillState.CLOSED, -200, 0)


async def test_a_refund_handed_out_of_which_nobody_told_the_order_is_settled_by_the_drawers_word(
    town: OwnTown,
):
    shift = await town.begins_shift(5000)
    order = await town.eats_for_cash()
    await town.gives_cash_back(order)
    await town.house.database.execute(
        "UPDATE refund SET state = 'PROCESSING', finished_at = NULL, reference = NULL, proof_id = NULL"
    )
    await town.house.database.execute("DELETE FROM ledger_transaction WHERE kind = 'refund-paid'")
    await town.counts(shift, 5000)

    bill, [found] = await town.next_morning("cash")

    assert (found.category, found.state) == ("refund-differs", "SETTLED")
    assert [refund.state for refund in (await town.file(order)).refunds] == ["SUCCEEDED"]
    assert bill.state is BillState.CLOSED


async def test_slips_of_the_card_terminal_are_held_against_payments_and_wait_for_no_count(town: OwnTown):
    await town.begins_shift(5000)
    for voucher in ("000101", "000102"):
        order = await town.rice()
        slip = Slip("T1", voucher)
        place = (order.store_id, order.id)
        await take(town.house, Taking(*place, "bank-card", "terminal", WANG, f"card-{voucher}", slip=slip))
    await town.house.database.execute("DELETE FROM cash_move WHERE voucher = '000102'")

    bill, [found] = await town.next_morning("bank-card")

    assert (bill.theirs_fen, bill.ours_fen, bill.rows) == (200, 400, 1)
    assert (found.category, found.gap_fen) == ("shortage", -200)


async def test_a_store_without_cash_has_an_empty_day(town: OwnTown):
    bill, differences = await town.next_morning("cash")

    assert (bill.state, differences) == (BillState.EMPTY, [])


async def test_a_merchant_sees_the_drawers_of_its_own_stores_and_of_no_other(town: OwnTown):
    shift = await town.begins_shift(5000)
    await town.counts(shift, 4999)
    bill, _ = await town.next_morning("cash")
    stamp = town.house.stamp()
    other = stamp.id()
    await town.house.database.commit(Changes.of(MERCHANT.insert(Merchant(other, "别家", stamp.now))))
    mine = await list_bills(town.house, town.store.merchant_id, (TODAY, TODAY))

    assert {each.channel for each in mine} == {"cash", "bank-card", "balance", "pay-later"}
    assert await list_bills(town.house, other, (TODAY, TODAY)) == []
    with pytest.raises(BillIsUnknown):
        await my_bill(town.house, bill.id, other)
