"""UnionPay keeps what every channel promises, against the sandbox; where it cannot, the override says why."""

from datetime import timedelta
from typing import Any

import pytest
from conformance import ChannelConformance, Stage

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word

OVER_S = 30 * 60 + 600


class TestUnionPay(ChannelConformance):
    # The four facts below replace those of the suite: UnionPay has no close and no word for "not paid yet".

    async def test_a_prepared_payment_is_accepted_until_somebody_pays(self, stage: Stage) -> None:
        """It says 34 ("no such transaction") of an order that nobody has paid: MISSING."""
        await stage.channel.prepare(stage.ask("ORDER-1"))
        news = await stage.channel.query(stage.key("ORDER-1"))

        assert (news.word, news.number, news.amount_fen) == (Word.MISSING, "ORDER-1", None)

    async def test_what_nobody_ordered_is_missing(self, stage: Stage) -> None:
        """And cannot be told from what nobody has paid yet: a close waits for the last moment to pay."""
        key = stage.key("NOBODY-1")

        assert (await stage.channel.query(key)).word is Word.MISSING
        assert (await stage.channel.query_refund(stage.refund_key("NOBODY-1"))).word is Word.MISSING
        assert (await stage.channel.close(key)).answer is CloseAnswer.NOT_YET
        await stage.clock.advance(OVER_S)
        assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED

    async def test_after_a_close_nobody_can_pay(self, stage: Stage) -> None:
        """NOT_YET until the last moment to pay and the margin are over; nothing but time ends an order here."""
        await stage.channel.prepare(stage.ask("ORDER-1"))
        key = stage.key("ORDER-1")

        now, first = stage.clock.now(), await stage.channel.close(key)
        assert (first.answer, first.ends_at) == (CloseAnswer.NOT_YET, now + timedelta(seconds=OVER_S))
        await stage.clock.advance(OVER_S - 1)
        assert (await stage.channel.close(key)).answer is CloseAnswer.NOT_YET
        assert (await stage.channel.query(key)).word is Word.MISSING
        await stage.clock.advance(1)
        assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED
        assert (await stage.channel.query(key)).word is Word.CLOSED
        assert not await stage.other_side.can_pay("ORDER-1")

    async def test_an_unclear_close_is_silence_and_closing_again_closes(self, stage: Stage) -> None:
        """A close is a query here, after the last moment to pay."""
        keys = [stage.key(f"ORDER-{n}") for n in range(len(stage.silences))]
        for key in keys:
            await stage.channel.prepare(stage.ask(key.number))
        await stage.clock.advance(OVER_S)
        for key, fault in zip(keys, stage.silences, strict=True):
            stage.other_side.spoil("close", fault)
            with pytest.raises(Silence):
                await stage.channel.close(key)

            assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED

    # From here on UnionPay's own.

    async def test_money_that_came_after_the_last_moment_is_still_money(self, stage: Stage) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        await stage.clock.advance(OVER_S)
        side: Any = stage.other_side
        assert (await side.sandbox.pay("ORDER-1", is_late=True))[0] == 200

        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.SUCCEEDED
        assert (await stage.channel.close(stage.key("ORDER-1"))).answer is CloseAnswer.ALREADY_PAID

    async def test_another_time_is_another_order(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        key = stage.key("ORDER-1")
        await stage.clock.advance(5)
        stage.begun_at = stage.clock.now()

        assert (await stage.channel.query(key)).word is Word.SUCCEEDED
        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.MISSING

    @pytest.mark.parametrize(
        ("cause", "ours"),
        [
            ("balance-insufficient", Cause.BALANCE_INSUFFICIENT),
            ("limit-exceeded", Cause.LIMIT_EXCEEDED),
            ("account-restricted", Cause.ACCOUNT_RESTRICTED),
            ("risk-check", Cause.RISK_CHECK),
        ],
    )
    async def test_an_attempt_that_failed_says_why_and_is_final_only_when_time_is_over(
        self, stage: Stage, cause: str, ours: Cause
    ) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        side: Any = stage.other_side
        await side.sandbox.call("POST", "/payments/ORDER-1/fail", {"cause": cause})
        news = await stage.channel.query(stage.key("ORDER-1"))
        await stage.clock.advance(OVER_S)
        at_last = await stage.channel.query(stage.key("ORDER-1"))

        assert (news.word, news.cause) == (Word.ACCEPTED, ours)
        assert (at_last.word, at_last.cause) == (Word.DECLINED, ours)

    async def test_a_customer_who_failed_pays_with_another_card_under_the_same_number(
        self, stage: Stage
    ) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        side: Any = stage.other_side
        await side.sandbox.call("POST", "/payments/ORDER-1/fail", {"cause": "balance-insufficient"})
        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.ACCEPTED
        await stage.other_side.pay("ORDER-1")

        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.SUCCEEDED

    @pytest.mark.parametrize(
        ("fault", "cause", "again"),
        [
            ("over-limit", Cause.LIMIT_EXCEEDED, False),
            ("risky", Cause.RISK_CHECK, False),
            ("limited", Cause.CHANNEL_BUSY, True),
        ],
    )
    async def test_a_certain_no_says_why_and_took_nothing(
        self, stage: Stage, fault: str, cause: Cause, again: bool
    ) -> None:
        stage.other_side.spoil("prepare", fault)
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(stage.ask("ORDER-1"))

        assert (refused.value.cause, refused.value.retryable) == (cause, again)
        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.MISSING

    async def test_a_refund_finds_the_reference_itself_and_needs_a_payment(self, stage: Stage) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        refund = stage.refund("BACK-1", "ORDER-1")
        assert refund.key.payment.reference is None
        with pytest.raises(Silence):
            await stage.channel.refund(refund)
        await stage.other_side.pay("ORDER-1")

        assert (await stage.channel.refund(refund)).word is Word.ACCEPTED
