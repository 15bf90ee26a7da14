"""What every channel must do, whoever it is: subclass `ChannelConformance` and give it a `stage` fixture.

A stage is the adapter, the other side it talks to, and a customer. The facts below know nothing of a protocol.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Protocol

import pyarrow.parquet as pq
import pytest

from wendan.channels.bill_reading.layouts import read_bill
from wendan.channels.bills import NoBill
from wendan.channels.port import (
    ChannelRefused,
    CloseAnswer,
    PaymentAsk,
    PaymentChannel,
    PaymentKey,
    RefundAsk,
    RefundKey,
)
from wendan.kernel.bills import BillName
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.kernel.times import BEIJING
from wendan.platform.clock import ManualClock


class OtherSide(Protocol):
    async def pay(self, number: str) -> None: ...
    async def can_pay(self, number: str) -> bool: ...
    async def end_refund(self, number: str, word: Word) -> None: ...
    def spoil(self, verb: str, fault: str) -> None: ...
    def taken_fen(self, number: str) -> int: ...
    def reference(self, number: str) -> str | None: ...
    async def callback(self) -> tuple[dict[str, str], bytes]: ...


@dataclass
class Stage:
    channel: PaymentChannel
    account: str
    clock: ManualClock
    other_side: OtherSide
    silences: Sequence[str]  # faults after which nothing is certain
    method: str = "native"  # what the facts are told with: the customer pays when they like
    payer: str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
    begun_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.begun_at = self.clock.now()

    def ask(self, number: str, amount_fen: int = 1250, method: str | None = None) -> PaymentAsk:
        return PaymentAsk(
            account=self.account,
            number=number,
            method=method or self.method,
            amount_fen=Fen(amount_fen),
            description="牛肉面 1 份",
            requested_at=self.begun_at,
            expires_at=self.begun_at + timedelta(minutes=30),
            payer=self.payer,
            client_ip="14.23.150.211",
            return_url="https://shop.example/diner/",
        )

    def key(self, number: str, reference: str | None = None, method: str | None = None) -> PaymentKey:
        ask = self.ask(number, method=method)
        return PaymentKey(ask.account, number, ask.method, ask.requested_at, ask.expires_at, reference)

    def refund_key(self, number: str, payment: str = "ORDER-1") -> RefundKey:
        key = self.key(payment, self.other_side.reference(payment))
        return RefundKey(self.account, number, self.begun_at, key)

    def refund(self, number: str, payment: str, amount_fen: int = 300) -> RefundAsk:
        return RefundAsk(self.refund_key(number, payment), Fen(amount_fen), Fen(1250), "缺货")

    async def paid(self, number: str) -> None:
        await self.channel.prepare(self.ask(number))
        await self.other_side.pay(number)


async def fetched(channel: PaymentChannel, account: str, day: date) -> bytes:
    """The bill as it came."""
    assert channel.bills is not None
    with TemporaryDirectory() as place:
        await channel.bills.bill(BillName(channel.name, account, day), Path(place) / "bill")
        return (Path(place) / "bill").read_bytes()


class ChannelConformance:
    refunding: ClassVar[Word] = Word.ACCEPTED  # what a refund is right after it was asked

    async def test_every_method_gives_the_customer_something_to_pay_with(self, stage: Stage) -> None:
        asked = [
            m for m, scene in stage.channel.methods.items() if scene in (Scene.IN_APP, Scene.QR, Scene.LINK)
        ]
        assert asked
        for n, method in enumerate(asked):
            prepared = await stage.channel.prepare(stage.ask(f"METHOD-{n}", method=method))

            assert prepared.parameters
            assert all(isinstance(value, str) for value in prepared.parameters.values())

    async def test_a_prepared_payment_is_accepted_until_somebody_pays(self, stage: Stage) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        news = await stage.channel.query(stage.key("ORDER-1"))

        assert (news.word, news.subject, news.number) == (Word.ACCEPTED, Subject.PAYMENT, "ORDER-1")
        assert news.amount_fen is None

    async def test_a_paid_payment_is_known_by_both_numbers(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        news = await stage.channel.query(stage.key("ORDER-1"))
        again = await stage.channel.query(stage.key("ORDER-1", news.reference))

        assert (news.word, news.amount_fen, news.currency) == (Word.SUCCEEDED, 1250, "CNY")
        assert (news.source, news.account, news.channel) == (
            Source.QUERY,
            stage.account,
            stage.channel.name,
        )
        assert news.reference
        assert news.happened_at is not None
        assert abs(news.happened_at - stage.clock.now()) < timedelta(seconds=2)
        assert (again.word, again.reference) == (Word.SUCCEEDED, news.reference)

    async def test_preparing_the_same_payment_again_is_harmless(self, stage: Stage) -> None:
        ask = stage.ask("ORDER-1")
        await stage.channel.prepare(ask)
        await stage.clock.advance(20)

        assert (await stage.channel.prepare(ask)).parameters

    async def test_the_same_number_with_other_content_is_refused(self, stage: Stage) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1", 1250))
        with pytest.raises(ChannelRefused) as refused:
            await stage.channel.prepare(stage.ask("ORDER-1", 1251))

        assert not refused.value.retryable

    async def test_what_nobody_ordered_is_missing(self, stage: Stage) -> None:
        key = stage.key("NOBODY-1")

        assert (await stage.channel.query(key)).word is Word.MISSING
        assert (await stage.channel.query_refund(stage.refund_key("NOBODY-1"))).word is Word.MISSING
        assert (await stage.channel.close(key)).answer is CloseAnswer.MISSING

    async def test_after_a_close_nobody_can_pay(self, stage: Stage) -> None:
        await stage.channel.prepare(stage.ask("ORDER-1"))
        first = await stage.channel.close(stage.key("ORDER-1"))
        second = await stage.channel.close(stage.key("ORDER-1"))

        assert first.answer is second.answer is CloseAnswer.CLOSED
        assert (await stage.channel.query(stage.key("ORDER-1"))).word is Word.CLOSED
        assert not await stage.other_side.can_pay("ORDER-1")

    async def test_closing_a_paid_payment_says_that_it_is_paid(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")

        assert (await stage.channel.close(stage.key("ORDER-1"))).answer is CloseAnswer.ALREADY_PAID

    async def test_a_refund_is_on_its_way_and_then_done(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        asked = await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        on_its_way = await stage.channel.query_refund(stage.refund_key("BACK-1"))
        await stage.other_side.end_refund("BACK-1", Word.SUCCEEDED)
        done = await stage.channel.query_refund(stage.refund_key("BACK-1"))

        assert [news.word for news in (asked, on_its_way, done)] == [Word.ACCEPTED] * 2 + [Word.SUCCEEDED]
        assert {news.subject for news in (asked, on_its_way, done)} == {Subject.REFUND}
        assert {news.amount_fen for news in (asked, on_its_way, done)} == {300}
        assert len({news.reference for news in (asked, on_its_way, done)}) == 1

    async def test_a_partly_refunded_payment_is_still_paid(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        news = await stage.channel.query(stage.key("ORDER-1"))

        assert (news.word, news.amount_fen) == (Word.SUCCEEDED, 1250)

    async def test_the_same_refund_again_is_the_same_refund(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        first = await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        second = await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))

        assert first.reference == second.reference

    async def test_more_than_was_paid_is_never_refunded(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 1000))
        await stage.clock.advance(120)
        with pytest.raises(ChannelRefused):
            await stage.channel.refund(stage.refund("BACK-2", "ORDER-1", 251))

    @pytest.mark.parametrize("word", [Word.CLOSED, Word.DECLINED])
    async def test_a_refund_that_fails_says_so(self, stage: Stage, word: Word) -> None:
        await stage.paid("ORDER-1")
        await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        await stage.other_side.end_refund("BACK-1", word)

        assert (await stage.channel.query_refund(stage.refund_key("BACK-1"))).word is word

    async def test_a_callback_says_the_same_as_a_query(self, stage: Stage) -> None:
        await stage.paid("ORDER-1")
        headers, body = await stage.other_side.callback()
        heard = stage.channel.hear(stage.account, headers, body, stage.clock.now())
        asked = await stage.channel.query(stage.key("ORDER-1"))

        assert heard is not None
        assert heard.message_id
        assert heard.source is Source.CALLBACK
        for fact in ("word", "number", "reference", "amount_fen", "currency", "happened_at", "subject"):
            assert getattr(heard, fact) == getattr(asked, fact)

    async def test_every_unclear_answer_is_silence_and_asking_again_finds_the_truth(
        self, stage: Stage
    ) -> None:
        for n, fault in enumerate(stage.silences):
            order, back = f"ORDER-{n}", f"BACK-{n}"
            ask, key, refund = stage.ask(order), stage.key(order), stage.refund(back, order)
            stage.other_side.spoil("prepare", fault)
            with pytest.raises(Silence):
                await stage.channel.prepare(ask)
            await stage.channel.prepare(ask)
            await stage.other_side.pay(order)
            stage.other_side.spoil("query", fault)
            with pytest.raises(Silence):
                await stage.channel.query(key)
            assert (await stage.channel.query(key)).word is Word.SUCCEEDED
            stage.other_side.spoil("refund", fault)
            with pytest.raises(Silence):
                await stage.channel.refund(refund)
            assert (await stage.channel.refund(refund)).word is self.refunding
            stage.other_side.spoil("query_refund", fault)
            with pytest.raises(Silence):
                await stage.channel.query_refund(stage.refund_key(back, order))
            assert (await stage.channel.query_refund(stage.refund_key(back, order))).word is self.refunding

            assert stage.other_side.taken_fen(order) == 1250

    async def test_an_unclear_close_is_silence_and_closing_again_closes(self, stage: Stage) -> None:
        for n, fault in enumerate(stage.silences):
            key = stage.key(f"ORDER-{n}")
            await stage.channel.prepare(stage.ask(key.number))
            stage.other_side.spoil("close", fault)
            with pytest.raises(Silence):
                await stage.channel.close(key)

            assert (await stage.channel.close(key)).answer is CloseAnswer.CLOSED

    async def test_the_bill_of_a_day_reads_as_what_moved_on_it(self, stage: Stage, tmp_path: Path) -> None:
        bills = stage.channel.bills
        name = BillName(stage.channel.name, stage.account, stage.clock.now().date())
        if bills is None:
            pytest.skip("nobody sends it a bill")
        await stage.paid("ORDER-1")
        await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
        if self.refunding is Word.ACCEPTED:
            await stage.other_side.end_refund("BACK-1", Word.SUCCEEDED)
        with pytest.raises((NoBill, ChannelRefused)):
            await bills.bill(name, tmp_path / "bill")
        await stage.clock.advance(86_400)
        asked = await bills.bill(name, tmp_path / "bill")
        facts = read_bill(bills.layout, tmp_path / "bill", asked, tmp_path / "spool")

        assert (facts.totals.paid, facts.totals.paid_fen) == (1, 1250)
        assert (facts.totals.returned, facts.totals.returned_fen) == (1, 300)
        assert facts.proved_by
        rows = {row["number"]: row for row in pq.read_table(tmp_path / "spool").to_pylist()}
        assert rows.keys() == {"ORDER-1", "BACK-1"}
        assert rows["BACK-1"]["payment_number"] == "ORDER-1"
        assert rows["ORDER-1"]["reference"] == stage.other_side.reference("ORDER-1")
        assert all(row["is_understood"] and row["account"] == stage.account for row in rows.values())
        assert all(row["happened_at"].astimezone(BEIJING).date() == name.day for row in rows.values())
