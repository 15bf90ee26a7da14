"""The members' accounts as a channel: paid at once or certainly not, once per number, never after a close."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from bank_bench import MEMBER, NOON, Bench

from wendan.channels.port import CallbackRejected, ChannelRefused, CloseAnswer
from wendan.cli.drilling.menu import drill_store
from wendan.domains.balances.errors import LimitIsBelowDebt
from wendan.domains.balances.model import AccountKind
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.menu import open_store
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, Source, Subject, Word
from wendan.promises import find_breaches


async def test_an_account_pays_at_once_and_its_answer_is_news(bench: Bench):
    number = bench.number()
    prepared = await bench.channel().prepare(bench.ask(number))
    asked = await bench.channel().query(bench.key(number))

    assert prepared.news is not None
    assert prepared.parameters == {}
    assert (prepared.news.word, prepared.news.amount_fen, prepared.news.source) == (
        Word.SUCCEEDED,
        1250,
        Source.REQUEST,
    )
    assert prepared.news.reference == asked.reference
    assert (asked.word, asked.amount_fen, asked.currency) == (Word.SUCCEEDED, 1250, "CNY")
    assert asked.happened_at == NOON
    assert await bench.holds() == 750


async def test_the_same_number_again_is_the_same_payment(bench: Bench):
    number = bench.number()
    first = await bench.channel().prepare(bench.ask(number))
    await bench.clock.advance(3600)
    again = await bench.channel().prepare(replace(bench.ask(number), expires_at=NOON))

    assert first.news is not None
    assert again.news is not None
    assert again.news.reference == first.news.reference
    assert await bench.holds() == 750


@pytest.mark.parametrize("change", [{"amount_fen": 1251}, {"payer": str(UUID(int=8))}])
async def test_the_same_number_with_other_content_is_refused(bench: Bench, change: dict[str, object]):
    number = bench.number()
    await bench.channel().prepare(bench.ask(number))
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().prepare(replace(bench.ask(number), **change))  # type: ignore[arg-type]

    assert (refused.value.cause, refused.value.retryable) == (Cause.DUPLICATE_REFUSED, False)


async def test_a_number_paid_from_one_account_is_not_paid_from_the_other(bench: Bench):
    number = bench.number()
    await bench.channel().prepare(bench.ask(number))
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel("pay-later").prepare(bench.ask(number))

    assert refused.value.cause is Cause.DUPLICATE_REFUSED


@pytest.mark.parametrize(
    ("channel", "amount", "cause"),
    [("balance", 2001, Cause.BALANCE_INSUFFICIENT), ("pay-later", 1501, Cause.LIMIT_EXCEEDED)],
)
async def test_what_an_account_does_not_hold_is_refused(
    bench: Bench, channel: str, amount: int, cause: Cause
):
    number = bench.number()
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel(channel).prepare(bench.ask(number, amount))

    assert (refused.value.cause, refused.value.retryable) == (cause, False)
    assert (await bench.channel(channel).query(bench.key(number))).word is Word.CLOSED


async def test_a_no_is_for_good_whatever_comes_into_the_account_meanwhile(bench: Bench):
    number = bench.number()
    for _ in range(2):
        with pytest.raises(ChannelRefused) as refused:
            await bench.channel().prepare(bench.ask(number, 2001))
        assert refused.value.cause is Cause.BALANCE_INSUFFICIENT
        await bench.house.reports.execute("UPDATE value_account SET balance_fen = balance_fen + 1")

    assert await bench.holds() == 2002


@pytest.mark.parametrize("payer", [None, "nobody", str(UUID(int=8))])
async def test_somebody_without_an_account_pays_nothing(bench: Bench, payer: str | None):
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().prepare(bench.ask(bench.number(), payer=payer))

    assert refused.value.cause is Cause.ACCOUNT_RESTRICTED


@pytest.mark.parametrize("number", ["somebody-elses", "x" * 32])
async def test_a_number_that_is_not_ours_is_our_mistake_and_not_the_members(bench: Bench, number: str):
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().prepare(bench.ask(number))

    assert (refused.value.code, refused.value.cause) == ("number-not-ours", Cause.OUR_MISTAKE)


async def test_one_merchants_members_never_pay_at_another(bench: Bench):
    other = replace(drill_store({}, 10), store_no=2, merchant="别的商户", brand="别的品牌")
    await open_store(bench.house, other)
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().prepare(bench.ask(bench.number(store_no=2)))

    assert refused.value.code == "no-account"
    assert await bench.holds() == 2000


async def test_after_a_close_nobody_can_pay_and_the_number_is_closed_for_good(bench: Bench):
    number = bench.number()
    first = await bench.channel().close(bench.key(number))
    second = await bench.channel().close(bench.key(number))
    with pytest.raises(ChannelRefused):
        await bench.channel().prepare(bench.ask(number))

    assert first.answer is second.answer is CloseAnswer.CLOSED
    assert (await bench.channel().query(bench.key(number))).word is Word.CLOSED
    assert await bench.holds() == 2000


async def test_closing_a_paid_payment_says_that_it_is_paid(bench: Bench):
    number = bench.number()
    await bench.channel().prepare(bench.ask(number))

    assert (await bench.channel().close(bench.key(number))).answer is CloseAnswer.ALREADY_PAID


async def test_paying_and_closing_at_one_moment_end_as_one_of_both(bench: Bench):
    for _ in range(10):
        number = bench.number()
        paid, closed = await asyncio.gather(
            bench.channel().prepare(bench.ask(number, 100)),
            bench.channel().close(bench.key(number)),
            return_exceptions=True,
        )

        assert not isinstance(closed, BaseException)
        assert (closed.answer is CloseAnswer.CLOSED) == isinstance(paid, ChannelRefused)


async def test_what_nobody_asked_for_is_missing(bench: Bench):
    payment, refund = bench.number(), bench.number("R")

    assert (await bench.channel().query(bench.key(payment))).word is Word.MISSING
    assert (await bench.channel().query_refund(bench.refund(refund, payment).key)).word is Word.MISSING


async def test_who_comes_after_the_last_moment_is_refused(bench: Bench):
    ask = bench.ask(bench.number())
    await bench.clock.advance(1801)
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().prepare(ask)

    assert refused.value.cause is Cause.EXPIRED


async def test_a_refund_is_back_at_once_and_the_same_again_is_the_same(bench: Bench):
    number, back = bench.number(), bench.number("R")
    await bench.channel().prepare(bench.ask(number))
    first = await bench.channel().refund(bench.refund(back, number))
    again = await bench.channel().refund(bench.refund(back, number))
    known = await bench.channel().query_refund(bench.refund(back, number).key)

    assert first.word is again.word is known.word is Word.SUCCEEDED
    assert {news.reference for news in (first, again, known)} == {first.reference}
    assert {news.subject for news in (first, again, known)} == {Subject.REFUND}
    assert (first.amount_fen, await bench.holds()) == (300, 1050)
    assert (await bench.channel().query(bench.key(number))).amount_fen == 1250


async def test_more_than_was_paid_is_never_refunded_even_at_one_moment(bench: Bench):
    number = bench.number()
    await bench.channel().prepare(bench.ask(number))
    asks = [bench.refund(bench.number("R"), number, 500) for _ in range(6)]
    answers = await asyncio.gather(*(bench.channel().refund(ask) for ask in asks), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, ChannelRefused)]

    assert {each.cause for each in refused} == {Cause.AMOUNT_MISMATCH}
    assert (len(refused), await bench.holds()) == (4, 750 + 1000)


async def test_a_refund_of_nothing_or_with_other_content_is_refused(bench: Bench):
    number, back = bench.number(), bench.number("R")
    with pytest.raises(ChannelRefused):
        await bench.channel().refund(bench.refund(back, number))
    await bench.channel().close(bench.key(number))
    with pytest.raises(ChannelRefused):
        await bench.channel().refund(bench.refund(back, number))
    paid = bench.number()
    await bench.channel().prepare(bench.ask(paid))
    await bench.channel().refund(bench.refund(back, paid, 300))
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel().refund(bench.refund(back, paid, 301))

    assert refused.value.cause is Cause.DUPLICATE_REFUSED


async def test_twenty_payments_at_one_moment_spend_no_more_than_there_is(bench: Bench):
    asks = [bench.ask(bench.number(), 300) for _ in range(20)]
    answers = await asyncio.gather(*(bench.channel().prepare(ask) for ask in asks), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, ChannelRefused)]

    assert {each.cause for each in refused} == {Cause.BALANCE_INSUFFICIENT}
    assert (len(refused), await bench.holds()) == (14, 200)


async def test_a_debt_that_is_due_keeps_the_account_from_paying(bench: Bench):
    await bench.channel("pay-later").prepare(bench.ask(bench.number(), 1000))
    await bench.clock.advance(30 * 86400 + 1)
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel("pay-later").prepare(bench.ask(bench.number(), 100))

    assert (refused.value.code, refused.value.cause) == ("debt-overdue", Cause.ACCOUNT_RESTRICTED)


async def test_a_limit_may_not_fall_below_what_is_owed(bench: Bench):
    await bench.channel("pay-later").prepare(bench.ask(bench.number(), 1000))
    terms = CreditTerms(bench.store.merchant_id, MEMBER, Fen(999), is_open=True)
    with pytest.raises(LimitIsBelowDebt):
        await agree_credit(bench.house, terms)
    await agree_credit(bench.house, replace(terms, limit_fen=Fen(1000), is_open=False))
    with pytest.raises(ChannelRefused) as refused:
        await bench.channel("pay-later").prepare(bench.ask(bench.number(), 1))

    assert refused.value.code == "account-not-open"
    assert await bench.holds(AccountKind.CREDIT) == -1000


async def test_a_database_that_is_away_is_silence(bench: Bench):
    number = bench.number()
    bench.house.database.pool.terminate()

    for asking in (
        bench.channel().prepare(bench.ask(number)),
        bench.channel().query(bench.key(number)),
        bench.channel().close(bench.key(number)),
        bench.channel().refund(bench.refund(bench.number("R"), number)),
    ):
        with pytest.raises(Silence):
            await asking


async def test_nobody_calls_and_no_keys_are_needed(bench: Bench):
    channel = bench.channel()
    await channel.warm()
    await channel.aclose()

    assert channel.serves("members")
    assert not channel.lacks_keys
    assert not channel.calls_back
    with pytest.raises(CallbackRejected):
        channel.hear("members", {}, b"{}", NOON)


async def test_every_move_is_in_the_books(bench: Bench):
    number = bench.number()
    await bench.channel().prepare(bench.ask(number))
    await bench.channel().refund(bench.refund(bench.number("R"), number))
    await bench.channel("pay-later").prepare(bench.ask(bench.number(), 500))
    breaches = await find_breaches(bench.house.reports, NOON)

    # The fixture's 2,000 fen fell from the sky, and that is what the promise says.
    assert {breach.promise for breach in breaches} == {"P6"}
    assert {breach.detail for breach in breaches} == {
        "the account holds 1050, its moves say -950",
        "ledger says -950, members' accounts say 1050",
    }
