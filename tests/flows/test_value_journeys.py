"""Orders that buy value: through the same doors as meals, with late, double, wrong and returning money."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from value_town import MEMBER, NOON, OtherSide, Town

from wendan.app import open_house
from wendan.channels.port import ChannelRefused, RefundAsk, RefundKey
from wendan.cli.drilling.menu import drill_store
from wendan.domains.balances.errors import ValueIsSpent
from wendan.domains.balances.model import CREDIT_TIMER
from wendan.domains.incidents.model import Proposal
from wendan.domains.ordering.model import OrderState
from wendan.domains.payments.model import Fate, PaymentState
from wendan.domains.refunds.model import RefundState
from wendan.flows.answers import Answer, news_of
from wendan.flows.case_file import CasePlace
from wendan.flows.credit_value import _credit_once
from wendan.flows.expire import give_up
from wendan.flows.menu import open_store
from wendan.flows.payment_rows import key_of
from wendan.flows.refund import RefundRequest, refund_order
from wendan.flows.resolve_case import Action, Decision, resolve_case
from wendan.flows.settle import Settlement, settle
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, Source, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.promises import find_breaches


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    clock = ManualClock(NOON)
    settings = Settings(database_url=database, top_up_gifts=((1000, 55),))
    async with open_house(settings, clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({"wechat": "1900000001"}, 10))
        wechat = OtherSide(clock)
        channels = {**house.channels, "wechat": wechat}
        yield Town(replace(house, channels=channels), clock, store, wechat)


async def test_a_top_up_confirmed_twice_and_carried_over_by_many_is_credited_once(town: Town):
    order = await town.buys(1000)
    payment = await town.begins(order)
    answers = [await town.arrives(payment) for _ in range(2)]
    await asyncio.gather(*(town.rings(order) for _ in range(5)))

    assert answers == [Settlement.CONFIRMED, Settlement.KNOWN]
    assert await town.holds() == 1055
    assert (await town.file(order)).order.state is OrderState.COMPLETED
    assert (await town.file(order)).tickets == []
    await town.is_well()


async def test_a_worker_that_dies_between_the_account_and_the_order_leaves_nothing_to_credit_twice(
    town: Town,
):
    order = await town.buys(1000)
    await town.arrives(await town.begins(order))
    await _credit_once(town.house, await town.file(order))
    kinds = {row["kind"] for row in await town.house.reports.fetch("SELECT kind FROM timer")}
    await town.rings(order)

    assert CREDIT_TIMER in kinds
    assert await town.holds() == 1055
    await town.is_well()


async def test_a_paid_top_up_that_nobody_carries_over_breaks_a_promise_once_its_clock_is_gone(town: Town):
    order = await town.buys(1000)
    await town.arrives(await town.begins(order))
    await town.house.reports.execute("DELETE FROM timer WHERE kind = 'value_credit'")
    breaches = await find_breaches(town.house.reports, NOON + timedelta(seconds=61))

    assert [breach.detail for breach in breaches] == ["value paid for but not credited, and no alarm clock"]


async def test_a_second_payment_goes_back_and_takes_no_value(town: Town):
    order = await town.buys(1000)
    first, second = await town.begins(order), await town.begins(order)
    await town.arrives(first)
    await town.arrives(second)
    await town.rings(order)
    [refund] = (await town.file(order)).refunds
    await town.drives(refund)

    assert (await town.holds(), town.wechat.given_back) == (1055, 1000)
    await town.is_well()


async def test_late_money_revives_a_top_up_at_any_hour(town: Town):
    order = await town.buys(1000)
    payment = await town.begins(order)
    closed = news_of(payment, Answer(Word.CLOSED, Source.QUERY, "CLOSED"), NOON)
    await settle(town.house, closed)
    await give_up(town.house, order.store_id, order.id, MEMBER)
    await town.house.reports.execute("UPDATE store SET is_taking_orders = false")
    settled = await town.arrives(payment)
    await town.rings(order)

    assert (settled, await town.holds()) == (Settlement.REVIVED, 1055)
    await town.is_well()


async def test_a_wrong_amount_that_is_accepted_credits_what_came(town: Town):
    order = await town.buys(1000)
    await town.arrives(await town.begins(order), 900)
    [case] = (await town.file(order)).cases
    proposal = Proposal(Action.ACCEPT, "顾客同意", "小王", UUID(int=3))
    place_of_case = CasePlace(case.store_id, case.id, None)
    await resolve_case(town.house, Decision(place_of_case, Action.ACCEPT, proposal))
    await town.rings(order)

    assert await town.holds() == 900
    await town.is_well()


async def test_a_refund_in_parts_takes_exactly_the_value_and_its_gift(town: Town):
    order = await town.topped_up(1000)
    held = [await town.holds()]
    for amount in (333, 333, 334):
        await town.refunds(order, amount)
        held.append(await town.holds())

    assert held == [1055, 1055 - 333 - 19, 1055 - 666 - 37, 0]
    assert town.wechat.given_back == 1000
    await town.is_well()


async def test_what_is_spent_is_not_given_back(town: Town):
    order = await town.topped_up(1000)
    await town.eats("balance")
    with pytest.raises(ValueIsSpent):
        await town.refunds(order, 1000)

    assert await town.holds() == 855
    await town.is_well()


async def test_a_refund_under_a_new_number_takes_the_value_once(town: Town):
    order = await town.topped_up(1000)
    town.wechat.words = [Word.CLOSED, Word.SUCCEEDED]
    await town.refunds(order, 1000)
    again = next(r for r in (await town.file(order)).refunds if r.state is RefundState.CREATED)
    await town.drives(again)

    assert (await town.holds(), town.wechat.given_back) == (0, 1000)
    await town.is_well()


async def test_value_spent_in_the_very_moment_keeps_the_money_and_calls_a_person(town: Town):
    order = await town.topped_up(1000)
    ask = RefundRequest(order.store_id, order.id, Fen(1000), "refund-key", "小王", "退")
    refund = await refund_order(town.house, ask)
    await town.eats("balance")
    await town.drives(refund)
    file = await town.file(order)

    assert file.refunds[0].state is RefundState.FAILED
    assert [case.type for case in file.cases] == ["refund-failed"]
    assert (await town.holds(), town.wechat.given_back) == (855, 0)
    await town.is_well()


async def test_a_meal_paid_by_balance_is_refunded_into_it(town: Town):
    await town.topped_up(1000)
    order, payment = await town.eats("balance")
    refund = await town.refunds(order, 200)

    assert (payment.state, payment.fate) == (PaymentState.SUCCEEDED, Fate.KEPT)
    assert refund.state is RefundState.SUCCEEDED
    assert await town.holds() == 1055
    await town.is_well()


async def test_a_refused_channel_answer_is_never_taken_for_money(town: Town):
    order, payment = await town.eats("balance")

    assert (payment.state, payment.cause) == (PaymentState.FAILED, Cause.ACCOUNT_RESTRICTED)
    assert (await town.file(order)).order.state is OrderState.AWAITING_PAYMENT
    with pytest.raises(ChannelRefused):
        await town.house.channels["balance"].refund(
            RefundAsk(
                RefundKey("members", f"R{payment.number[1:]}", NOON, key_of(payment)), Fen(1), Fen(1), ""
            )
        )
    await town.is_well()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE value_account SET balance_fen = balance_fen + 1",
        "DELETE FROM ledger_transaction WHERE kind = 'value-moved'",
        "UPDATE value_move SET refunded_fen = 1 WHERE kind = 'TOP_UP'",
        "UPDATE value_move SET amount_fen = amount_fen - 1 WHERE kind = 'GIFT'",
    ],
)
async def test_a_fen_that_is_not_where_the_books_say_breaks_a_promise(town: Town, harm: str):
    await town.topped_up(1000)
    await town.is_well()
    await town.house.reports.execute(harm)

    assert "P6" in {breach.promise for breach in await find_breaches(town.house.reports, NOON)}
