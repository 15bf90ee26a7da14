"""Never more back than was paid, and a failure is followed up."""

from dataclasses import replace
from uuid import UUID

import pytest
from examples import PAID_NEWS, REFUND
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.refunds.errors import NothingToRefund, RefundExceedsPayment, RefundIdWasUsed
from wendan.domains.refunds.model import Reason, RefundState, RefundWish, Sequel
from wendan.domains.refunds.rules import after_news, demand_refundable, earlier, refundable, sequel
from wendan.kernel.money import Fen
from wendan.kernel.news import Subject, Word

NEWS = replace(PAID_NEWS, subject=Subject.REFUND, number=REFUND.number)
WISH = RefundWish(
    REFUND.payment_id, "wechat", "1900000001", Fen(1000), Reason.CUSTOMER_REQUEST, "refund-key-1"
)


@given(st.lists(st.tuples(st.integers(1, 3000), st.sampled_from(RefundState)), max_size=8))
def test_refunds_that_were_allowed_never_exceed_the_payment(asked: list[tuple[int, RefundState]]) -> None:
    accepted: list = []
    for n, (fen, state) in enumerate(asked):
        try:
            demand_refundable(Fen(fen), Fen(5000), accepted)
        except RefundExceedsPayment:
            continue
        accepted.append(replace(REFUND, id=UUID(int=n), amount_fen=Fen(fen), state=state))

    assert sum(refund.amount_fen for refund in accepted if refund.state is not RefundState.FAILED) <= 5000
    assert refundable(Fen(5000), accepted) >= 0


@pytest.mark.parametrize("fen", [0, -1, 1801])
def test_amounts_that_cannot_go_back_are_refused(fen: int) -> None:
    with pytest.raises(RefundExceedsPayment):
        demand_refundable(Fen(fen), Fen(1800), [])


def test_nothing_goes_back_where_nothing_came_in() -> None:
    with pytest.raises(NothingToRefund):
        demand_refundable(Fen(1), None, [])


def test_asking_again_with_the_same_id_finds_the_first_refund() -> None:
    assert earlier([REFUND], WISH) is REFUND
    assert earlier([REFUND], replace(WISH, client_key="another")) is None
    with pytest.raises(RefundIdWasUsed):
        earlier([REFUND], replace(WISH, amount_fen=Fen(999)))


def test_a_closed_refund_gets_a_new_number_and_a_dead_card_a_person() -> None:
    assert sequel(REFUND, replace(NEWS, word=Word.CLOSED)) is Sequel.NEW_NUMBER
    assert sequel(REFUND, replace(NEWS, word=Word.DECLINED)) is Sequel.CASE
    assert sequel(replace(REFUND, attempt=5), replace(NEWS, word=Word.CLOSED)) is Sequel.CASE


def test_a_refund_follows_the_channels_word() -> None:
    assert after_news(REFUND, NEWS) is RefundState.SUCCEEDED
    assert after_news(REFUND, replace(NEWS, word=Word.ACCEPTED)) is RefundState.PROCESSING
