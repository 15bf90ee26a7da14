"""What news means, and which attempt a page gets."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from examples import NOON, PAID_NEWS, PAYMENT
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.payments.errors import PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts
from wendan.domains.payments.model import Fate, Finding, PaymentState, PaymentWish
from wendan.domains.payments.rules import (
    choose_attempt,
    has_usable_parameters,
    may_ask_now,
    next_close_at,
    next_query_at,
    weigh,
)
from wendan.kernel.money import Fen
from wendan.kernel.news import Source, Word

PAID = replace(
    PAYMENT, state=PaymentState.SUCCEEDED, fate=Fate.KEPT, reference="4200000001", received_fen=Fen(1800)
)
WISH = PaymentWish("pay-key-2", "wechat", "1900000001", "native", None, None)


@pytest.mark.parametrize("state", [state for state in PaymentState if state is not PaymentState.SUCCEEDED])
def test_success_is_believed_in_every_unpaid_state(state: PaymentState) -> None:
    verdict = weigh(replace(PAYMENT, state=state), PAID_NEWS)

    assert (verdict.finding, verdict.state) == (Finding.PAID, PaymentState.SUCCEEDED)


@given(st.integers(1, 10**8).filter(lambda fen: fen != 1800))
def test_another_amount_is_never_taken_for_payment(fen: int) -> None:
    assert weigh(PAYMENT, replace(PAID_NEWS, amount_fen=Fen(fen))).finding is Finding.WRONG_AMOUNT


def test_another_currency_is_never_taken_for_payment() -> None:
    assert weigh(PAYMENT, replace(PAID_NEWS, currency="USD")).finding is Finding.WRONG_AMOUNT


@pytest.mark.parametrize("strange", [{"account": "1900009999"}, {"reference": None}])
def test_money_at_another_merchant_or_without_a_number_contradicts(strange: dict[str, str | None]) -> None:
    assert weigh(PAYMENT, replace(PAID_NEWS, **strange)).finding is Finding.CONTRADICTION


def test_the_same_success_again_is_known_and_another_transaction_is_not() -> None:
    assert weigh(PAID, PAID_NEWS).finding is Finding.KNOWN
    assert weigh(PAID, replace(PAID_NEWS, reference="4200000002")).finding is Finding.CONTRADICTION


@pytest.mark.parametrize("word", [Word.CLOSED, Word.DECLINED])
def test_a_channel_that_takes_back_its_yes_contradicts(word: Word) -> None:
    assert weigh(PAID, replace(PAID_NEWS, word=word)).finding is Finding.CONTRADICTION


def test_an_answer_from_before_the_success_contradicts_nothing() -> None:
    asked_before = replace(PAID_NEWS, word=Word.MISSING, source=Source.QUERY)

    assert weigh(PAID, asked_before).finding is Finding.KNOWN


def test_a_number_the_channel_does_not_know_stays_open() -> None:
    missing = replace(PAID_NEWS, word=Word.MISSING, source=Source.QUERY)

    assert weigh(replace(PAYMENT, state=PaymentState.UNKNOWN), missing).finding is Finding.KNOWN


def test_a_close_that_finds_nothing_closes_only_what_nobody_could_pay() -> None:
    missing = replace(PAID_NEWS, word=Word.MISSING, source=Source.CLOSE)
    unanswered = replace(PAYMENT, state=PaymentState.UNKNOWN, parameters=None)

    assert weigh(unanswered, missing).state is PaymentState.CLOSED
    assert weigh(PAYMENT, missing).finding is Finding.KNOWN


def test_two_pages_that_pay_the_same_way_share_one_attempt() -> None:
    assert choose_attempt([PAYMENT], WISH) is PAYMENT


def test_another_way_to_pay_is_another_attempt() -> None:
    assert choose_attempt([PAYMENT], replace(WISH, method="h5")) is None


def test_a_failed_attempt_is_not_used_again() -> None:
    assert choose_attempt([replace(PAYMENT, state=PaymentState.FAILED)], WISH) is None


def test_an_id_used_for_another_way_to_pay_is_refused() -> None:
    with pytest.raises(PaymentIdWasUsed):
        choose_attempt([PAYMENT], replace(WISH, client_key=PAYMENT.client_key, method="h5"))


def test_nobody_is_asked_to_pay_again_while_their_money_is_in_a_case() -> None:
    with pytest.raises(PaymentIsBeingChecked):
        choose_attempt([replace(PAID, fate=Fate.IN_CASE)], WISH)


def test_attempts_are_bounded() -> None:
    failed = [
        replace(PAYMENT, id=UUID(int=n), state=PaymentState.FAILED, client_key=f"k{n}") for n in range(20)
    ]

    with pytest.raises(TooManyAttempts):
        choose_attempt(failed, WISH)


@pytest.mark.parametrize(
    ("method", "minutes", "usable"), [("native", 20, True), ("h5", 3, True), ("h5", 5, False)]
)
def test_an_h5_address_is_fetched_anew_before_it_dies(method: str, minutes: int, usable: bool) -> None:
    assert has_usable_parameters(replace(PAYMENT, method=method), NOON + timedelta(minutes=minutes)) is usable


@given(st.integers(-10, 3600))
def test_what_time_alone_ends_is_looked_at_ever_sooner_and_at_its_end(left_s: int) -> None:
    ends_at = NOON + timedelta(seconds=left_s)
    again_at = next_close_at(NOON, ends_at)

    assert NOON < again_at <= NOON + timedelta(minutes=2)
    assert again_at <= max(ends_at, NOON + timedelta(seconds=1))


def test_half_an_hour_of_waiting_for_the_end_is_fewer_than_thirty_looks() -> None:
    now, ends_at, looks = NOON, NOON + timedelta(minutes=30), 0
    while now < ends_at:
        now, looks = next_close_at(now, ends_at), looks + 1

    assert now == ends_at
    assert looks < 30


@given(st.integers(0, 100))
def test_queries_begin_within_a_minute_back_off_and_never_end(asked_times: int) -> None:
    schedule = (10, 20, 30, 50, 55, 300)
    gap = (next_query_at(asked_times, schedule, NOON) - NOON).total_seconds()

    assert gap == schedule[min(asked_times, 5)]
    assert next_query_at(0, schedule, NOON) <= NOON + timedelta(minutes=1)


def test_an_impatient_page_cannot_flood_the_channel() -> None:
    asked = replace(PAYMENT, asked_at=NOON)

    assert not may_ask_now(asked, NOON + timedelta(seconds=1), 2.0)
    assert may_ask_now(asked, NOON + timedelta(seconds=2), 2.0)
