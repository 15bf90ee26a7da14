"""What every channel must do, as far as it can be said of accounts that pay at once and never call."""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

import pytest
from bank_bench import MEMBER, Bench
from conformance import ChannelConformance, Stage

from wendan.channels.port import PaymentAsk, PaymentKey, RefundKey
from wendan.kernel.numbers import ChannelNumber


class PaidAlready:
    """The other side of an account: whoever prepared has paid."""

    async def pay(self, number: str) -> None: ...

    def reference(self, number: str) -> str | None:
        return None


@dataclass
class BankStage(Stage):
    """The bank reads its numbers: each of the suite's becomes one of ours."""

    def ours(self, number: str, kind: str = "P") -> str:
        return str(ChannelNumber(kind, "01", 1, uuid5(NAMESPACE_OID, number), 1))

    def ask(self, number: str, amount_fen: int = 1250, method: str | None = None) -> PaymentAsk:
        return super().ask(self.ours(number), amount_fen, method)

    def key(self, number: str, reference: str | None = None, method: str | None = None) -> PaymentKey:
        ask = self.ask(number, method=method)
        return PaymentKey(ask.account, ask.number, ask.method, ask.requested_at, ask.expires_at, reference)

    def refund_key(self, number: str, payment: str = "ORDER-1") -> RefundKey:
        return RefundKey(self.account, self.ours(number, "R"), self.begun_at, self.key(payment))


@pytest.fixture
def stage(bench: Bench) -> Stage:
    channel = bench.channel()
    return BankStage(channel, "members", bench.clock, PaidAlready(), [], "account", str(MEMBER))  # type: ignore[arg-type]


class TestBalance:
    test_a_paid_payment_is_known_by_both_numbers = (
        ChannelConformance.test_a_paid_payment_is_known_by_both_numbers
    )
    test_the_same_number_with_other_content_is_refused = (
        ChannelConformance.test_the_same_number_with_other_content_is_refused
    )
    test_closing_a_paid_payment_says_that_it_is_paid = (
        ChannelConformance.test_closing_a_paid_payment_says_that_it_is_paid
    )
    test_a_partly_refunded_payment_is_still_paid = (
        ChannelConformance.test_a_partly_refunded_payment_is_still_paid
    )
    test_the_same_refund_again_is_the_same_refund = (
        ChannelConformance.test_the_same_refund_again_is_the_same_refund
    )
    test_more_than_was_paid_is_never_refunded = ChannelConformance.test_more_than_was_paid_is_never_refunded
