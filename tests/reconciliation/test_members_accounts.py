"""What the members' accounts say beside our payments, refunds and top-ups; and when their book is believed at all."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from own_town import MEMBER, TODAY, OwnTown, open_own_town

from wendan.channels.balance import Spending
from wendan.channels.bill_reading.layouts import read_bill
from wendan.channels.own_book import OwnBook
from wendan.domains.ordering.model import OrderState, Purpose
from wendan.domains.payments.model import PaymentWish
from wendan.domains.payments.service import begin
from wendan.domains.reconciliation.model import BillState, DifferenceState
from wendan.domains.refunds.model import RefundState
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.credit_value import bank_of
from wendan.flows.payment_rows import new_payment
from wendan.kernel.bills import Asked, BillName, BillRefused
from wendan.kernel.money import Fen
from wendan.kernel.news import Word


@pytest.fixture
async def town(database: str) -> AsyncIterator[OwnTown]:
    async with open_own_town(database) as opened:
        yield opened


async def test_a_day_of_top_ups_gifts_meals_and_refunds_is_closed_and_proved_by_every_balance(town: OwnTown):
    topped_up = await town.topped_up(1000)
    order, _ = await town.eats("balance")
    await town.eats("balance")
    await town.refunds(order, 200)
    await town.refunds(topped_up, 100)

    bill, differences = await town.next_morning("balance")

    assert (bill.state, bill.of_id, differences) == (BillState.CLOSED, town.store.merchant_id, [])
    # Meals 4.00, one given back; 10.00 paid in, of which 1.00 went back.
    assert (bill.theirs_fen, bill.ours_fen) == (400 - 200 + 1000 - 100, 1100)
    assert (bill.paid, bill.paid_fen, bill.returned, bill.returned_fen) == (2, 400, 1, 200)
    assert "running-balance" in bill.proved_by
    assert not await town.breaches()


async def test_a_second_day_begins_where_the_first_one_ended(town: OwnTown):
    await town.topped_up(1000)
    await town.clock.advance(24 * 3600)
    await town.eats("balance")
    await town.morning(2)
    bills = [await town.rings_for(await town.wants("balance", TODAY + timedelta(days=n))) for n in (0, 1)]

    assert [(each.state, each.theirs_fen, each.differences) for each in bills] == [
        (BillState.CLOSED, 1000, 0),
        (BillState.CLOSED, 200, 0),
    ]


async def test_value_that_moved_and_of_which_the_order_never_heard_feeds_its_guest(town: OwnTown):
    await town.topped_up(1000)
    order = await town.rice()
    file, stamp = await town.file(order), town.house.stamp()
    wish = PaymentWish("press", "balance", "members", "account", str(MEMBER), None)
    payment, changes = begin(new_payment(file, wish, stamp, "01"), stamp.now + timedelta(seconds=10))
    await town.house.database.commit(changes)
    # The bank has it, and the process dies before it can say so.
    asked = ("balance", str(MEMBER), payment.number, payment.amount_fen, payment.expires_at, "")
    await bank_of(town.house).spend(Spending(*asked))

    bill, [found] = await town.next_morning("balance")

    assert (found.category, found.state, found.gap_fen) == ("surplus-with-order", "SETTLED", 200)
    assert (await town.file(order)).order.state in (OrderState.CONFIRMED, OrderState.PREPARING)
    assert bill.state is BillState.CLOSED
    assert not await town.breaches()


async def test_a_payment_of_which_no_account_knows_is_missed(town: OwnTown):
    await town.topped_up(1000)
    await town.eats("balance")
    await town.house.database.execute("DELETE FROM value_move WHERE kind = 'PAYMENT'")
    await town.house.database.execute("UPDATE value_account SET balance_fen = balance_fen + 200")

    _, [found] = await town.next_morning("balance")

    assert (found.category, found.state, found.gap_fen) == ("shortage", "WAITING", -200)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE value_account SET balance_fen = balance_fen + 1",
        "UPDATE value_move SET amount_fen = -199 WHERE kind = 'PAYMENT'",
        "DELETE FROM value_move WHERE kind = 'PAYMENT'",
    ],
)
async def test_accounts_that_do_not_lead_from_their_opening_to_their_balance_prove_nothing(
    town: OwnTown, harm: str
):
    await town.topped_up(1000)
    await town.eats("balance")
    await town.house.database.execute(harm)

    bill, differences = await town.next_morning("balance")

    assert (bill.state, bill.flaw, differences) == (BillState.REFUSED, "total-differs", [])
    assert [case["type"] for case in await town.cases()] == ["bill-refused"]


async def test_money_whose_value_never_came_is_a_case(town: OwnTown):
    order = await town.buys(1000)
    await town.arrives(await town.begins(order))

    _, [found] = await town.next_morning("balance")

    assert (found.category, found.state, found.gap_fen) == ("top-up-differs", "IN_CASE", -1000)
    assert found.order_id == order.id


async def test_value_for_which_less_money_came_is_a_case(town: OwnTown):
    await town.topped_up(1000)
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 900")

    _, [found] = await town.next_morning("balance")

    assert (found.category, found.movement, found.gap_fen) == ("top-up-differs", "paid-in", 100)
    assert found.state is DifferenceState.IN_CASE


async def test_money_that_went_back_while_its_value_stayed_is_a_case(town: OwnTown):
    order = await town.topped_up(1000)
    await town.refunds(order, 100)
    await town.house.database.execute("DELETE FROM value_move WHERE kind IN ('TAKEN_BACK', 'GIFT_BACK')")
    await town.house.database.execute("UPDATE value_account SET balance_fen = 1055")

    _, [found] = await town.next_morning("balance")

    assert (found.category, found.movement, found.gap_fen) == ("top-up-differs", "taken-back", 100)


async def test_value_taken_once_for_a_refund_under_two_numbers_is_no_difference(town: OwnTown):
    order = await town.topped_up(1000)
    town.wechat.words = [Word.CLOSED, Word.SUCCEEDED]
    await town.refunds(order, 1000)
    again = next(r for r in (await town.file(order)).refunds if r.state is RefundState.CREATED)
    await town.drives(again)

    bill, differences = await town.next_morning("balance")

    assert (bill.state, bill.theirs_fen, differences) == (BillState.CLOSED, 0, [])


async def test_meals_eaten_now_and_repaid_later_have_a_bill_of_their_own(town: OwnTown):
    terms = CreditTerms(town.store.merchant_id, MEMBER, Fen(5000), is_open=True)
    await agree_credit(town.house, terms)
    await town.eats("pay-later")
    await town.eats("pay-later")
    await town.topped_up(200, Purpose.REPAYMENT)

    bill, differences = await town.next_morning("pay-later")

    assert (bill.state, differences) == (BillState.CLOSED, [])
    assert (bill.paid_fen, bill.theirs_fen) == (400, 600)


async def book_of(town: OwnTown, into: Path) -> tuple[OwnBook, Asked]:
    await town.topped_up(1000)
    await town.eats("balance")
    bills = town.house.channels["balance"].bills
    assert isinstance(bills, OwnBook)
    return bills, await bills.bill(BillName("balance", "members", TODAY, town.store.merchant_id), into)


async def test_a_book_in_which_any_digit_was_changed_is_not_believed_or_names_another_payment(
    town: OwnTown, tmp_path: Path
):
    path = tmp_path / "book"
    bills, asked = await book_of(town, path)
    whole = path.read_text()
    amounts = [line for line in whole.splitlines() if line.startswith(("payment", "paid-in", "gift"))]
    refused = 0
    for line in amounts:
        cells = line.split(",")
        for column in (6, 7):
            changed = [*cells]
            changed[column] = str(int(cells[column]) + 1)
            path.write_text(whole.replace(line, ",".join(changed)))
            with pytest.raises(BillRefused):
                read_bill(bills.layout, path, asked, tmp_path / "spool")
            refused += 1

    assert refused == 6
    assert not (tmp_path / "spool").exists()


async def test_a_book_that_was_cut_at_any_line_is_not_believed(town: OwnTown, tmp_path: Path):
    path = tmp_path / "book"
    bills, asked = await book_of(town, path)
    lines = path.read_text().splitlines(keepends=True)
    for until in range(len(lines)):
        path.write_text("".join(lines[:until]))
        with pytest.raises(BillRefused):
            read_bill(bills.layout, path, asked, tmp_path / "spool")

    path.write_text("".join(lines))
    assert read_bill(bills.layout, path, asked, tmp_path / "spool").totals.rows == 2
