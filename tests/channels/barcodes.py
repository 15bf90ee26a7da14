"""What every channel must do that scans customers; beside `ChannelConformance`, with the same stage."""

from dataclasses import replace
from typing import Any

import pytest
from conformance import Stage

from wendan.channels.port import ChannelRefused, CloseAnswer, PaymentAsk
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Word


class BarcodeConformance:
    """`other_side.shows(**wish)` gives the code on a customer's phone; `spoil("barcode", …)` spoils the next scan."""

    async def scanned(self, stage: Stage, number: str, **wish: Any) -> PaymentAsk:
        side: Any = stage.other_side
        return replace(stage.ask(number, method="barcode"), auth_code=await side.shows(**wish))

    async def test_a_scanned_customer_pays_at_once(self, stage: Stage) -> None:
        prepared = await stage.channel.prepare(await self.scanned(stage, "SCAN_1", manner="at-once"))
        asked = await stage.channel.query(stage.key("SCAN_1", method="barcode"))

        assert prepared.news is not None
        assert not prepared.parameters
        assert (prepared.news.word, prepared.news.amount_fen) == (Word.SUCCEEDED, 1250)
        assert prepared.news.source is Source.REQUEST
        for fact in ("word", "number", "reference", "amount_fen", "currency", "happened_at"):
            assert getattr(prepared.news, fact) == getattr(asked, fact)

    async def test_whoever_types_a_password_first_is_asked_about(self, stage: Stage) -> None:
        ask = await self.scanned(stage, "SCAN_1", manner="password", then="pays", after_s=8)
        prepared = await stage.channel.prepare(ask)
        typing = await stage.channel.query(stage.key("SCAN_1", method="barcode"))
        await stage.clock.advance(10)
        after = await stage.channel.query(stage.key("SCAN_1", method="barcode"))

        assert prepared.news is None
        assert [news.word for news in (typing, after)] == [Word.ACCEPTED, Word.SUCCEEDED]

    async def test_too_little_balance_says_so_and_takes_nothing(self, stage: Stage) -> None:
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(await self.scanned(stage, "SCAN_1", manner="poor"))

        assert refused.value.cause is Cause.BALANCE_INSUFFICIENT
        assert stage.other_side.taken_fen("SCAN_1") == 0

    async def test_a_code_is_good_once(self, stage: Stage) -> None:
        ask = await self.scanned(stage, "SCAN_1", manner="at-once")
        await stage.channel.prepare(ask)
        with pytest.raises(ChannelRefused):
            await stage.channel.prepare(replace(ask, number="SCAN_2"))

        assert (await stage.channel.query(stage.key("SCAN_2", method="barcode"))).word is not Word.SUCCEEDED

    async def test_a_silent_scan_is_queried_and_found_paid(self, stage: Stage) -> None:
        stage.other_side.spoil("barcode", "lost")
        with pytest.raises(Silence):
            await stage.channel.prepare(await self.scanned(stage, "SCAN_1", manner="at-once"))
        news = await stage.channel.query(stage.key("SCAN_1", method="barcode"))

        assert (news.word, news.amount_fen) == (Word.SUCCEEDED, 1250)

    async def test_a_scan_that_never_arrived_is_missing(self, stage: Stage) -> None:
        stage.other_side.spoil("barcode", "reset-before")
        with pytest.raises(Silence):
            await stage.channel.prepare(await self.scanned(stage, "SCAN_1", manner="at-once"))
        key = stage.key("SCAN_1", method="barcode")

        assert (await stage.channel.query(key)).word is Word.MISSING
        assert (await stage.channel.close(key)).answer is CloseAnswer.MISSING

    async def test_a_customer_who_left_is_reversed(self, stage: Stage) -> None:
        await stage.channel.prepare(
            await self.scanned(stage, "SCAN_1", manner="password", then="waits", after_s=8)
        )
        key = stage.key("SCAN_1", method="barcode")
        closing = await stage.channel.close(key)

        assert closing.answer is CloseAnswer.CLOSED
        assert (await stage.channel.query(key)).word is Word.CLOSED
        assert not await stage.other_side.can_pay("SCAN_1")
